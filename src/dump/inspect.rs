//! Reads the whole dump before anything of it runs. PURE.
//!
//! Invariant: a dump with a meta-command outside its own `\restrict` pair, with a `COPY` that reads
//! or writes anything but its own data, or that goes on in another database, is refused whole.

use std::ops::Range;

use super::order::Build;
use crate::dump::encoding;
use crate::dump::gzip::BLOCK_BYTES;
use crate::dump::lexer::{Construct, LexError, Lexer, Position, Visitor};
use crate::dump::marks::{HEADER, OPENING, TRAILER};
use crate::dump::statement::{self, Kind, shown};
use crate::report::error::{Error, Result};

/// As much of a statement as its kind needs.
const HEAD_BYTES: usize = 4096;
/// Longer than a piece of the dump, so that begin and end are never in the same one; and long
/// enough to be worth another connection.
const LONG_COPY_BYTES: u64 = 2 * BLOCK_BYTES as u64;

/// What a dump asks of the one who restores it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// It makes schemas or publications.
    pub rights_on_the_database: bool,
    /// The first line that ends a transaction otherwise than `pg_dump` does: it cannot be part of
    /// a transaction of ours.
    pub own_transactions: Option<(u64, String)>,
    /// Its text is in no encoding, nor by chance in UTF-8.
    pub any_bytes: bool,
}

/// The data of a `COPY` that can be read on their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LongCopy {
    /// Of its statement.
    pub line: u64,
    /// In the dump, without the line `\.`.
    pub data: Range<u64>,
    /// Behind that line.
    pub end: Position,
}

/// Where the work is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// In their order.
    pub long_copies: Vec<LongCopy>,
    /// For each index its table, as the dump writes it.
    pub indexed: Vec<String>,
}

/// Takes the dump piece by piece; [`finish`](Self::finish) judges it.
#[derive(Default)]
pub struct Inspector {
    lexer: Lexer,
    findings: Findings,
    /// The first bytes, as many as [`OPENING`] has.
    opening: Vec<u8>,
    broken: Option<LexError>,
}

#[derive(Default)]
struct Findings {
    head: Vec<u8>,
    /// A COPY whose data have not begun; right only if they come next.
    copy: Option<(u64, String)>,
    /// The COPY whose data pass by: its line, and what has passed.
    data: Option<(u64, Range<u64>)>,
    outline: Outline,
    /// The key of the dump's own `\restrict`.
    restricted: Option<Vec<u8>>,
    first_statement_seen: bool,
    /// `pg_dump`'s own first and last comments.
    header_seen: bool,
    trailer_seen: bool,
    /// Since the dump says that its text is in no encoding: what ended within a character.
    any_bytes: Option<Vec<u8>>,
    forbidden: Option<(u64, String)>,
    needs: Needs,
}

impl Inspector {
    pub fn feed(&mut self, piece: &[u8]) {
        let room = OPENING.len().saturating_sub(self.opening.len());
        self.opening.extend_from_slice(&piece[..piece.len().min(room)]);
        if self.broken.is_none() {
            self.broken = self.lexer.feed(piece, &mut self.findings).err();
        }
        self.findings.look_for_other_than_utf8(piece);
    }

    /// # Errors
    /// [`Error::FileCut`] for a dump that ends before its end, wherever that is,
    /// [`Error::DumpForbidden`] with the first line that has no place in a dump,
    /// [`Error::DumpNotUnderstood`] for a text that is none.
    pub fn finish(mut self) -> Result<(Needs, Outline)> {
        // What comes to light only now is the end of a file that was cut in the middle of it.
        let forbidden = self.findings.forbidden.take();
        let broken = self.broken.or_else(|| self.lexer.finish(&mut self.findings).err());
        let construct = Construct::CopyData;
        let rows_are_cut =
            matches!(broken, Some(LexError::Unterminated { construct: of, .. }) if of == construct);
        let findings = self.findings;
        // A COPY that ends without wanting rows never wanted any.
        let forbidden = forbidden.or(findings.copy.clone().filter(|_| !rows_are_cut));
        if let Some((line, what)) = forbidden {
            return Err(Error::DumpForbidden { line, what });
        }
        let ends_early = findings.is_dump() && !findings.is_whole() && !is_misread(broken);
        let opens_only = self.opening.len() < OPENING.len() && OPENING.starts_with(&self.opening);
        if ends_early || opens_only {
            return Err(Error::FileCut);
        }
        if let Some((line, what)) = findings.forbidden {
            return Err(Error::DumpForbidden { line, what });
        }
        match broken {
            None if !findings.first_statement_seen => Err(Error::DumpNotUnderstood { line: 1 }),
            None => Ok((findings.needs, findings.outline)),
            Some(
                LexError::TextAfterCopyHeader { line }
                | LexError::DollarTagTooLong { line }
                | LexError::Unterminated { line, .. },
            ) => Err(Error::DumpNotUnderstood { line }),
        }
    }
}

