//! Counts what a dump holds while it streams by, and says whether it is whole.
//!
//! The exit status of `pg_dump` is not proof enough: a dump cut short by a full disk, a killed
//! server or a careless copy can still be valid SQL, and restores with rows missing.
//!
//! Invariant: a summary is `complete` exactly if it has no `problem`.
//! Invariant: only a comment at the top level counts as the trailer; the same text in a literal,
//! a function body or COPY data does not.
//! Invariant: the counts belong to the dump's own snapshot, because they come from its bytes.
//! Invariant: memory grows with the number of tables, never with their contents.

mod copy_header;
mod statement_start;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::error::Error;
use std::fmt;

use memchr::memchr_iter;
use serde::{Deserialize, Serialize};

use crate::dump::encoding::{self, Encoding};
use crate::dump::lexer::{LexError, Lexer, Position, Visitor};
use crate::dump::marks::TRAILER;
use statement_start::StatementStart;

/// What a dump holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DumpSummary {
    pub bytes: u64,
    /// The trailer was seen, nothing but comments and the dump's own `\unrestrict` follows it, and
    /// nothing before it was left open.
    pub complete: bool,
    /// In the order of the dump; a table that comes twice is added up in its first place.
    pub tables: Vec<TableCount>,
    /// The place in `tables` of the one after whose rows no statement comes. `pg_dump` closes the
    /// rows of a table before it looks whether it has got them all.
    pub ends_with: Option<usize>,
    /// Statements that create a large object.
    pub large_objects: u64,
    /// Why the dump is not complete: the first reason found.
    pub problem: Option<DumpProblem>,
}

/// One table's COPY data.
///
/// The names are what the server would show, without quotes: `"Él""x"` is `Él"x`, in the encoding
/// that the dump declares. A name that is no text in it, or not UTF-8 where it says nothing (a
/// `SQL_ASCII` database), has its strange bytes written as `\xE9`. Different names stay different:
/// a backslash that stands before `xE9` in the real name is itself written as `\x5C`. A table
/// named without its schema has that of the dump's `SET search_path`, or an empty one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCount {
    pub schema: String,
    pub name: String,
    pub rows: u64,
    /// Of the COPY payload, without the line that ends it.
    pub bytes: u64,
}

/// Why a dump is not complete, with the 1-based line where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DumpProblem {
    /// The dump breaks off, or breaks a lexical rule.
    Lexical(LexError),
    /// The name of the table that is copied into is not written as `pg_dump` writes it.
    UnreadableCopy { line: u64 },
    /// `pg_dump` did not write its last comment.
    TrailerMissing,
    /// A statement or a meta-command stands after the trailer.
    TextAfterTrailer { line: u64 },
}

/// Reads one dump, chunk by chunk.
#[derive(Debug, Default)]
pub struct Scanner {
    lexer: Lexer,
    counter: Counter,
    dump_bytes: u64,
    lex_error: Option<LexError>,
}

impl Scanner {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads on. A problem does not stop the dump; it is told by [`finish`](Self::finish).
    pub fn feed(&mut self, chunk: &[u8]) {
        self.dump_bytes += chunk.len() as u64;
        if self.lex_error.is_none() {
            self.lex_error = self.lexer.feed(chunk, &mut self.counter).err();
        }
    }

    /// Says that the dump ends here, and what it held.
    #[must_use]
    pub fn finish(mut self) -> DumpSummary {
        let lexical = self.lexer.finish(&mut self.counter).err().map(DumpProblem::Lexical);
        let counter = self.counter;
        let unreadable =
            counter.unreadable_copy_line.map(|line| DumpProblem::UnreadableCopy { line });
        let problem = lexical.or(unreadable).or(match counter.trailer {
            Trailer::NotSeen => Some(DumpProblem::TrailerMissing),
            Trailer::Seen => None,
            Trailer::Followed { line } => Some(DumpProblem::TextAfterTrailer { line }),
        });
        DumpSummary {
            bytes: self.dump_bytes,
            complete: problem.is_none(),
            tables: counter.tables,
            ends_with: counter.last,
            large_objects: counter.large_objects,
            problem,
        }
    }

    /// The table whose rows are passing by, as `schema.name`.
    #[must_use]
    pub fn current_table(&self) -> Option<&str> {
        self.counter.current_table.as_deref()
    }

