//! What the bytes of a dump mean: PostgreSQL's names of encodings, and text out of their bytes.
//!
//! Invariant: where a server converts a byte, or a pair of bytes, to Unicode, a decoder here gives
//! the same character or none at all.

use std::borrow::Cow;

use encoding_rs as web;

/// An encoding that a server can store and that can be read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding(Decoder);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decoder {
    /// Each byte is the code point of the same number.
    Latin1,
    Web(&'static web::Encoding),
    /// As the web has it, but 0x80 to 0x9F are the control characters of ISO 8859.
    WebWithControls(&'static web::Encoding),
    /// As the web has it, but the first character of each pair is the second.
    WebBut(&'static web::Encoding, &'static [(char, char)]),
}

/// By PostgreSQL's names. `SQL_ASCII` is not here, since it means nothing for certain.
#[rustfmt::skip]
static ENCODINGS: [(&str, Decoder); 31] = [
    ("EUC_CN", Decoder::WebBut(web::GBK, &[('·', '・'), ('—', '―')])),
    ("EUC_JP", Decoder::WebBut(web::EUC_JP, &[('¦', '￤')])),
    ("EUC_KR", Decoder::Web(web::EUC_KR)),
    ("ISO_8859_5", Decoder::Web(web::ISO_8859_5)),
    ("ISO_8859_6", Decoder::Web(web::ISO_8859_6)),
    ("ISO_8859_7", Decoder::Web(web::ISO_8859_7)),
    ("ISO_8859_8", Decoder::Web(web::ISO_8859_8)),
    ("KOI8R", Decoder::Web(web::KOI8_R)),
    ("KOI8U", Decoder::WebBut(web::KOI8_U, &[('ў', '╝'), ('Ў', '╬')])),
    ("LATIN1", Decoder::Latin1),
    ("LATIN2", Decoder::Web(web::ISO_8859_2)),
    ("LATIN3", Decoder::Web(web::ISO_8859_3)),
    ("LATIN4", Decoder::Web(web::ISO_8859_4)),
    ("LATIN5", Decoder::WebWithControls(web::WINDOWS_1254)),
    ("LATIN6", Decoder::Web(web::ISO_8859_10)),
    ("LATIN7", Decoder::Web(web::ISO_8859_13)),
    ("LATIN8", Decoder::Web(web::ISO_8859_14)),
    ("LATIN9", Decoder::Web(web::ISO_8859_15)),
    ("LATIN10", Decoder::Web(web::ISO_8859_16)),
    ("UTF8", Decoder::Web(web::UTF_8)),
    ("WIN866", Decoder::Web(web::IBM866)),
    ("WIN874", Decoder::Web(web::WINDOWS_874)),
    ("WIN1250", Decoder::Web(web::WINDOWS_1250)),
    ("WIN1251", Decoder::Web(web::WINDOWS_1251)),
    ("WIN1252", Decoder::Web(web::WINDOWS_1252)),
    ("WIN1253", Decoder::Web(web::WINDOWS_1253)),
    ("WIN1254", Decoder::Web(web::WINDOWS_1254)),
    ("WIN1255", Decoder::Web(web::WINDOWS_1255)),
    ("WIN1256", Decoder::Web(web::WINDOWS_1256)),
    ("WIN1257", Decoder::Web(web::WINDOWS_1257)),
    ("WIN1258", Decoder::Web(web::WINDOWS_1258)),
];

/// Names that servers take too, without case and signs, as `pg_dump` wrote them before 8.1 or
/// people do.
#[rustfmt::skip]
static OTHER_NAMES: [(&str, &str); 30] = [
    ("alt", "WIN866"), ("abc", "WIN1258"), ("iso88591", "LATIN1"), ("iso885910", "LATIN6"),
    ("iso885913", "LATIN7"), ("iso885914", "LATIN8"), ("iso885915", "LATIN9"),
    ("iso885916", "LATIN10"), ("iso88592", "LATIN2"), ("iso88593", "LATIN3"),
    ("iso88594", "LATIN4"), ("iso88595", "ISO_8859_5"), ("iso88596", "ISO_8859_6"),
    ("iso88597", "ISO_8859_7"), ("iso88598", "ISO_8859_8"), ("iso88599", "LATIN5"),
    ("koi8", "KOI8R"), ("mskanji", "SJIS"), ("shiftjis", "SJIS"), ("sqlascii", "SQL_ASCII"),
    ("tcvn", "WIN1258"), ("tcvn5712", "WIN1258"), ("unicode", "UTF8"), ("vscii", "WIN1258"),
    ("win", "WIN1251"), ("windows1252", "WIN1252"), ("windows1251", "WIN1251"),
    ("windows1250", "WIN1250"), ("windows949", "UHC"), ("windows936", "GBK"),
];

/// PostgreSQL's own name of the encoding that `name` is another name of; `name` itself where it
/// is not known.
#[must_use]
pub fn own_name(name: &str) -> String {
    let plain = |name: &str| {
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|it| it.to_ascii_lowercase()).collect::<String>()
    };
    let wanted = plain(name);
    let other = OTHER_NAMES.iter().find(|(other, _)| *other == wanted).map(|(_, own)| *own);
    let own = ENCODINGS.iter().map(|(own, _)| *own).find(|own| plain(own) == wanted);
    other.or(own).unwrap_or(name).to_owned()
}