/// Broken before its end: then its end says nothing.
fn is_misread(broken: Option<LexError>) -> bool {
    matches!(broken, Some(LexError::TextAfterCopyHeader { .. } | LexError::DollarTagTooLong { .. }))
}

impl Findings {
    fn is_dump(&self) -> bool {
        self.header_seen || self.restricted.as_ref().is_some_and(|key| !key.is_empty())
    }

    /// A dump says where it ends; a script of another tool need not.
    fn is_whole(&self) -> bool {
        self.trailer_seen && self.restricted.as_ref().is_none_or(Vec::is_empty)
    }

    fn look_for_other_than_utf8(&mut self, piece: &[u8]) {
        let Some(held) = self.any_bytes.as_mut().filter(|_| !self.needs.any_bytes) else { return };
        held.extend_from_slice(piece);
        let valid = match std::str::from_utf8(held) {
            Ok(text) => text.len(),
            Err(error) => {
                self.needs.any_bytes = error.error_len().is_some();
                error.valid_up_to()
            }
        };
        held.drain(..valid);
    }

    fn forbid(&mut self, line: u64, what: String) {
        self.forbidden.get_or_insert((line, what));
    }

    fn settle_copy(&mut self) {
        if let Some((line, what)) = self.copy.take() {
            self.forbid(line, what);
        }
    }
}

impl Visitor for Findings {
    fn statement_part(&mut self, part: &[u8]) {
        self.settle_copy();
        let room = HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend_from_slice(&part[..part.len().min(room)]);
    }

    fn statement_end(&mut self, line: u64) {
        self.settle_copy();
        self.first_statement_seen = true;
        let head = std::mem::take(&mut self.head);
        match statement::kind(&head) {
            Kind::Copy => self.copy = Some((line, shown(&head))),
            Kind::OtherDatabase | Kind::OfServer => self.forbid(line, shown(&head)),
            Kind::ClientEncoding => {
                let name = String::from_utf8_lossy(&head);
                let name = name.split('\'').nth(1).map(encoding::own_name);
                self.any_bytes = name.is_some_and(|name| name == "SQL_ASCII").then(Vec::new);
            }
            Kind::MadeInDatabase => self.needs.rights_on_the_database = true,
            Kind::OtherTransaction => {
                self.needs.own_transactions.get_or_insert_with(|| (line, shown(&head)));
            }
            Kind::Ordinary => {
                let build = Build::of(&String::from_utf8_lossy(&head));
                self.outline.indexed.extend(build.map(|build| build.table));
            }
            _ => {}
        }
    }

    fn copy_begin(&mut self, at: Position) {
        self.data = self.copy.take().map(|(line, _)| (line, at.byte..at.byte));
    }

    fn copy_data(&mut self, data: &[u8]) {
        if let Some((_, passed)) = &mut self.data {
            passed.end += data.len() as u64;
        }
    }

    fn copy_end(&mut self, end: Position) {
        if let Some((line, data)) = self.data.take()
            && data.end - data.start >= LONG_COPY_BYTES
        {
            self.outline.long_copies.push(LongCopy { line, data, end });
        }
    }

    fn line_comment(&mut self, comment: &[u8]) {
        match comment.trim_ascii_end() {
            HEADER => self.header_seen = true,
            TRAILER => self.trailer_seen = true,
            _ => {}
        }
    }

