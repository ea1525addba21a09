use crate::dump::lexer::tests::Event::{
    Comment, CopyBegin, CopyData, CopyEnd, Error, Meta, Statement, Unfinished,
};
use crate::dump::lexer::tests::{Event, events, events_of_chunks, reference};
use crate::dump::lexer::{Construct, LexError, Lexer, MAX_LINE_BYTES, Visitor};

/// The statements of a script in which there is nothing else.
fn statements(script: &str) -> Vec<String> {
    let events = events(script.as_bytes());
    assert_eq!(events, reference::events(script.as_bytes()), "reference on {script:?}");
    let statement = |event| match event {
        Statement(text, _) => utf8(&text),
        other => panic!("{script:?} holds {other:?}"),
    };
    events.into_iter().map(statement).collect()
}

/// Turns the recorder's one character a byte back into text.
fn utf8(text: &str) -> String {
    let bytes = text.chars().map(|char| u8::try_from(char).unwrap()).collect();
    String::from_utf8(bytes).unwrap()
}

fn unterminated(construct: Construct, line: u64) -> Event {
    Error(LexError::Unterminated { construct, line })
}

/// Each row is one statement, whatever is in it.
const SINGLE_STATEMENTS: &[&str] = &[
    "SELECT 'a;b';",
    "SELECT 'it''s; -- not';",
    "SELECT 'back\\';",
    "SELECT E'quote \\'; more';",
    "SELECT e'\\\\';",
    "SELECT 'a\\', E'\\\\', 'b;';",
    "SELECT somE'b\\';",
    "SELECT 1E'b\\';",
    "SELECT $1E'b\\';",
    "SELECT 1xE'b\\';",
    "SELECT 1x$$;",
    "SELECT $E'b\\';';",
    "SELECT \u{e9}E'b\\';",
    "SELECT B'01', X'1F', N'n\\', U&'\\00e9;\\';",
    "SELECT U&\"d\\0061t;a\", u&'x;\\', u &'\\', u&-1;",
    "SELECT \"a;b\", \"q\"\";\"\"\";",
    "SELECT E'a'\n'b\\'; c';",
    "SELECT E'a' -- c '\n -- d\n 'b\\'; c';",
    "SELECT E'a'\r'b\\'; c';",
    "SELECT 'a'\n'b\\';",
    "SELECT E'a' 'b\\';",
    "SELECT E'a' /* c\n */ 'b\\';",
    "SELECT E'a'\n-1 - 'b\\';",
    "SELECT $$a;b'\"$$;",
    "SELECT $a$ $$ ; $b$ $a $ $aa$ $a$;",
    "SELECT $a$;$b$a$;",
    "SELECT $\u{e9}1_$;$\u{e9}1_$;",
    "SELECT $1, a$b$, c$$, $2$x$;$x$;",
    "SELECT \"a\"$x$;$x$;",
    "SELECT $1$x$;$x$;",
    "SELECT $x ;",
    "SELECT 1 --;\n;",
    "SELECT 1 --;\r;",
    "SELECT 1 /* ; /* ; */ ; */;",
    "SELECT 1 /*/ ; */;",
    "SELECT 1 /***;***/;",
    "SELECT 1 +-- ;\n 2;",
    "SELECT 1 +/* ; */ 2;",
    "SELECT 1 */* ; */ 2;",
    "SELECT 1 @-/*;*/- 2 - - 3 / 4;",
    "CREATE RULE r AS ON INSERT TO a DO ALSO (DELETE FROM b; NOTIFY c);",
    "SELECT ')' , ((';'));",
    "SELECT a)) FROM b;",
    "create function f() returns int begin atomic select 1; select 2; end;",
    "CREATE OR REPLACE PROCEDURE p() BEGIN /* c */ ATOMIC; SELECT CASE WHEN a THEN 1 END; END;",
    "CREATE FUNCTION f() BEGIN ATOMIC SELECT (CASE a WHEN 1 THEN 2 END) AS \"end\"; END;",
    "CREATE FUNCTION f() BEGIN ATOMIC SELECT t.end, t.begin AS end FROM t; SELECT 1; END;",
    "CREATE FUNCTION f() BEGIN ATOMIC END;",
    "CREATE FUNCTION public.begin() RETURNS int AS $$x;$$ LANGUAGE sql;",
    "CREATE FUNCTION f(begin atomic) RETURNS begin AS 'x;';",
    "CREATE FUNCTION begin.atomic() AS 'x;';",
    "CREATE TABLE begin (atomic int);",
    "COPY t TO stdout;",
    "COPY (SELECT a FROM stdin) TO stdout;",
    "COPY t FROM '/x' WHERE a IS DISTINCT FROM stdin;",
    "COPY t FROM PROGRAM 'x';",
    "COPY t FROM \"stdin\";",
    "SELECT 'COPY t FROM stdin;\n1\n\\.\n';",
    "CREATE FUNCTION f() AS $$\nCOPY t FROM stdin;\n\\.\n\\connect x\n$$;",
    "PREPARE copy AS SELECT 1 FROM stdin;",
    ";",
    "-1;",
    "/ 2;",
];

