//! Scripts that chance makes are cut into statements as psql cuts them.
//!
//! Left out is where this program means to differ: `BEGIN ATOMIC`, `E'…'` that goes on in the next
//! line, and what psql does with backslashes, `:variables` and comments before a statement. Before
//! 15.19 and 18.6 psql runs the data of a `COPY` that the server refuses: what follows one is left
//! out with such a psql.

use std::fmt::Write as _;
use std::path::Path;

use sauvegarde::dump::lexer::{Lexer, Visitor};

use crate::harness;
use crate::random::{self, Random};

/// One run of psql.
const SCRIPTS: usize = 120;
/// Tells one psql from the other.
const REFUSED: &str = "COPY nowhere FROM stdin;\nselect 'data';\n\\.\n";
/// What was cut differently once.
const KEPT: &[&str] = &[
    "*\nCOPY t (a) FROM stdin;\n1\n;\n'\n\\.\nselect 1;",
    "''(x copy) COPY t (a) FROM + stdin;\n1\n;\n'\n\\.\nselect 1;",
    "select 1x$$;select 1xb'';\nx copy t from stdin;\nselect 1;",
];
/// Whole constructs, which keep a script going.
const WHOLE: &[&str] = &[
    ";\n",
    ";",
    "select 1;",
    "SELECT 1;\n",
    "insert into t values ('a;b');",
    "values (';'), ($$;$$);\n",
    "-- x ; ' \n",
    "/* ; ' */",
    "/* /* */ ; */",
    "select (';');",
    "select $a$ ; $b$ ; $a$;",
    "select \"é ; \" from t;",
    "select N'a;', B'1', X'0f', U&'d', $1;",
    "select 'a'\n';b';",
    "\nCOPY t (a) FROM stdin;\n1\n;\n'\n\\.\n",
    "COPY t TO stdout;\n",
    "create function f() returns int language sql as 'select 1; select 2';",
    "create rule r as on insert to t do also (select 1; select 2);",
    "select case when true then 1 end;",
];
/// What opens, closes or breaks them.
const PIECES: &[&str] = &[
    "'", "''", "\"", "\"\"", "$$", "$a$", "$1", "1.5", "a$b", "(", ")", " ; ", "\n", " ", "\t",
    "--", "/*", "*/", "-", "+", "*", "/", "1 ", "x", "é", "U&'", "U&\"", "B'", "select ", "@", "=",
    "::text",
];

#[derive(Default)]
struct Statements {
    open: Vec<u8>,
    ended: Vec<String>,
    /// A restore refuses such a script whole.
    has_meta_command: bool,
}

impl Visitor for Statements {
    fn statement_part(&mut self, part: &[u8]) {
        self.open.extend_from_slice(part);
    }

    fn statement_end(&mut self, _: u64) {
        let statement = String::from_utf8(std::mem::take(&mut self.open)).unwrap();
        self.ended.extend(significant(&statement));
    }

    fn meta_command(&mut self, _: &[u8], _: u64) {
        self.has_meta_command = true;
    }
}

/// Without white space and comments before it, and without empty lines, which psql drops; nothing
/// for an empty one.
fn significant(statement: &str) -> Option<String> {
    let mut rest = statement.trim();
    loop {
        let before = rest;
        if rest.starts_with("--") {
            rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
        } else if rest.starts_with("/*") {
            let (mut depth, mut at) = (0, 0);
            while let Some(mark) = rest.as_bytes().get(at..at + 2) {
                match mark {
                    b"/*" => (depth, at) = (depth + 1, at + 2),
                    b"*/" => (depth, at) = (depth - 1, at + 2),
                    _ => at += 1,
                }
                if depth == 0 {
                    break;
                }
            }
            rest = rest.get(at..).unwrap_or_default();
        }
        rest = rest.trim();
        if rest == before {
            break;
        }
    }
    let lines: Vec<&str> = rest.split('\n').filter(|line| !line.trim().is_empty()).collect();
    (!matches!(rest, "" | ";")).then(|| lines.join("\n"))
}

struct Sent {
    statement: String,
    refused: bool,
}

/// Every statement that the server was sent, good or bad, by its log.
fn logged(log: &str) -> Vec<Sent> {
    let mut all: Vec<Sent> = Vec::new();
    let mut open = false;
    for line in log.lines() {
        if let Some(head) = line.strip_prefix("¶") {
            let refused = head.strip_prefix("STATEMENT:  ");
            let statement = refused.or_else(|| {
                Some(head.strip_prefix("LOG:  duration: ")?.split_once("  statement: ")?.1)
            });
            open = statement.is_some();
            let sent = |text: &str| Sent { statement: text.to_owned(), refused: refused.is_some() };
            all.extend(statement.map(sent));
        } else if let (true, Some(last)) = (open, all.last_mut()) {
            let _ = write!(last.statement, "\n{}", line.strip_prefix('\t').unwrap_or(line));
        }
    }
    all
}

