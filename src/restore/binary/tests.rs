use tokio_postgres::types::{Kind, Type};

use super::{HEADER, LONGEST_ROW, Translator};

/// One row of one column, without what is around its value.
fn value(kind: &Type, field: &str) -> Option<Vec<u8>> {
    let mut translator = Translator::new(std::slice::from_ref(kind)).unwrap();
    let mut binary = translator.feed(format!("{field}\n").as_bytes())?;
    binary.extend(translator.finish().unwrap());
    let row = binary.strip_prefix(HEADER).unwrap().strip_suffix(b"\xff\xff").unwrap();
    let (length, value) = row.strip_prefix(b"\0\x01").unwrap().split_first_chunk().unwrap();
    assert_eq!(i32::from_be_bytes(*length), i32::try_from(value.len()).unwrap(), "{field}");
    Some(value.to_vec())
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digits: Vec<u8> = hexadecimal.bytes().filter(|byte| *byte != b' ').collect();
    let pairs = digits.chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

/// Each as `COPY … TO stdout` gives it in both formats.
#[test]
fn a_value_has_the_bytes_that_its_type_receives() {
    for (kind, field, expected) in [
        (Type::BOOL, "t", "01"),
        (Type::BOOL, "f", "00"),
        (Type::INT2, "-32768", "8000"),
        (Type::INT4, "-1", "ffffffff"),
        (Type::INT8, "9223372036854775807", "7fffffffffffffff"),
        (Type::OID, "4294967295", "ffffffff"),
        (Type::FLOAT4, "0.1", "3dcccccd"),
        (Type::FLOAT4, "1e-45", "00000001"),
        (Type::FLOAT8, "0.1", "3fb999999999999a"),
        (Type::FLOAT8, "-0", "8000000000000000"),
        (Type::FLOAT8, "5e-324", "0000000000000001"),
        (Type::FLOAT8, "1.7976931348623157e+308", "7fefffffffffffff"),
        (Type::FLOAT8, "NaN", "7ff8000000000000"),
        (Type::FLOAT8, "-Infinity", "fff0000000000000"),
        (Type::FLOAT8, "0e-400", "0000000000000000"),
        (Type::NUMERIC, "0", "0000 0000 0000 0000"),
        (Type::NUMERIC, "0.00", "0000 0000 0000 0002"),
        (Type::NUMERIC, "12345.678", "0003 0001 0000 0003 0001 0929 1a7c"),
        (Type::NUMERIC, "-1", "0001 0000 4000 0000 0001"),
        (Type::NUMERIC, "10000", "0001 0001 0000 0000 0001"),
        (Type::NUMERIC, "0.0001", "0001 ffff 0000 0004 0001"),
        (Type::NUMERIC, "0.00001", "0001 fffe 0000 0005 03e8"),
        (Type::NUMERIC, "-9999.9999", "0002 0000 4000 0004 270f 270f"),
        (Type::TEXT, "", ""),
        (Type::TEXT, "été", "c3a974c3a9"),
        (Type::VARCHAR, "\\\\N\\t\\n\\r\\b\\f\\v.", "5c 4e 09 0a 0d 08 0c 0b 2e"),
        (Type::BPCHAR, "a  ", "612020"),
        (Type::JSON, "{\"a\": \"\\\\n\"}", "7b2261223a20225c6e227d"),
        (Type::JSONB, "[1]", "01 5b315d"),
        (Type::BYTEA, "\\\\x", ""),
        (Type::BYTEA, "\\\\x00ff5c", "00ff5c"),
        (Type::UUID, "820c4854-3d31-4567-8672-d7d657c8da00", "820c48543d3145678672d7d657c8da00"),
        (Type::INET, "192.0.2.1", "02 20 00 04 c0000201"),
        (Type::INET, "10.1.0.0/16", "02 10 00 04 0a010000"),
        (Type::INET, "2001:db8::1/64", "03 40 00 10 20010db8000000000000000000000001"),
        (Type::DATE, "2000-01-01", "00000000"),
        (Type::DATE, "1999-12-31", "ffffffff"),
        (Type::DATE, "2000-03-01", "0000003c"),
        (Type::DATE, "0044-03-15 BC", "fff49d7b"),
        (Type::DATE, "infinity", "7fffffff"),
        (Type::TIME, "00:00:01.5", "000000000016e360"),
        (Type::TIMESTAMP, "2000-01-02 00:00:00.000001", "000000141dd76001"),
        (Type::TIMESTAMP, "1999-12-31 23:59:59.999999", "ffffffffffffffff"),
        (Type::TIMESTAMP, "-infinity", "8000000000000000"),
        (Type::TIMESTAMPTZ, "2000-01-02 00:00:00+00", "000000141dd76000"),
        (Type::TIMESTAMPTZ, "0001-01-01 00:00:00+00 BC", "ff1fc63d1bb12000"),
    ] {
        assert_eq!(value(&kind, field), Some(bytes(expected)), "{kind} {field}");
    }
}

#[test]
fn what_a_server_does_not_print_is_left_to_it() {
    for (kind, fields) in [
        (Type::BOOL, &["true", "1", "", "T"] as &[&str]),
        (Type::INT2, &["32768", "", " 1", "1 ", "0x1", "1e3", "1_0", "é", "01", "-01"]),
        (Type::INT8, &["9223372036854775808", "--1"]),
        (Type::FLOAT4, &["1e39", "1e-60", "inf", "nan", "+Infinity", "0x1p3"]),
        (Type::FLOAT8, &["1e400", "-1e400", "1e-400", "0.0001e-400", "infinity", "1E5", "", "1 "]),
        (Type::NUMERIC, &["NaN", "Infinity", "1e5", "+1", "", "-", ".5", "1.2.3", "--1", "1,5"]),
        (Type::TEXT, &["\\x41", "\\101", "\\.", "a\\", "a\rb", "\\N "]),
        (Type::BYTEA, &["", "\\\\xa", "\\\\xAB", "\\\\x0g", "\\x00", "abc", "\\\\\\\\x00"]),
        (
            Type::UUID,
            &["", "820c48543d3145678672d7d657c8da00", "{820c4854-3d31-4567-8672-d7d657c8da00}"],
        ),
        (
            Type::UUID,
            &["820c4854-3d31-4567-8672-d7d657c8da00-", "820C4854-3D31-4567-8672-D7D657C8DA00"],
        ),
        (
            Type::INET,
            &[
                "",
                "10.1",
                "10.1.0.0/33",
                "10.1.0.0/",
                "::1/129",
                "::1/064",
                "256.0.0.1",
                "::1%eth0",
            ],
        ),
        (
            Type::DATE,
            &[
                "2001-02-29",
                "2001-13-01",
                "0000-01-01",
                "10000-01-01",
                "4713-01-01 BC",
                "01/02/2000",
                "today",
            ],
        ),
        (
            Type::TIME,
            &["24:00:00", "00:00:60", "1:00:00", "00:00:00.", "00:00:00.1234567", "00:00:00+00"],
        ),
        (Type::TIMESTAMP, &["2000-01-01", "2000-01-01T00:00:00", "2000-01-01 00:00:00+00", "now"]),
        (
            Type::TIMESTAMPTZ,
            &["2000-01-01 00:00:00", "2000-01-01 00:00:00+01", "2000-01-01 00:00:00+00:19"],
        ),
    ] {
        for field in fields {
            assert_eq!(value(&kind, field), None, "{kind} {field}");
        }
    }
}

#[test]
fn a_type_that_is_not_known_is_left_to_the_server() {
    for kind in [Type::INTERVAL, Type::CIDR, Type::INT4_ARRAY, Type::NAME, Type::XML] {
        assert!(Translator::new(&[Type::INT4, kind.clone()]).is_none(), "{kind}");
    }
    assert!(Translator::new(&[]).is_none());
    let kind = |kind| Type::new("t".to_owned(), 70_000, kind, "public".to_owned());
    assert!(Translator::new(&[kind(Kind::Enum(vec!["a".to_owned()]))]).is_some());
    assert!(Translator::new(&[kind(Kind::Simple)]).is_none());
}

const ROWS: &[u8] = b"1\tun\n\\N\t\\N\n-3\t\n4\td\xc3\xa9j\xc3\xa0\\tvu\n";

fn translate(pieces: &[&[u8]]) -> Option<Vec<u8>> {
    let mut translator = Translator::new(&[Type::INT2, Type::TEXT]).unwrap();
    let mut binary = Vec::new();
    for piece in pieces {
        binary.extend(translator.feed(piece)?);
    }
    binary.extend(translator.finish()?);
    Some(binary)
}

#[test]
fn rows_are_the_same_wherever_the_pieces_are_cut() {
    let expected = [
        HEADER,
        b"\0\x02\0\0\0\x02\0\x01\0\0\0\x02un",
        b"\0\x02\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\0\x02\0\0\0\x02\xff\xfd\0\0\0\0",
        b"\0\x02\0\0\0\x02\0\x04\0\0\0\x09d\xc3\xa9j\xc3\xa0\tvu",
        b"\xff\xff",
    ];
    let expected = Some(expected.concat());
    assert_eq!(translate(&[ROWS]), expected);
    assert_eq!(translate(&ROWS.chunks(1).collect::<Vec<_>>()), expected);
    for first in 0..=ROWS.len() {
        for second in first..=ROWS.len() {
            let pieces = [&ROWS[..first], &ROWS[first..second], &ROWS[second..]];
            assert_eq!(translate(&pieces), expected, "{first}, {second}");
        }
    }
}

#[test]
fn rows_that_are_not_those_of_the_table_are_left_to_the_server() {
    for rows in ["1\n", "1\ta\tb\n", "\n", "1\ta\n2", "1\ta"] {
        assert_eq!(translate(&[rows.as_bytes()]), None, "{rows:?}");
    }
    let long = vec![b'a'; LONGEST_ROW];
    assert_eq!(translate(&[b"1\t", &long, b"\n"]), None);
    assert!(translate(&[b"1\t", &long[4..], b"\n"]).is_some());
}