#[test]
fn a_semicolon_inside_something_does_not_end_the_statement() {
    for script in SINGLE_STATEMENTS {
        assert_eq!(statements(script), [*script]);
        let twice = format!("{script}\n{script}");
        assert_eq!(statements(&twice), [*script; 2]);
    }
}

#[test]
fn statements_begin_after_white_space_and_comments_and_know_their_line() {
    let script = b"\n -- a\n/* b\n;*/ SELECT\n1;SELECT 2;\r\n\x0B\x0C\tSELECT 3;--\n";
    let expected = [
        Comment("-- a".into()),
        Statement("SELECT\n1;".into(), 4),
        Statement("SELECT 2;".into(), 5),
        Statement("SELECT 3;".into(), 6),
        Comment("--".into()),
    ];
    assert_eq!(events(script), expected);
}

#[test]
fn plain_quotes_follow_standard_conforming_strings() {
    let escaped = "SELECT 'a\\';', N'\\';', U&'\\', B'';";
    for off in ["= off", "TO 'OFF'", "TO FALSE", "= 0", "= no", "=/**/'f'"] {
        let set = format!("set Session standard_conforming_strings {off};");
        assert_eq!(statements(&format!("{set}\n{escaped}")), [set.as_str(), escaped]);
        let on = "SET standard_conforming_strings = on;";
        let plain = "SELECT 'a\\';";
        assert_eq!(statements(&format!("{set}{on}{plain}")), [set.as_str(), on, plain]);
    }
    for unrelated in ["SET x = off;", "SELECT standard_conforming_strings = off;", "SET s = 'off';"]
    {
        assert_eq!(statements(&format!("{unrelated}SELECT '\\';")).len(), 2);
    }
}

#[test]
fn doubled_quotes_reopen_a_bit_string_as_a_plain_one() {
    let script = "SET standard_conforming_strings = off;SELECT B'\\''\\';';";
    assert_eq!(statements(script).len(), 2);
}

#[test]
fn copy_data_follow_the_header_line() {
    let headers = [
        ("COPY t FROM stdin;", "\n"),
        ("copy public.t (a, \"from\") from STDIN;", "\r\n"),
        ("COPY \"weird from stdin\" (a) FROM stdin;", "\n"),
        ("COPY t FROM /* c */ stdin WITH (FORMAT text);", " \t/* d */\n"),
        ("COPY t FROM stdout;", "\n"),
        ("COPY\nt(a)\nFROM -- c\nstdin\n;", "\n"),
        ("COPY \"a\"\"b;\" FROM stdin;", "\n"),
    ];
    for (header, line_end) in headers {
        let data = "1\t';\n\\N\n\\\\.\n\\.x\n \\.\n";
        let script = format!("{header}{line_end}{data}\\.\n-- after\n");
        let expected = [
            Statement(header.into(), 1),
            CopyBegin,
            CopyData(data.into()),
            CopyEnd,
            Comment("-- after".into()),
        ];
        assert_eq!(events(script.as_bytes()), expected);
        assert_eq!(reference::events(script.as_bytes()), expected);
    }
}