    /// Bytes fed up to now.
    #[must_use]
    pub fn dump_bytes(&self) -> u64 {
        self.dump_bytes
    }
}

impl fmt::Display for DumpProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lexical(error) => error.fmt(f),
            Self::UnreadableCopy { line } => {
                write!(f, "line {line}: the table of this COPY statement cannot be read")
            }
            Self::TrailerMissing => {
                f.write_str("the dump does not end with \"PostgreSQL database dump complete\"")
            }
            Self::TextAfterTrailer { line } => {
                write!(f, "line {line}: text after \"PostgreSQL database dump complete\"")
            }
        }
    }
}

/// Shows the lexer's error in its own text, so it is not its source as well.
impl Error for DumpProblem {}

#[derive(Clone, Copy, Debug, Default)]
enum Trailer {
    #[default]
    NotSeen,
    Seen,
    Followed {
        line: u64,
    },
}

/// The lexer's visitor.
#[derive(Debug, Default)]
struct Counter {
    statement: StatementStart,
    statement_line: u64,
    /// Of the names; unknown for `SQL_ASCII`.
    encoding: Option<Encoding>,
    /// Of tables that are named without theirs.
    schema: String,
    tables: Vec<TableCount>,
    places: HashMap<(String, String), usize>,
    /// The place in `tables` of the one whose data are passing by.
    current: Option<usize>,
    current_table: Option<String>,
    /// The place of the one whose data passed by last, until the next statement.
    last: Option<usize>,
    unreadable_copy_line: Option<u64>,
    large_objects: u64,
    trailer: Trailer,
    /// What `\restrict` was given; only the same key is no stranger after the trailer.
    restrict_key: Option<Vec<u8>>,
}

impl Counter {
    fn add_table(&mut self, schema: String, name: String) {
        self.current_table =
            Some(if schema.is_empty() { name.clone() } else { format!("{schema}.{name}") });
        let tables = &mut self.tables;
        let place = *self.places.entry((schema, name)).or_insert_with_key(|(schema, name)| {
            tables.push(TableCount {
                schema: schema.clone(),
                name: name.clone(),
                rows: 0,
                bytes: 0,
            });
            tables.len() - 1
        });
        self.current = Some(place);
        self.last = self.current;
    }

    /// A trailer must be the last thing that means anything.
    fn note_after_trailer(&mut self, line: u64) {
        if let Trailer::Seen = self.trailer {
            self.trailer = Trailer::Followed { line };
        }
    }
}

impl Visitor for Counter {
    fn statement_part(&mut self, part: &[u8]) {
        self.statement.push(part);
    }

    fn statement_end(&mut self, line: u64) {
        self.statement.end();
        self.statement_line = line;
        self.last = None;
        self.large_objects += u64::from(self.statement.creates_large_object());
        if let Some(name) = self.statement.declared_encoding() {
            self.encoding = encoding::find(name);
        }
        if let Some(schema) = copy_header::schema_of_path(self.statement.text(), self.encoding) {
            self.schema = schema;
        }
        self.note_after_trailer(line);
    }

    fn copy_begin(&mut self, _: Position) {
        match copy_header::table(self.statement.text(), self.encoding) {
            Some((schema, name)) if schema.is_empty() => self.add_table(self.schema.clone(), name),
            Some((schema, name)) => self.add_table(schema, name),
            None => {
                self.unreadable_copy_line.get_or_insert(self.statement_line);
            }
        }
    }

    fn copy_data(&mut self, data: &[u8]) {
        if let Some(table) = self.current.and_then(|place| self.tables.get_mut(place)) {
            table.rows += memchr_iter(b'\n', data).count() as u64;
            table.bytes += data.len() as u64;
        }
    }

    fn copy_end(&mut self, _: Position) {
        self.current = None;
        self.current_table = None;
    }

    fn line_comment(&mut self, comment: &[u8]) {
        if comment == TRAILER {
            self.trailer = Trailer::Seen;
        }
    }

    fn meta_command(&mut self, command: &[u8], line: u64) {
        if let Some(key) = command.strip_prefix(b"\\restrict ") {
            self.restrict_key = Some(key.trim_ascii().to_vec());
        }
        let unrestrict_key = command.strip_prefix(b"\\unrestrict ").map(<[u8]>::trim_ascii);
        if unrestrict_key.is_none() || unrestrict_key != self.restrict_key.as_deref() {
            self.note_after_trailer(line);
        }
    }
}
