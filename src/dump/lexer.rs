//! Cuts a plain-format dump into statements, COPY data, comments and meta-commands as it streams by.
//!
//! The lexer is pushed chunks of bytes and tells a [`Visitor`] what they are. Dumps are untrusted
//! input, so the only thing it believes is PostgreSQL's own lexical syntax: text inside a literal,
//! a function body or COPY data is never taken for a statement, a trailer or a meta-command.
//!
//! Invariant: what the visitor is told depends on the bytes alone, never on where the chunks are
//! cut; only how it is cut into pieces does.
//! Invariant: memory is bounded whatever the input; no statement, literal or line is held whole.
//! Invariant: a byte of a statement or of COPY data reaches the visitor exactly once and unchanged.
//! Invariant: bytes are enough. Every encoding a PostgreSQL server can store is ASCII-safe: no
//! multibyte character of it holds a byte below 0x80, so a quote or a backslash is always itself.
//!
//! The rules are those of psql's `psqlscan.l`, with two deliberate differences, where psql cuts
//! valid SQL wrongly and the server is right:
//!
//! - psql counts every `BEGIN`, `CASE` and `END` of a `CREATE FUNCTION`, so a function or a column
//!   called `begin`, which `pg_dump` does not quote, swallows the rest of the script. Here a body
//!   starts at `BEGIN ATOMIC` and ends at an `END` that begins a statement of the body; the grammar
//!   allows it nowhere else, because `END` is a reserved word and each statement has its `;`.
//! - psql reads line by line and so forgets that `E'a'`, newline, `'b'` is one literal with
//!   escapes. The server does not forget, and neither does this lexer.
//!
//! Unlike psql, which sends a block comment before a statement along with it, this lexer drops it.
//! psql's `:variables` are not substituted: a dump does not have any.

mod bytes;
mod comments;
mod copy_data;
mod error;
mod head;
mod pass;
mod quotes;
mod state;
#[cfg(test)]
mod tests;

pub use error::{Construct, LexError};

use copy_data::CopyData;
use head::Head;
use pass::Pass;
use state::{State, Word};

/// Where a `--` comment at the top level and a meta-command are cut.
pub const MAX_LINE_BYTES: usize = 4096;

/// Between two bytes of a dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// How many bytes are before it.
    pub byte: u64,
    /// The 1-based line of the byte after it.
    pub line: u64,
}

/// Told what the bytes of a dump are, in their order.
///
/// A statement and a COPY payload come in as many pieces as the chunks make of them; only what
/// they add up to means something.
#[allow(unused_variables, reason = "the names tell implementers what they are given")]
pub trait Visitor {
    /// Bytes of the current statement, from its first significant byte to its `;`.
    ///
    /// Comments inside the statement are included. White space and comments before it are not.
    fn statement_part(&mut self, part: &[u8]) {}

    /// The statement that the last parts belong to is complete; it began on this line.
    fn statement_end(&mut self, line: u64) {}

    /// The statement that just ended was `COPY … FROM stdin`, and its data begin here.
    fn copy_begin(&mut self, at: Position) {}

    /// Raw COPY payload, without the line `\.` that ends it.
    fn copy_data(&mut self, data: &[u8]) {}

    /// The COPY data are complete; what comes after the line `\.` begins here.
    fn copy_end(&mut self, at: Position) {}

    /// A `--` comment outside any statement, dashes included, newline not.
    ///
    /// A comment longer than [`MAX_LINE_BYTES`] is cut there.
    fn line_comment(&mut self, comment: &[u8]) {}

    /// The comment or the meta-command that was just told ends before this byte.
    fn line_end(&mut self, at: Position) {}

    /// A backslash outside quotes and comments, and the rest of its line without the newline.
    ///
    /// psql would run it, on the line given. It may stand inside a statement (`SELECT 1 \g`): then
    /// it comes between two parts of that statement, which goes on with the newline after it. A
    /// command longer than [`MAX_LINE_BYTES`] is cut there. psql's `\;` and `\:`, and whatever
    /// follows a `\\` on the line, belong to the meta-command too: a dump has neither, and a
    /// visitor that refuses meta-commands then refuses all of it.
    fn meta_command(&mut self, command: &[u8], line: u64) {}
}

