//! Scripts that chance makes are cut into statements as psql cuts them.
//!
//! Left out is where this program means to differ: `BEGIN ATOMIC`, `E'…'` that goes on in the next
//! line, what psql does with backslashes, `:variables` and comments before a statement, and a number
//! that runs into a name, which no server takes.

use std::fmt::Write as _;

use sauvegarde::dump::lexer::{Lexer, Visitor};

use crate::harness;
use crate::random::Random;

const SCRIPTS: usize = 120;
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
    "'", "''", "\"", "\"\"", "$$", "$a$", "$1", "a$b", "(", ")", " ; ", "\n", " ", "\t", "--",
    "/*", "*/", "-", "+", "*", "/", "1.5 ", "x", "é", "U&'", "U&\"", "B'", "select ", "@", "=",
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

/// Every statement that the server was sent, good or bad, by its log.
fn logged(log: &str) -> Vec<String> {
    let mut statements: Vec<String> = Vec::new();
    let mut open = false;
    for line in log.lines() {
        if let Some(head) = line.strip_prefix("¶") {
            let statement = head
                .strip_prefix("LOG:  duration: ")
                .and_then(|rest| Some(rest.split_once("  statement: ")?.1))
                .or_else(|| head.strip_prefix("STATEMENT:  "));
            open = statement.is_some();
            statements.extend(statement.map(str::to_owned));
        } else if let (true, Some(last)) = (open, statements.last_mut()) {
            let _ = write!(last, "\n{}", line.strip_prefix('\t').unwrap_or(line));
        }
    }
    statements
}

#[test]
fn statements_are_cut_where_psql_cuts_them() {
    let server = harness::own_server(&[
        "log_line_prefix = '¶'",
        "log_min_duration_statement = 0",
        "log_error_verbosity = terse",
    ]);
    harness::create(&server, "a");
    harness::sql(&server, "a", "create table t(a text)");
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random::new();
    let mut scripts = Vec::new();
    let mut psql = harness::client(&server, "psql", "a");
    psql.args(["-X", "-q", "-o", "/dev/null"]);
    for number in 0..SCRIPTS {
        let pieces = 1 + random.below(24);
        let script: String = (0..pieces)
            .map(|_| match random.below(5) {
                0 => PIECES[random.below(PIECES.len())],
                _ => WHOLE[random.below(WHOLE.len())],
            })
            .collect();
        let file = folder.path().join(format!("{number}.sql"));
        std::fs::write(&file, &script).unwrap();
        psql.arg("-f").arg(&file).args(["-c", &format!("select 'fin {number}'")]);
        scripts.push(script);
    }
    psql.output().unwrap();
    let log = harness::log(&server);
    let mut sent = logged(&log).into_iter();
    let begin = sent.by_ref().find(|statement| statement.contains("create table t(a text)"));
    assert!(begin.is_some(), "the log has the statements");
    let mut compared = 0;
    for (number, script) in scripts.iter().enumerate() {
        let end = format!("select 'fin {number}'");
        let by_psql: Vec<String> = sent
            .by_ref()
            .take_while(|statement| *statement != end)
            .filter_map(|s| significant(&s))
            .collect();
        let (mut lexer, mut ours) = (Lexer::new(), Statements::default());
        let read = lexer.feed(script.as_bytes(), &mut ours).and_then(|()| lexer.finish(&mut ours));
        if ours.has_meta_command {
            continue;
        }
        // What has no end is psql's last statement, and an error of ours.
        let whole = read.is_ok();
        let ours = ours.ended;
        let enough = if whole { by_psql.len() } else { ours.len() };
        assert_eq!(ours, by_psql[..enough.min(by_psql.len())], "script {number}: {script:?}");
        compared += ours.len();
    }
    println!("{compared} statements were compared");
    assert!(compared > SCRIPTS, "{compared} statements were compared");
}
