use super::*;

const CREATE: &str = "--\n-- PostgreSQL database dump\n--\n\n\\restrict k\n\n\
    SET client_encoding = 'UTF8';\n\nDROP DATABASE a;\nCREATE DATABASE a;\n\n\
    \\unrestrict k\n\\connect a\n\\restrict k\n\nSET client_encoding = 'UTF8';\n\
    CREATE TABLE t (\n    x text\n);\nCOPY t (x) FROM stdin;\n\\\\connect b\n\\.\n\n\
    --\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict k\n\n";

fn cut_out(text: &str, database: &str, keeps_lines: bool, piece: usize) -> String {
    let mut splitter = Splitter::new(Wanted { database, keeps_lines, recoded: false });
    let mut dump = Vec::new();
    let mut take = |out: Out<'_>| {
        match out {
            Out::Restart => dump.clear(),
            Out::Bytes(bytes) => dump.extend_from_slice(bytes),
        }
        Ok(())
    };
    for piece in text.as_bytes().chunks(piece) {
        splitter.feed(piece, &mut take).unwrap();
    }
    splitter.finish(&mut take).unwrap();
    String::from_utf8(dump).unwrap()
}

#[track_caller]
fn assert_in_the_same_lines(dump: &str, script: &str, from: &str) {
    let at = |text: &str| text.lines().position(|line| line == from).unwrap();
    assert_eq!(at(dump), at(script));
    let (mut ours, mut theirs) = (dump.lines().skip(at(dump)), script.lines().skip(at(script)));
    for number in 0..6 {
        assert_eq!(ours.next(), theirs.next(), "line {number} behind {from:?}");
    }
}

#[test]
fn a_script_that_changes_no_database_comes_out_as_it_is() {
    let plain = CREATE.replace("DROP DATABASE a;\nCREATE DATABASE a;\n\n", "");
    let plain = plain.replace("\\unrestrict k\n\\connect a\n\\restrict k\n\n", "");
    for piece in [1, 7, 4096] {
        assert_eq!(cut_out(&plain, "a", true, piece), plain, "{piece}");
    }
}

#[test]
fn what_comes_out_stands_in_the_lines_of_the_script() {
    for piece in [1, 7, 4096] {
        let dump = cut_out(CREATE, "a", true, piece);
        assert!(!dump.contains("DATABASE a") && !dump.contains("\\connect a"), "{dump}");
        assert_in_the_same_lines(&dump, CREATE, "CREATE TABLE t (");
        assert!(!cut_out(CREATE, "a", false, piece).contains("\n\n\n\n\n\n"));
    }
}

#[test]
fn of_two_databases_each_comes_out_in_its_lines() {
    let cluster = |whole: bool| {
        let second = CREATE.replace("DATABASE a", "DATABASE z").replace("connect a", "connect z");
        let second = second.replace("TABLE t", "TABLE zz");
        let second =
            if whole { &second[..] } else { &second[..second.find("\\connect z").unwrap()] };
        format!(
            "--\n-- PostgreSQL database cluster dump\n--\n\nCREATE ROLE r;\n\n{CREATE}{second}{}",
            if whole { "--\n-- PostgreSQL database cluster dump complete\n--\n\n" } else { "" }
        )
    };
    let text = cluster(true);
    let (first, second) = (cut_out(&text, "a", true, 7), cut_out(&text, "z", true, 7));
    assert!(!first.contains("TABLE zz") && !second.contains("TABLE t "), "{first}{second}");
    assert_in_the_same_lines(&first, &text, "CREATE TABLE t (");
    assert_in_the_same_lines(&second, &text, "CREATE TABLE zz (");
    // The first is whole, wherever the second is cut.
    assert_eq!(cut_out(&cluster(false), "a", true, 7), first);
}

#[test]
fn the_name_of_a_database_is_read_in_the_encoding_of_the_dump() {
    let script =
        CREATE.replace("'UTF8'", "'LATIN1'").replace("connect a", "connect \"\u{e9}t\u{e9}\"");
    let latin: Vec<u8> = script.chars().map(|it| u8::try_from(it).unwrap()).collect();
    let mut splitter = Splitter::new(Wanted { database: "x", keeps_lines: true, recoded: false });
    splitter.feed(&latin, &mut |_| Ok(())).unwrap();
    let found = splitter.finish(&mut |_| Ok(())).unwrap();
    assert_eq!(found.part.database.as_deref(), Some("été"));
}
