mod sample;

use proptest::prelude::*;

use crate::dump::lexer::{Construct, LexError};
use crate::dump::scanner::{DumpProblem, DumpSummary, Scanner, TableCount};
use crate::report::chance;
use sample::SAMPLE;

const TRAILER: &str = "--\n-- PostgreSQL database dump complete\n--\n\n";

fn scan(dump: &[u8]) -> DumpSummary {
    let mut scanner = Scanner::new();
    scanner.feed(dump);
    scanner.finish()
}

fn count(schema: &str, name: &str, rows: u64, bytes: u64) -> TableCount {
    TableCount { schema: schema.into(), name: name.into(), rows, bytes }
}

/// The table that a COPY statement with this name in it is counted for.
fn named(name: &[u8]) -> Option<(String, String)> {
    let mut dump = b"COPY ".to_vec();
    dump.extend_from_slice(name);
    dump.extend_from_slice(b" FROM stdin;\n\\.\n");
    let table = scan(&dump).tables.pop()?;
    Some((table.schema, table.name))
}

#[test]
fn a_dump_of_traps_is_counted_as_its_database_was() {
    let summary = scan(SAMPLE.as_bytes());
    let tables = [
        count("public", "eleves", 3, 117),
        count("public", "vide", 0, 0),
        count("É\"x", "copy t from stdin;", 4, 63),
    ];
    assert_eq!(summary.tables, tables);
    assert_eq!(summary.large_objects, 2);
    assert_eq!(summary.bytes, SAMPLE.len() as u64);
    assert_eq!((summary.complete, summary.problem), (true, None));
}

#[test]
fn counts_do_not_depend_on_the_cuts() {
    for size in [1, 2, 3, 5, 64, 1000] {
        let mut scanner = Scanner::new();
        SAMPLE.as_bytes().chunks(size).for_each(|chunk| scanner.feed(chunk));
        assert_eq!(scanner.dump_bytes(), SAMPLE.len() as u64);
        assert_eq!(scanner.finish(), scan(SAMPLE.as_bytes()));
    }
}

#[test]
fn a_dump_cut_anywhere_before_its_trailer_ends_is_not_complete() {
    let trailer_line = "\n-- PostgreSQL database dump complete";
    let end = SAMPLE.rfind(trailer_line).unwrap() + trailer_line.len();
    for len in 0..end {
        let summary = scan(&SAMPLE.as_bytes()[..len]);
        assert!(!summary.complete && summary.problem.is_some(), "cut at byte {len}");
    }
    assert!(scan(&SAMPLE.as_bytes()[..end]).complete);
}

#[test]
fn a_cut_unrestrict_is_not_complete_and_a_missing_one_is() {
    let command = SAMPLE.rfind("\\unrestrict").unwrap();
    assert!(scan(&SAMPLE.as_bytes()[..command]).complete);
    let end = SAMPLE.trim_end().len();
    for len in command + 1..end {
        assert!(!scan(&SAMPLE.as_bytes()[..len]).complete, "cut at byte {len}");
    }
    assert!(scan(&SAMPLE.as_bytes()[..end]).complete);
}

#[test]
fn the_trailer_counts_only_as_the_last_comment() {
    let problem = |dump: String| scan(dump.as_bytes()).problem;
    let missing = Some(DumpProblem::TrailerMissing);
    assert_eq!(problem(TRAILER.into()), None);
    assert_eq!(problem(format!("SELECT 1;\r\n{}", TRAILER.replace('\n', "\r\n"))), None);
    assert_eq!(problem(format!("{TRAILER}/* a */ -- b\n")), None);
    assert_eq!(problem(format!("\\restrict aB\n{TRAILER}\\unrestrict aB\n\n")), None);
    assert_eq!(problem(format!("{TRAILER}SELECT 1;{TRAILER}")), None);

    assert_eq!(problem(String::new()), missing);
    assert_eq!(problem(format!("SELECT '\n{TRAILER}';")), missing);
    assert_eq!(problem(format!("SELECT \"\n{TRAILER}\";")), missing);
    assert_eq!(problem(format!("DO $a$\n{TRAILER}$a$;")), missing);
    assert_eq!(problem(format!("/*\n{TRAILER}*/")), missing);
    assert_eq!(problem(format!("SELECT 1\n{TRAILER};")), missing);
    assert_eq!(problem(format!("COPY t FROM stdin;\n{TRAILER}\\.\n")), missing);
    assert_eq!(problem(TRAILER.replace("complete", "complete ")), missing);
    assert_eq!(problem(TRAILER.replace("database", "database cluster")), missing);

    let after = |line| Some(DumpProblem::TextAfterTrailer { line });
    assert_eq!(problem(format!("{TRAILER}SELECT 1;")), after(5));
    assert_eq!(problem(format!("{TRAILER}COPY t FROM stdin;\n\\.\n")), after(5));
    assert_eq!(problem(format!("{TRAILER}\\connect x\n")), after(5));
    assert_eq!(problem(format!("{TRAILER}\\unrestrict aB\n")), after(5));
    assert_eq!(problem(format!("\\restrict aB\n{TRAILER}\\unrestrict aBc\n")), after(6));

    let open =
        |construct, line| Some(DumpProblem::Lexical(LexError::Unterminated { construct, line }));
    assert_eq!(problem(format!("SELECT (1;\n{TRAILER}")), open(Construct::Statement, 1));
    assert_eq!(problem(format!("{TRAILER}SELECT '")), open(Construct::Literal, 5));
    assert_eq!(problem(format!("{TRAILER}/* ")), open(Construct::BlockComment, 5));
    assert_eq!(problem(format!("\nCOPY t FROM stdin;\n{TRAILER}")), open(Construct::CopyData, 2));
    let text = DumpProblem::Lexical(LexError::TextAfterCopyHeader { line: 1 });
    assert_eq!(problem(format!("COPY t FROM stdin; SELECT 1;\n{TRAILER}")), Some(text));
}