/// The encoding that PostgreSQL calls `name`, as `pg_dump` writes it.
#[must_use]
pub fn find(name: &str) -> Option<Encoding> {
    let name = own_name(name);
    ENCODINGS.iter().find(|(known, _)| *known == name).map(|(_, decoder)| Encoding(*decoder))
}

impl Encoding {
    /// The text that the bytes are, or nothing if they are no text in this encoding.
    #[must_use]
    pub fn decode<'a>(&self, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
        match self.0 {
            Decoder::Latin1 => Some(web::mem::decode_latin1(bytes)),
            Decoder::Web(encoding) => on_the_web(encoding, bytes),
            Decoder::WebWithControls(encoding) => {
                let text = bytes.chunk_by(|a, b| is_control(*a) == is_control(*b)).map(|run| {
                    if run.first().is_some_and(|byte| is_control(*byte)) {
                        Some(web::mem::decode_latin1(run))
                    } else {
                        on_the_web(encoding, run)
                    }
                });
                text.collect::<Option<String>>().map(Cow::Owned)
            }
            Decoder::WebBut(encoding, pairs) => {
                let text = on_the_web(encoding, bytes)?;
                let other = |char| pairs.iter().find(|pair| pair.0 == char).map(|pair| pair.1);
                Some(text.chars().map(|char| other(char).unwrap_or(char)).collect())
            }
        }
    }
}

fn on_the_web<'a>(encoding: &'static web::Encoding, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes)
}

fn is_control(byte: u8) -> bool {
    (0x80..=0x9F).contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(name: &str, bytes: &[u8]) -> Option<String> {
        find(name)?.decode(bytes).map(Cow::into_owned)
    }

    #[test]
    fn the_same_byte_means_what_the_encoding_says() {
        let table: &[(&str, &[u8], &str)] = &[
            ("LATIN1", b"\xC9l\xE8ve \x80\xA4\xFF", "Él\u{e8}ve \u{80}¤ÿ"),
            ("LATIN9", b"\xA4", "€"),
            ("WIN1252", b"\x80\xE9", "€é"),
            ("LATIN5", b"\xFE\x80\xD0", "ş\u{80}Ğ"),
            ("WIN1251", b"\xDF", "Я"),
            ("KOI8R", b"\xF1", "Я"),
            ("EUC_JP", b"\xC6\xFC\xCB\xDCx", "日本x"),
            ("EUC_KR", b"\xC7\xD1", "한"),
            ("UTF8", "Élève 📦".as_bytes(), "Élève 📦"),
        ];
        for (name, bytes, text) in table {
            assert_eq!(decode(name, bytes).as_deref(), Some(*text), "{name}");
        }
    }

    #[test]
    fn what_is_no_text_is_not_decoded() {
        assert_eq!(decode("UTF8", b"\xE9l\xE8ve"), None);
        assert_eq!(decode("EUC_JP", b"\xC6"), None);
        assert_eq!(decode("LATIN3", b"\xA5"), None);
    }

    #[test]
    fn an_encoding_that_means_nothing_certain_is_not_known() {
        for name in ["SQL_ASCII", "MULE_INTERNAL", "EUC_TW", "SJIS", "windows949", ""] {
            assert_eq!(find(name), None, "{name}");
        }
    }

    #[test]
    fn former_and_other_names_mean_the_same() {
        for (name, own) in [
            ("UNICODE", "UTF8"),
            ("utf-8", "UTF8"),
            ("latin1", "LATIN1"),
            ("ISO-8859-15", "LATIN9"),
            ("WIN", "WIN1251"),
            ("ALT", "WIN866"),
            ("KOI8-R", "KOI8R"),
            ("TCVN", "WIN1258"),
            ("sql_ascii", "SQL_ASCII"),
            ("EUC_TW", "EUC_TW"),
        ] {
            assert_eq!(own_name(name), own);
        }
        for (name, own) in &OTHER_NAMES {
            assert!(
                find(own).is_some() || ["SQL_ASCII", "SJIS", "UHC", "GBK"].contains(own),
                "{name}"
            );
        }
    }

    #[test]
    fn ascii_is_ascii_everywhere() {
        let ascii: Vec<u8> = (1..0x80).collect();
        for (name, _) in &ENCODINGS {
            assert_eq!(decode(name, &ascii).unwrap().as_bytes(), ascii, "{name}");
        }
    }
}
