//! What this crate makes of bytes, held against what a server makes of them.

use std::fmt::Write as _;

use sauvegarde::dump::encoding;

use crate::harness;

/// For every sequence that this SQL expression makes of `a` and `b`, both from 128 to 255, and that
/// the server reads as text: the same text here, or none.
fn agree(names: &[&str], sequence: &str) {
    let server = harness::server();
    let session = harness::session(&server, "postgres");
    session
        .batch(
            "create function pg_temp.text_of(bytes bytea, encoding name) returns text
             language plpgsql as $$
             begin return convert_from(bytes, encoding); exception when others then return null; end
             $$",
            harness::DEADLINE,
        )
        .unwrap();
    let sql = format!(
        "select bytes, pg_temp.text_of(bytes, $1::text::name) from (
           select distinct {sequence} as bytes
           from generate_series(128, 255) a, generate_series(128, 255) b) as sequences"
    );
    let mut differences = String::new();
    for name in names {
        let encoding = encoding::find(name).unwrap_or_else(|| panic!("{name} is not known"));
        let mut read = 0;
        for row in session.query(&sql, &[name]).unwrap() {
            let (bytes, theirs): (&[u8], Option<&str>) = (row.get(0), row.get(1));
            if let (Some(theirs), Some(ours)) = (theirs, encoding.decode(bytes)) {
                read += 1;
                if theirs != ours {
                    let _ = writeln!(differences, "{name} {bytes:X?}: {theirs:?}, here {ours:?}");
                }
            }
        }
        assert!(read >= 40, "{name}: {read} read by both");
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn every_byte_is_read_as_the_server_reads_it() {
    agree(
        &[
            "LATIN1",
            "LATIN2",
            "LATIN3",
            "LATIN4",
            "LATIN5",
            "LATIN6",
            "LATIN7",
            "LATIN8",
            "LATIN9",
            "LATIN10",
            "ISO_8859_5",
            "ISO_8859_6",
            "ISO_8859_7",
            "ISO_8859_8",
            "KOI8R",
            "KOI8U",
            "WIN866",
            "WIN874",
            "WIN1250",
            "WIN1251",
            "WIN1252",
            "WIN1253",
            "WIN1254",
            "WIN1255",
            "WIN1256",
            "WIN1257",
            "WIN1258",
        ],
        "set_byte('\\x00', 0, a)",
    );
}

#[test]
fn every_pair_of_bytes_is_read_as_the_server_reads_it() {
    agree(&["EUC_JP", "EUC_KR", "EUC_CN", "UTF8"], "set_byte(set_byte('\\x0000', 0, a), 1, b)");
    agree(&["EUC_JP"], "set_byte(set_byte('\\x8f0000', 1, a), 2, b)");
}
