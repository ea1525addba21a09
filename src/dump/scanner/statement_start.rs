//! The start of the current statement, as much of it as is ever looked at.

/// A table's name and its schema are 63 bytes each, 128 when every byte is a doubled quote; the
/// rest is room for comments between them.
const KEPT_BYTES: usize = 4096;

/// `pg_dump` 13 to 18 write the first form; the second restores archives of 8.4 and before.
const CREATES_LARGE_OBJECT: [&[u8]; 2] =
    [b"SELECT pg_catalog.lo_create('", b"SELECT pg_catalog.lo_open(pg_catalog.lo_create('"];

/// `pg_dump` writes this among its first statements, with the encoding of all its bytes.
const SETS_ENCODING: &[u8] = b"SET client_encoding = '";

#[derive(Debug, Default)]
pub(super) struct StatementStart {
    text: Vec<u8>,
    ended: bool,
}

impl StatementStart {
    pub(super) fn push(&mut self, part: &[u8]) {
        if self.ended {
            self.text.clear();
            self.ended = false;
        }
        let room = KEPT_BYTES.saturating_sub(self.text.len());
        self.text.extend_from_slice(part.get(..room).unwrap_or(part));
    }

    /// The next part belongs to another statement; until then the text stays.
    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    pub(super) fn creates_large_object(&self) -> bool {
        CREATES_LARGE_OBJECT.iter().any(|start| self.text.starts_with(start))
    }

    /// The encoding that the statement declares, in PostgreSQL's words.
    pub(super) fn declared_encoding(&self) -> Option<&str> {
        let name = self.text.strip_prefix(SETS_ENCODING)?.strip_suffix(b"';")?;
        std::str::from_utf8(name).ok()
    }
}