/// The state between two chunks of one dump.
#[derive(Debug)]
pub struct Lexer {
    state: State,
    in_statement: bool,
    /// The statement that ended last on this line wants COPY data from the next line on.
    copy_pending: bool,
    /// What plain quotes mean: the server's `standard_conforming_strings`.
    standard_strings: bool,
    paren_depth: u64,
    head: Head,
    word: Word,
    /// The current dollar quote's tag, without its dollars.
    tag: Vec<u8>,
    /// The current top-level comment or meta-command, up to `MAX_LINE_BYTES`.
    line_text: Vec<u8>,
    copy_data: CopyData,
    /// The bytes of all chunks before this one.
    bytes_before: u64,
    /// Line of the next byte.
    line: u64,
    /// Line where the current, or last, statement or top-level block comment began.
    began_line: u64,
    command_line: u64,
    failed: Option<LexError>,
}

impl Default for Lexer {
    fn default() -> Self {
        Self::new()
    }
}

impl Lexer {
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: State::Start { mark_bytes: 0 },
            in_statement: false,
            copy_pending: false,
            standard_strings: true,
            paren_depth: 0,
            head: Head::default(),
            word: Word::default(),
            tag: Vec::new(),
            line_text: Vec::new(),
            copy_data: CopyData::new(),
            bytes_before: 0,
            line: 1,
            began_line: 1,
            command_line: 1,
            failed: None,
        }
    }

    /// Reads one chunk.
    ///
    /// # Errors
    /// When the input breaks a rule that the lexer relies on. Nothing after that place can be
    /// trusted, so every later call returns the same error.
    pub fn feed(&mut self, chunk: &[u8], visitor: &mut impl Visitor) -> Result<(), LexError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let result = Pass::new(self, chunk, visitor).run();
        self.failed = result.err();
        result
    }

    /// Between `copy_begin` and `copy_end`: the next chunk begins where those COPY data end.
    pub fn leave_out_copy_data(&mut self, end: Position) {
        self.state = State::Code;
        (self.bytes_before, self.line) = (end.byte, end.line);
    }

    /// Says that the dump ends here.
    ///
    /// # Errors
    /// When it ends inside a statement, a quote, a block comment or COPY data, or when `feed`
    /// has failed before.
    pub fn finish(self, visitor: &mut impl Visitor) -> Result<(), LexError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        match self.state {
            State::LineComment if !self.in_statement => {
                visitor.line_comment(&self.line_text);
                visitor.line_end(self.place());
            }
            State::MetaCommand => {
                self.tell_meta_command(visitor);
                visitor.line_end(self.place());
            }
            State::CopyData if self.copy_data.may_end_here() => {
                visitor.copy_end(self.place());
                return Ok(());
            }
            _ => {}
        }
        match self.open_construct() {
            Some(construct) => {
                Err(LexError::Unterminated { construct, line: self.construct_line() })
            }
            None => Ok(()),
        }
    }

    /// How many bytes are before the next one.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes_before
    }

    /// The 1-based line of the next byte, to name a place in a message.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    fn place(&self) -> Position {
        Position { byte: self.bytes_before, line: self.line }
    }

    fn tell_meta_command(&self, visitor: &mut impl Visitor) {
        let command = self.line_text.strip_suffix(b"\r").unwrap_or(&self.line_text);
        visitor.meta_command(command, self.command_line);
    }

    fn open_construct(&self) -> Option<Construct> {
        match self.state {
            State::Literal(_) | State::LiteralEscape => Some(Construct::Literal),
            State::QuotedIdentifier => Some(Construct::QuotedIdentifier),
            State::DollarQuote { .. } => Some(Construct::DollarQuote),
            State::BlockComment { .. } => Some(Construct::BlockComment),
            State::CopyData => Some(Construct::CopyData),
            _ if self.copy_pending => Some(Construct::CopyData),
            _ if self.in_statement => Some(Construct::Statement),
            // These bytes were held back; whatever they begin is unfinished.
            State::Start { mark_bytes: 1.. } | State::Dash | State::Slash => {
                Some(Construct::Statement)
            }
            _ => None,
        }
    }

    fn construct_line(&self) -> u64 {
        match self.state {
            State::Dash | State::Slash if !self.in_statement && !self.copy_pending => self.line,
            _ => self.began_line,
        }
    }
}