#[test]
fn counting_stops_at_an_error_but_bytes_go_on() {
    let mut scanner = Scanner::new();
    scanner.feed(b"COPY a FROM stdin; x\n");
    scanner.feed(b"COPY b FROM stdin;\n1\n\\.\n");
    assert_eq!(scanner.dump_bytes(), 45);
    let summary = scanner.finish();
    assert_eq!((summary.bytes, summary.tables), (45, vec![]));
}

#[test]
fn the_current_table_is_known_while_its_rows_pass_by() {
    let mut scanner = Scanner::new();
    let mut feed = |text: &str| {
        scanner.feed(text.as_bytes());
        scanner.current_table().map(str::to_owned)
    };
    assert_eq!(feed("COPY public.\"Éleves\" (id) FROM stdin;"), None);
    assert_eq!(feed("\n"), Some("public.Éleves".into()));
    assert_eq!(feed("1\n2"), Some("public.Éleves".into()));
    assert_eq!(feed("\n\\."), Some("public.Éleves".into()));
    assert_eq!(feed("\nCOPY t FROM stdin;\n"), Some("t".into()));
    assert_eq!(feed("\\.\n"), None);
}

#[test]
fn a_table_that_comes_twice_is_added_up() {
    let block = |name: &str, data: &str| format!("COPY {name} FROM stdin;\n{data}\\.\n\n");
    let dump = [block("s.a", "1\n2\n"), block("s.b", ""), block("s.\"a\"", "3\n")].concat();
    assert_eq!(scan(dump.as_bytes()).tables, [count("s", "a", 3, 6), count("s", "b", 0, 0)]);
}

#[test]
fn tables_of_one_name_in_two_schemas_stay_two_where_only_the_path_tells_them_apart() {
    let dump = b"--\n-- PostgreSQL database dump\n--\n\nSET search_path = public, pg_catalog;\n\
        COPY t (a) FROM stdin;\n1\n\\.\nSET search_path = \"\xC3\xA9t\xC3\xA9\", pg_catalog;\n\
        COPY t (a) FROM stdin;\n2\n3\n\\.\nSET search_path = pg_catalog;\nCOPY x.t (a) FROM stdin;\n\
        \\.\n-- PostgreSQL database dump complete\n";
    let expected = [count("public", "t", 1, 2), count("été", "t", 2, 4), count("x", "t", 0, 0)];
    assert_eq!(scan(dump).tables, expected);
}

#[test]
fn names_are_read_as_the_server_shows_them() {
    let table: &[(&[u8], &str, &str)] = &[
        (b"public.eleves", "public", "eleves"),
        (b"Public.ELEVES (A)", "public", "eleves"),
        (b"t", "", "t"),
        (b"\"\xC3\x89l\"\"x\".\"a.b\"(\"from stdin\")", "Él\"x", "a.b"),
        (b"\"COPY\".\"\"\"\"", "COPY", "\""),
        (b"db.s.t", "s", "t"),
        (b"/* \"a\" /* */ */ s -- b\n .\t\"t\"", "s", "t"),
        (b"BINARY t", "", "t"),
        (b"\"binary\" (a)", "", "binary"),
        (b"s.binary", "s", "binary"),
        (b"\"\xE9l\\\xE8\"", "", "\\xE9l\\\\xE8"),
        (b"\"a\\b\\x5c\\xE\"", "", "a\\b\\x5c\\xE"),
        (b"\"\\xE9\"", "", "\\x5CxE9"),
    ];
    for (written, schema, name) in table {
        assert_eq!(named(written), Some(((*schema).into(), (*name).into())));
    }
}

