//! Reads the table's name out of a COPY statement.

use crate::dump::encoding::Encoding;

/// Schema and name of the table that `statement`, or the start of it, copies into. The schema is
/// empty where the statement names none.
pub(super) fn table(statement: &[u8], encoding: Option<Encoding>) -> Option<(String, String)> {
    let mut header = Header { rest: statement };
    if !header.unquoted()?.eq_ignore_ascii_case(b"copy") {
        return None;
    }
    header.skip_binary();
    let mut names = vec![header.identifier()?];
    header.skip_blanks();
    while let Some(rest) = header.rest.strip_prefix(b".") {
        header.rest = rest;
        names.push(header.identifier()?);
        header.skip_blanks();
    }
    let name = shown(&names.pop()?, encoding);
    let schema = names.pop().map(|schema| shown(&schema, encoding)).unwrap_or_default();
    Some((schema, name))
}

/// The schema in which `SET search_path = …` makes a dump's tables be, as `pg_dump` wrote it before
/// it named each table's schema (10.3); nothing for any other statement.
pub(super) fn schema_of_path(statement: &[u8], encoding: Option<Encoding>) -> Option<String> {
    let rest = statement.strip_prefix(b"SET search_path = ")?;
    let mut header = Header { rest };
    let name = header.identifier()?;
    (name != b"pg_catalog").then(|| shown(&name, encoding))
}

struct Header<'a> {
    rest: &'a [u8],
}

impl<'a> Header<'a> {
    /// Skips the word of old that may stand before the name; a table so called is quoted.
    fn skip_binary(&mut self) {
        self.skip_blanks();
        let before = self.rest;
        if !self.unquoted().is_some_and(|word| word.eq_ignore_ascii_case(b"binary")) {
            self.rest = before;
        }
    }

    fn identifier(&mut self) -> Option<Vec<u8>> {
        self.skip_blanks();
        match self.rest.strip_prefix(b"\"") {
            Some(rest) => {
                self.rest = rest;
                self.quoted()
            }
            // A table whose name is left out is not called after the reserved word that follows.
            None => self.unquoted().map(<[u8]>::to_ascii_lowercase).filter(|word| word != b"from"),
        }
    }

    /// After the opening quote. A name whose end is not here cannot be told.
    fn quoted(&mut self) -> Option<Vec<u8>> {
        let mut name = Vec::new();
        loop {
            let len = self.rest.iter().position(|&byte| byte == b'"')?;
            let (part, rest) = self.rest.split_at_checked(len)?;
            name.extend_from_slice(part);
            match rest {
                [_, b'"', after @ ..] => {
                    name.push(b'"');
                    self.rest = after;
                }
                [_, after @ ..] => {
                    self.rest = after;
                    return Some(name);
                }
                [] => return None,
            }
        }
    }

    fn unquoted(&mut self) -> Option<&'a [u8]> {
        let word = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii()
        };
        let len = self.rest.iter().position(|&byte| !word(byte))?;
        let (name, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        // `U&"…"` would need its escapes read, and nobody writes it.
        (!name.is_empty() && !rest.starts_with(b"&")).then_some(name)
    }

    /// Skips white space and comments; an unfinished comment is left for the caller to trip over.
    fn skip_blanks(&mut self) {
        loop {
            self.rest = self.rest.trim_ascii_start();
            let skipped = match self.rest {
                [0x0B, after @ ..] => Some(after),
                [b'-', b'-', after @ ..] => after_line(after),
                [b'/', b'*', after @ ..] => after_comment(after),
                _ => None,
            };
            match skipped {
                Some(rest) => self.rest = rest,
                None => return,
            }
        }
    }
}

fn after_line(text: &[u8]) -> Option<&[u8]> {
    let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
    text.get(end..)
}

/// After the end of a block comment, in which others may nest.
fn after_comment(mut text: &[u8]) -> Option<&[u8]> {
    let mut depth = 1_u32;
    while depth > 0 {
        text = match text {
            [b'/', b'*', rest @ ..] => {
                depth += 1;
                rest
            }
            [b'*', b'/', rest @ ..] => {
                depth -= 1;
                rest
            }
            [_, rest @ ..] => rest,
            [] => return None,
        };
    }
    Some(text)
}

/// The name as text, in which different names stay different; see `TableCount`.
fn shown(name: &[u8], encoding: Option<Encoding>) -> String {
    let mut text = String::with_capacity(name.len());
    match encoding.map(|encoding| encoding.decode(name)) {
        Some(Some(decoded)) => push_text(&mut text, &decoded),
        // What looks like UTF-8 in it means something else.
        Some(None) => {
            for run in name.chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
                match std::str::from_utf8(run) {
                    Ok(ascii) if ascii.is_ascii() => push_text(&mut text, ascii),
                    _ => push_bytes(&mut text, run),
                }
            }
        }
        None => {
            for chunk in name.utf8_chunks() {
                push_text(&mut text, chunk.valid());
                push_bytes(&mut text, chunk.invalid());
            }
        }
    }
    text
}

fn push_text(text: &mut String, mut valid: &str) {
    while let Some((before, after)) = valid.split_once('\\') {
        text.push_str(before);
        text.push_str(if looks_escaped(after) { "\\x5C" } else { "\\" });
        valid = after;
    }
    text.push_str(valid);
}

fn push_bytes(text: &mut String, bytes: &[u8]) {
    text.extend(bytes.iter().map(|byte| format!("\\x{byte:02X}")));
}

/// Whether what follows a backslash would make it read as an escaped byte.
fn looks_escaped(after: &str) -> bool {
    let hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
    matches!(after.as_bytes(), [b'x', high, low, ..] if hex(high) && hex(low))
}