/// psql passes over the data too, since 15.19 and 18.6; before, it ran them.
#[test]
fn data_behind_a_copy_that_no_server_takes_are_data() {
    for header in [
        "*\nCOPY t (a) FROM stdin;",
        "''COPY t FROM stdin;",
        "(1) copy t from stdin;",
        "\"a\" COPY t FROM stdin;",
        "COPY t FROM + stdin;",
        "COPY t FROM 'a' (b) stdin;",
        "COPY t a FROM STDOUT b FROM c;",
    ] {
        let script = format!("{header}\n'\n\\.\nSELECT 2;");
        let expected = [
            Statement(header.into(), 1),
            CopyBegin,
            CopyData("'\n".into()),
            CopyEnd,
            Statement("SELECT 2;".into(), 4 + header.matches('\n').count() as u64),
        ];
        assert_eq!(events(script.as_bytes()), expected, "{header}");
        assert_eq!(reference::events(script.as_bytes()), expected, "{header}");
    }
    for header in ["x COPY t FROM stdin;", "* x COPY t FROM stdin;", "1copy t from stdin;"] {
        let statements = statements(&format!("{header}\nSELECT 2;"));
        assert_eq!(statements, [header, "SELECT 2;"]);
    }
}

#[test]
fn copy_data_end_at_a_line_of_backslash_and_dot_only() {
    let table: &[(&str, &str)] = &[
        ("\\.\n", ""),
        ("\\.\r\n", ""),
        ("\\.", ""),
        ("\n\\.\n", "\n"),
        ("\\\n\\.\n", "\\\n"),
        ("\\.\r\\.\n\\.\n", "\\.\r\\.\n"),
        ("\\.\r\r\n\\.\n", "\\.\r\r\n"),
        ("a\\.\n\\.\n", "a\\.\n"),
        ("\\..\n\\.\n", "\\..\n"),
        ("\\\\.\n\\.\n", "\\\\.\n"),
        ("-- PostgreSQL database dump complete\n\\.\n", "-- PostgreSQL database dump complete\n"),
    ];
    for (input, data) in table {
        let events = events(format!("COPY t FROM stdin;\n{input}").as_bytes());
        let told = events[2..events.len() - 1].to_vec();
        let expected = if data.is_empty() { vec![] } else { vec![CopyData((*data).into())] };
        assert_eq!((told, events.last()), (expected, Some(&CopyEnd)), "{input:?}");
    }
}

#[test]
fn lines_are_counted_in_copy_data_too() {
    let script = b"COPY t FROM stdin;\n1\n2\n3\n\\.\nSELECT 1;\n\\q\n";
    let events = events(script);
    assert_eq!(events[4..], [Statement("SELECT 1;".into(), 6), Meta("\\q".into(), 7)]);
    let mut lexer = Lexer::new();
    lexer.feed(script, &mut Nobody).unwrap();
    assert_eq!(lexer.line(), 8);
}

struct Nobody;
impl Visitor for Nobody {}

#[test]
fn text_after_a_copy_header_is_an_error_that_stays() {
    let tails = ["SELECT 1;\n", "\\.\n", "/* a\n */\n", "- 1\n", "-\n", ";\n", "-- a\r1\n"];
    for tail in tails {
        let script = format!("\nCOPY t FROM stdin; {tail}");
        let events = events(script.as_bytes());
        let error = LexError::TextAfterCopyHeader { line: 2 };
        assert_eq!(events.last(), Some(&Error(error)), "{tail:?}");
        assert_eq!(events, reference::events(script.as_bytes()));
        let mut lexer = Lexer::new();
        assert_eq!(lexer.feed(script.as_bytes(), &mut Nobody), Err(error));
        assert_eq!(lexer.feed(b"SELECT 1;", &mut Nobody), Err(error));
        assert_eq!(lexer.finish(&mut Nobody), Err(error));
    }
}