fn script_of_chance(random: &mut Random) -> String {
    let pieces = 1 + random.below(24);
    let piece = |_| match random.below(5) {
        0 => PIECES[random.below(PIECES.len())],
        _ => WHOLE[random.below(WHOLE.len())],
    };
    (0..pieces).map(piece).collect()
}

/// What psql sent of each script.
fn sent_by_psql(scripts: &[String], folder: &Path) -> Vec<Vec<Sent>> {
    let server = harness::own_server(&[
        "log_line_prefix = '¶'",
        "log_min_duration_statement = 0",
        "log_error_verbosity = terse",
    ]);
    harness::create(&server, "a");
    harness::sql(&server, "a", "create table t(a text)");
    for (run, scripts) in scripts.chunks(SCRIPTS).enumerate() {
        let mut psql = harness::client(&server, "psql", "a");
        psql.args(["-X", "-q", "-o", "/dev/null"]);
        for (number, script) in scripts.iter().enumerate() {
            let file = folder.join(format!("{number}.sql"));
            std::fs::write(&file, script).unwrap();
            let number = run * SCRIPTS + number;
            psql.arg("-f").arg(&file).args(["-c", &format!("select 'fin {number}'")]);
        }
        psql.output().unwrap();
    }
    let mut sent = logged(&harness::log(&server)).into_iter();
    let begin = sent.by_ref().find(|sent| sent.statement.contains("create table t(a text)"));
    assert!(begin.is_some(), "the log has the statements");
    let until = |number| {
        let end = format!("select 'fin {number}'");
        sent.by_ref().take_while(|sent| sent.statement != end).collect()
    };
    (0..scripts.len()).map(until).collect()
}

/// How many of these come before a place from which on psql is no model.
///
/// An older one runs the data of a refused `COPY`. One that `passes_over` them takes the next
/// statement without a word of its own, an empty one too, for the `COPY` once more, and passes over
/// the lines behind it.
fn told_alike(sent: &[Sent], passes_over: bool) -> Option<usize> {
    let mut after_copy = false;
    for (place, Sent { statement, refused }) in sent.iter().enumerate() {
        let has_word = significant(statement).is_some_and(|text| begins_with_a_word(&text));
        let lower = statement.to_ascii_lowercase();
        let is_copy = lower.contains("copy") && lower.contains("stdin");
        let misleads = if passes_over { after_copy && !has_word } else { is_copy && *refused };
        if misleads {
            return Some(place + 1);
        }
        after_copy = is_copy;
    }
    None
}

/// And not with a literal that has a letter before it.
fn begins_with_a_word(statement: &str) -> bool {
    let letter = |c: char| c.is_alphabetic() || c == '_';
    let rest = statement.trim_start_matches(letter);
    statement.starts_with(letter) && !rest.starts_with(['\'', '&'])
}

#[test]
fn statements_are_cut_where_psql_cuts_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random::new();
    let mut scripts: Vec<String> =
        KEPT.iter().chain(&[REFUSED]).map(|script| (*script).to_owned()).collect();
    let chance = SCRIPTS * random::times();
    scripts.extend((0..chance).map(|_| script_of_chance(&mut random)));
    let sent = sent_by_psql(&scripts, folder.path());
    let passes_over = sent[KEPT.len()].len() == 1;
    let mut compared = 0;
    for (number, (script, sent)) in scripts.iter().zip(sent).enumerate() {
        let limit = told_alike(&sent, passes_over);
        let by_psql: Vec<String> = sent
            .iter()
            .take(limit.unwrap_or(sent.len()))
            .filter_map(|sent| significant(&sent.statement))
            .collect();
        let (mut lexer, mut ours) = (Lexer::new(), Statements::default());
        let read = lexer.feed(script.as_bytes(), &mut ours).and_then(|()| lexer.finish(&mut ours));
        if ours.has_meta_command {
            continue;
        }
        // What has no end is psql's last statement, and an error of ours.
        let whole = read.is_ok();
        let mut ours = ours.ended;
        if limit.is_some() {
            ours.truncate(by_psql.len());
        }
        let enough = if whole { by_psql.len() } else { ours.len() };
        assert_eq!(ours, by_psql[..enough.min(by_psql.len())], "script {number}: {script:?}");
        compared += ours.len();
    }
    println!("{compared} statements of {} scripts were compared", scripts.len());
    assert!(compared > chance, "{compared} statements were compared");
}
