use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::dump::lexer::tests::{events, events_of_chunks, reference};
use crate::report::chance;

/// Pieces of which random scripts are made: whole constructs, their halves, and single bytes that
/// open, close or break them.
const FRAGMENTS: &[&str] = &[
    "'",
    "''",
    "\"",
    "\"\"",
    "E'",
    "e'",
    "xE'",
    "B'",
    "X'0'",
    "N'",
    "U&'",
    "U&\"",
    "u&",
    "u",
    "\\",
    "\\'",
    "\\\\",
    "\n",
    "\r",
    "\r\n",
    " ",
    "\t",
    "--",
    "-- c\n",
    "-",
    "- ",
    "/",
    "*",
    "/*",
    "*/",
    "/* c */",
    "*/*",
    "+",
    "@",
    "=",
    ";",
    ";\n",
    "; ",
    "(",
    ")",
    "$",
    "$$",
    "$a$",
    "$b$",
    "$a",
    "a$",
    "$1",
    "$é$",
    "1",
    "0",
    "1.5",
    ".",
    "1e5",
    "x",
    "é",
    "\u{feff}",
    ",",
    ":",
    "\\.",
    "\\.\n",
    "\\.\r\n",
    "\n\\.\n",
    "\n\\.",
    "\\restrict k\n",
    "SELECT 1;\n",
    "COPY ",
    "copy t FROM stdin;\n",
    "COPY t (a) FROM STDIN;\n1\t\\N\n\\.\n",
    "COPY t FROM stdin; -- c\n",
    "COPY \"a from stdin\" FROM stdin ;\r\n",
    "COPY t TO stdout;\n",
    "COPY (SELECT 1 FROM stdin) TO stdout;\n",
    " FROM ",
    "FROM stdin",
    "stdin",
    "STDOUT",
    "SET ",
    "LOCAL ",
    "standard_conforming_strings",
    " TO ",
    "off",
    "on",
    "'off'",
    "SET standard_conforming_strings = off;\n",
    "SET standard_conforming_strings TO 'on';\n",
    "CREATE ",
    "OR ",
    "REPLACE ",
    "FUNCTION ",
    "PROCEDURE ",
    "f() ",
    "BEGIN ",
    "ATOMIC ",
    "BEGIN ATOMIC ",
    "CASE ",
    "END ",
    "END;\n",
    "CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; END;\n",
    "CREATE FUNCTION begin() ",
    "'a'\n'b\\'",
    "E'a'\n-- c\n'b\\''",
    "data\n",
    "a\tb\n",
];

fn script() -> impl Strategy<Value = Vec<u8>> {
    vec(select(FRAGMENTS), 0..40).prop_map(|fragments| fragments.concat().into_bytes())
}

fn cut<'a>(mut rest: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
    let mut chunks = Vec::new();
    for len in cuts {
        let (chunk, after) = rest.split_at((*len).min(rest.len()));
        chunks.push(chunk);
        rest = after;
    }
    chunks.push(rest);
    chunks
}

proptest! {
    #![proptest_config(chance::cases(2000))]

    #[test]
    fn events_do_not_depend_on_the_cuts(input in script(), cuts in vec(0_usize..20, 0..30)) {
        // `events` compares the whole with single bytes.
        prop_assert_eq!(events_of_chunks(cut(&input, &cuts)), events(&input));
    }

    #[test]
    fn events_are_those_of_the_reference(input in script()) {
        prop_assert_eq!(events(&input), reference::events(&input));
    }

    #[test]
    fn no_bytes_make_it_panic(input in vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(events(&input), reference::events(&input));
    }
}