#[test]
fn meta_commands_are_told_inside_statements_and_outside() {
    let script = b"\\restrict aB1\r\nSELECT 1 \\g x;\n + 2;\\.\n\\connect \"x\"";
    let expected = [
        Meta("\\restrict aB1".into(), 1),
        Meta("\\g x;".into(), 2),
        Statement("SELECT 1 \n + 2;".into(), 2),
        Meta("\\.".into(), 3),
        Meta("\\connect \"x\"".into(), 4),
    ];
    assert_eq!(events(script), expected);
    assert_eq!(reference::events(script), expected);
}

#[test]
fn long_comments_and_commands_are_cut() {
    let long = "x".repeat(MAX_LINE_BYTES);
    let events = events(format!("--{long}\n\\{long}\nSELECT 1;").as_bytes());
    let cut = "x".repeat(MAX_LINE_BYTES - 2);
    let command = format!("\\{cut}x");
    let expected =
        [Comment(format!("--{cut}")), Meta(command, 2), Statement("SELECT 1;".into(), 3)];
    assert_eq!(events, expected);
}

#[test]
fn a_dollar_tag_without_end_is_an_error_and_not_memory() {
    let script = format!("SELECT\n${}", "x".repeat(5000));
    let expected = Error(LexError::DollarTagTooLong { line: 2 });
    assert_eq!(events(script.as_bytes()).last(), Some(&expected));
}

#[test]
fn what_is_left_open_at_the_end_is_told() {
    use Construct::{
        BlockComment, CopyData, DollarQuote, Literal, QuotedIdentifier, Statement as Whole,
    };
    let table = [
        ("SELECT 1", Whole),
        ("SELECT 'a'", Whole),
        ("SELECT 'a'\n--", Whole),
        ("SELECT (1;", Whole),
        ("CREATE FUNCTION f() BEGIN ATOMIC SELECT 1;", Whole),
        ("-", Whole),
        ("/", Whole),
        ("SELECT 1 -- ;", Whole),
        ("SELECT 1 \\g ;", Whole),
        ("SELECT 'a;", Literal),
        ("SELECT E'a\\", Literal),
        ("SELECT \"a;", QuotedIdentifier),
        ("SELECT $a$ $b$;", DollarQuote),
        ("/* a", BlockComment),
        ("SELECT 1 /* /* */;", BlockComment),
        ("COPY t FROM stdin;", CopyData),
        ("COPY t FROM stdin; -- c", CopyData),
        ("COPY t FROM stdin;\n", CopyData),
        ("COPY t FROM stdin;\n1\n\\", CopyData),
        ("COPY t FROM stdin;\n1\n\\.\r", CopyData),
    ];
    for (script, construct) in table {
        let script = format!("\n\n{script}");
        let events = events(script.as_bytes());
        assert_eq!(events.last(), Some(&unterminated(construct, 3)), "{script:?}");
        assert_eq!(events, reference::events(script.as_bytes()));
    }
    for fine in ["", "\n", "-- a", "/* a */", "\\q", "SELECT 1;", "SELECT 1; -- a"] {
        let unfinished = |event: &Event| matches!(event, Error(_) | Unfinished(_));
        assert!(!events(fine.as_bytes()).iter().any(unfinished), "{fine:?}");
    }
}

#[test]
fn a_byte_order_mark_is_skipped_at_the_start_only() {
    let script = b"\xEF\xBB\xBF-- a\n\xEF\xBB\xBFx;";
    let mark = "\u{ef}\u{bb}\u{bf}";
    assert_eq!(events(script), [Comment("-- a".into()), Statement(format!("{mark}x;"), 2)]);
    assert_eq!(events(b"\xEF\xBB;"), [Statement("\u{ef}\u{bb};".into(), 1)]);
}

#[test]
fn large_copy_data_pass_through_in_the_pieces_that_came() {
    let row = b"1\tabc\\\\.\n".repeat(10_000);
    let mut script = b"COPY t FROM stdin;\n".to_vec();
    script.extend_from_slice(&row);
    script.extend_from_slice(b"\\.\n");
    for size in [7, 4096, 65_536] {
        let events = events_of_chunks(script.chunks(size));
        assert_eq!(events[2], CopyData(String::from_utf8(row.clone()).unwrap()));
        assert_eq!(events[3..], [CopyEnd]);
    }
}