#[test]
fn names_are_in_the_encoding_that_the_dump_declares() {
    let name = |head: &str| {
        let head = [head.as_bytes(), b"COPY p.\"\xC3\xA9\\xE9\" FROM stdin;\n\\.\n"].concat();
        scan(&head).tables.pop().unwrap().name
    };
    assert_eq!(name("SET client_encoding = 'LATIN1';\n"), "Ã©\\x5CxE9");
    assert_eq!(name("SET client_encoding = 'WIN1251';\n"), "Г©\\x5CxE9");
    assert_eq!(name("SET client_encoding = 'UTF8';\n"), "é\\x5CxE9");
    assert_eq!(name("SET client_encoding = 'SQL_ASCII';\n"), "é\\x5CxE9");
    assert_eq!(name(""), "é\\x5CxE9");
    // One character, then half of one.
    let dump = b"SET client_encoding = 'EUC_JP';\nCOPY \"a\xC3\xA9\xC3\" FROM stdin;\n\\.\n";
    assert_eq!(scan(dump).tables, [count("", "a\\xC3\\xA9\\xC3", 0, 0)]);
    // Only a statement declares it.
    assert_eq!(name("SELECT 'SET client_encoding = ''LATIN1'';';\n"), "é\\x5CxE9");
    assert_eq!(name("-- SET client_encoding = 'LATIN1';\n"), "é\\x5CxE9");
}

#[test]
fn a_name_that_cannot_be_read_is_a_problem() {
    let problem = DumpProblem::UnreadableCopy { line: 2 };
    let long = format!("\"{}\"", "x".repeat(10_000));
    for name in ["U&\"a\"", "s.", "", long.as_str(), "(a)"] {
        let dump = format!("\nCOPY {name} FROM stdin;\n1\n\\.\n{TRAILER}");
        let summary = scan(dump.as_bytes());
        assert_eq!((summary.complete, summary.problem), (false, Some(problem)), "{name}");
        assert_eq!(summary.tables, []);
    }
}

#[test]
fn large_objects_are_counted_where_they_are_created() {
    let dump = "BEGIN;\nSELECT pg_catalog.lo_create('1');\n\
        SELECT pg_catalog.lo_open(pg_catalog.lo_create('2'), 131072);\n\
        SELECT pg_catalog.lo_open('1', 131072);\nSELECT pg_catalog.lowrite(0, '\\x00');\n\
        SELECT 'SELECT pg_catalog.lo_create(''3'');';\n-- SELECT pg_catalog.lo_create('4');\nEND;";
    assert_eq!(scan(dump.as_bytes()).large_objects, 2);
}

proptest! {
    #![proptest_config(chance::cases(256))]

    #[test]
    fn different_names_stay_different(
        left in "([\\\\x59CE]|[a\u{e9}]){0,8}", right in "([\\\\x59CE]|[a\u{e9}]){0,8}",
    ) {
        // One byte a character, so that the last letter is not UTF-8.
        let latin1 = |name: &str| {
            let bytes: Vec<u8> = name.chars().filter_map(|char| u8::try_from(char).ok()).collect();
            named(&[b"\"", bytes.as_slice(), b"\""].concat())
        };
        prop_assert_eq!(left == right, latin1(&left) == latin1(&right));
    }

    #[test]
    fn no_bytes_make_it_panic(input in proptest::collection::vec(any::<u8>(), 0..300)) {
        let dump = [b"COPY ".as_slice(), &input, b"\nFROM stdin;\n1\n\\.\n"].concat();
        let summary = scan(&dump);
        prop_assert_eq!(summary.complete, summary.problem.is_none());
    }
}

#[test]
fn a_dump_that_ends_with_the_rows_of_a_table_names_it_wherever_it_ends() {
    let dump = "COPY public.a (x) FROM stdin;\n1\n\\.\nCOPY s.b (x) FROM stdin;\n1\n2\n\\.\n\n\n";
    let ends_with = |end: usize| {
        let summary = scan(&dump.as_bytes()[..end]);
        summary.ends_with.map(|place| summary.tables[place].name.clone())
    };
    let begins = dump.find("1\n2").unwrap();
    for end in begins..=dump.len() {
        assert_eq!(ends_with(end).as_deref(), Some("b"), "{end}");
    }
    assert_eq!(ends_with(dump.find("COPY s.b").unwrap()).as_deref(), Some("a"));
    let more = [dump, "ALTER TABLE s.b ADD PRIMARY KEY (x);\n"].concat();
    assert_eq!(scan(more.as_bytes()).ends_with, None);
}