    fn meta_command(&mut self, command: &[u8], line: u64) {
        self.settle_copy();
        let key = |prefix: &[u8]| command.strip_prefix(prefix).map(<[u8]>::trim_ascii);
        let plain = |key: &[u8]| !key.is_empty() && key.iter().all(u8::is_ascii_alphanumeric);
        if let Some(key) = key(b"\\restrict ")
            && plain(key)
            && self.restricted.is_none()
            && !self.first_statement_seen
        {
            self.restricted = Some(key.to_vec());
        } else if let Some(key) = key(b"\\unrestrict ")
            && self.restricted.as_deref() == Some(key)
        {
            // Whatever follows is outside of the pair.
            self.restricted = Some(Vec::new());
        } else {
            self.forbid(line, shown(command));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inspect(text: &str) -> Result<Needs> {
        let mut inspector = Inspector::default();
        inspector.feed(text.as_bytes());
        inspector.finish().map(|(needs, _)| needs)
    }

    const GOOD: &str = "--\n\\restrict aB3\n\nSET a = 1;\nCOPY public.t (a) FROM stdin;\n1\n\\.\n\n\
                        -- PostgreSQL database dump complete\n\n\\unrestrict aB3\n";

    #[test]
    fn a_dump_passes() {
        inspect(GOOD).unwrap();
    }

    #[test]
    fn what_pg_dump_never_writes_is_refused_with_its_line() {
        for what in [
            "\\! touch /tmp/x",
            "\\copy t from program 'x'",
            "\\o |cat",
            "\\i /etc/passwd",
            "\\connect other",
            "SELECT 1 \\g |cat",
            "COPY t FROM PROGRAM 'touch /tmp/x';",
            "COPY t FROM '/etc/passwd';",
            "COPY t TO PROGRAM 'cat';",
            "copy (select 1) to stdout;",
            "CREATE DATABASE x;",
            "\\restrict again",
            "\\unrestrict wrong",
            "\\set x `id`",
        ] {
            for at in ["SET a = 1;\n", "\\.\n", "\\unrestrict aB3\n"] {
                let text = GOOD.replace(at, &format!("{at}{what}\n"));
                let expected = text.lines().position(|l| l == what).unwrap() as u64 + 1;
                match inspect(&text) {
                    Err(Error::DumpForbidden { line, .. }) => assert_eq!(line, expected, "{text}"),
                    other => panic!("{what} after {at}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn what_a_dump_needs_is_noted() {
        let needs = |text: &str| inspect(text).unwrap();
        assert_eq!(needs(GOOD), Needs::default());
        assert_eq!(needs("BEGIN;\nSELECT lo_create('1');\nCOMMIT;\n"), Needs::default());
        assert!(needs("CREATE SCHEMA s;\n").rights_on_the_database);
        let any_bytes = |parts: &[&[u8]]| {
            let mut inspector = Inspector::default();
            inspector.feed(b"SET client_encoding = 'SQL_ASCII';\nSELECT '");
            for part in parts {
                inspector.feed(part);
            }
            inspector.feed(b"';\n");
            inspector.finish().unwrap().0.any_bytes
        };
        assert!(!any_bytes(&[b"plain"]) && !any_bytes(&["\u{e9}t\u{e9}".as_bytes()]));
        assert!(!any_bytes(&[b"\xC3", b"\xA9"]), "one character in two pieces");
        assert!(any_bytes(&[b"\xE9t\xE9"]) && any_bytes(&[b"\xC3", b"t"]));
        let (line, what) = needs("SELECT 1;\nROLLBACK;\n").own_transactions.unwrap();
        assert_eq!((line, what.as_str()), (2, "ROLLBACK;"));
    }

    #[test]
    fn a_second_restrict_pair_is_refused() {
        let text = format!("{GOOD}\\unrestrict aB3\n\\! x\n");
        assert!(matches!(inspect(&text), Err(Error::DumpForbidden { .. })));
    }

    #[test]
    fn a_dump_without_its_closing_line_is_refused() {
        let whole = format!("-- PostgreSQL database dump\n{GOOD}");
        inspect(&whole).unwrap();
        for end in ["-- PostgreSQL database dump complete", "COPY public.t"] {
            let cut = &whole[..whole.find(end).unwrap()];
            assert!(matches!(inspect(cut), Err(Error::FileCut)), "{cut}");
        }
        assert!(inspect("-- nothing\n").is_err());
    }

    #[test]
    fn a_dump_is_cut_wherever_it_ends() {
        let whole = "--\n-- PostgreSQL database dump\n--\n\n\\restrict aB3\n\nSET a = 'b;c';\n\
            CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql AS $_$ select 1; $_$;\n\
            COPY public.\"t t\" (a) FROM stdin;\n1\n\\.\n\n-- x\n\
            /* y */ SELECT pg_catalog.setval('s', 1, true);\n\n\
            --\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict aB3";
        inspect(whole).unwrap();
        for end in 0..whole.len() {
            let found = inspect(&whole[..end]);
            assert!(matches!(found, Err(Error::FileCut)), "{end}: {found:?}");
        }
    }

    #[test]
    fn text_that_is_no_dump_is_refused() {
        assert!(matches!(inspect("select 'abc"), Err(Error::DumpNotUnderstood { line: 1 })));
    }
}
