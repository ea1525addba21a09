//! One chunk's way through the lexer: words, statements and COPY data.

use memchr::memchr_iter;

use crate::dump::lexer::bytes::{Class, class, continues_identifier};
use crate::dump::lexer::state::{Literal, State};
use crate::dump::lexer::{LexError, Lexer, Position, Visitor};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Borrows the lexer for one chunk. The methods that read quotes, comments and meta-commands are in
/// files of their own.
pub(super) struct Pass<'a, V> {
    pub(super) lexer: &'a mut Lexer,
    pub(super) chunk: &'a [u8],
    /// The next byte to read.
    pub(super) at: usize,
    /// The first byte of the current statement not yet told to the visitor.
    pub(super) from: usize,
    /// The newlines before this byte are counted in the lexer's line.
    counted: usize,
    pub(super) visitor: &'a mut V,
}

impl<'a, V: Visitor> Pass<'a, V> {
    pub(super) fn new(lexer: &'a mut Lexer, chunk: &'a [u8], visitor: &'a mut V) -> Self {
        Self { lexer, chunk, at: 0, from: 0, counted: 0, visitor }
    }

    pub(super) fn run(&mut self) -> Result<(), LexError> {
        let result = self.read();
        if self.lexer.in_statement && self.lexer.state != State::MetaCommand {
            self.tell_statement();
        }
        self.count_lines();
        self.lexer.bytes_before += self.chunk.len() as u64;
        result
    }

    fn read(&mut self) -> Result<(), LexError> {
        while let Some(&byte) = self.chunk.get(self.at) {
            self.step(byte)?;
        }
        Ok(())
    }

    /// Reads on from `byte`, which is the next one. A step that only changes the state leaves the
    /// byte for the next step, and `code` always takes it.
    fn step(&mut self, byte: u8) -> Result<(), LexError> {
        match self.lexer.state {
            State::Start { mark_bytes } => return self.start(mark_bytes, byte),
            State::Code => return self.code(),
            State::Dash => return self.dash(byte),
            State::Slash => return self.slash(byte),
            State::BlockComment { depth, last } => return self.block_comment(depth, last),
            State::DollarTag => return self.dollar_tag(),
            State::Word => self.word(),
            State::UnicodePrefix => self.unicode_prefix(byte),
            State::Number { dot_seen } => self.number(dot_seen, byte),
            State::NumberJunk => self.number_junk(),
            State::LineComment => self.line_comment(),
            State::MetaCommand => self.meta_command(),
            State::CopyData => self.copy_data(),
            quoted => self.quoted(quoted, byte),
        }
        Ok(())
    }

    fn start(&mut self, mark_bytes: u8, byte: u8) -> Result<(), LexError> {
        let read = usize::from(mark_bytes);
        if BYTE_ORDER_MARK.get(read) == Some(&byte) {
            self.at += 1;
            self.lexer.state = match mark_bytes {
                0 | 1 => State::Start { mark_bytes: mark_bytes + 1 },
                _ => State::Code,
            };
            return Ok(());
        }
        self.lexer.state = State::Code;
        if let Some(word @ [_, ..]) = BYTE_ORDER_MARK.get(..read) {
            self.begin_statement(word)?;
            self.begin_word();
            self.lexer.word.push(word);
        }
        Ok(())
    }

    fn code(&mut self) -> Result<(), LexError> {
        while let (Some(&byte), State::Code) = (self.chunk.get(self.at), self.lexer.state) {
            let class = class(byte);
            match class {
                Class::Blank => {
                    self.at += 1;
                    if byte == b'\n' && self.lexer.copy_pending {
                        self.begin_copy_data();
                    }
                }
                // What these begin depends on the next byte, and may be no statement.
                Class::Dash => self.enter(State::Dash),
                Class::Slash => self.enter(State::Slash),
                Class::Backslash => self.begin_meta_command()?,
                _ => {
                    if !self.lexer.in_statement {
                        self.begin_statement(b"")?;
                    }
                    self.token(class, byte);
                }
            }
        }
        Ok(())
    }

    /// Reads the first byte of a token of a statement.
    fn token(&mut self, class: Class, byte: u8) {
        let state = match class {
            Class::Letter => return self.begin_word(),
            Class::Quote => return self.open_literal(self.plain_literal()),
            Class::Semicolon => {
                self.at += 1;
                if self.lexer.paren_depth == 0 && self.lexer.head.semicolon() {
                    self.end_statement();
                }
                return;
            }
            Class::Digit => State::Number { dot_seen: false },
            Class::DoubleQuote => State::QuotedIdentifier,
            Class::Dollar => State::Dollar,
            Class::OpenParen => {
                self.lexer.paren_depth += 1;
                State::Code
            }
            Class::CloseParen => {
                self.lexer.paren_depth = self.lexer.paren_depth.saturating_sub(1);
                State::Code
            }
            _ => State::Code,
        };
        self.lexer.head.symbol(byte);
        self.enter(state);
    }

    fn begin_word(&mut self) {
        self.lexer.word.clear();
        self.lexer.state = State::Word;
    }

    fn word(&mut self) {
        let rest = self.rest();
        let len = rest.iter().position(|&byte| !continues_identifier(byte));
        let word = rest.get(..len.unwrap_or(rest.len())).unwrap_or_default();
        self.lexer.word.push(word);
        self.at += word.len();
        let Some(&next) = self.chunk.get(self.at) else {
            return;
        };
        self.lexer.state = State::Code;
        match (self.lexer.word.keyword(), next) {
            (b"e", b'\'') => self.open_literal(Literal::Escape),
            (b"b" | b"x", b'\'') => self.open_literal(Literal::Bit),
            (b"n", b'\'') => self.open_literal(self.plain_literal()),
            (b"u", b'&') => {
                self.at += 1;
                self.lexer.state = State::UnicodePrefix;
            }
            _ => self.tell_word(),
        }
    }

    pub(super) fn tell_word(&mut self) {
        let in_parens = self.lexer.paren_depth > 0;
        self.lexer.head.word(self.lexer.word.keyword(), in_parens);
    }

    fn unicode_prefix(&mut self, byte: u8) {
        self.lexer.state = State::Code;
        match byte {
            b'\'' => self.open_literal(Literal::Standard),
            b'"' => {
                self.lexer.head.symbol(byte);
                self.at += 1;
                self.lexer.state = State::QuotedIdentifier;
            }
            _ => {
                self.tell_word();
                self.lexer.head.symbol(b'&');
            }
        }
    }

    /// A name right after a number is junk that belongs to it, as for PostgreSQL 15 and later, so
    /// that `1E'…'` does not open a literal with escapes.
    fn number(&mut self, dot_seen: bool, byte: u8) {
        match (class(byte), byte) {
            (Class::Digit, _) => self.at += 1,
            (_, b'.') if !dot_seen => {
                self.at += 1;
                self.lexer.state = State::Number { dot_seen: true };
            }
            (Class::Letter, _) => self.lexer.state = State::NumberJunk,
            _ => self.lexer.state = State::Code,
        }
    }

    fn number_junk(&mut self) {
        let rest = self.rest();
        let len = rest.iter().position(|&byte| !continues_identifier(byte));
        self.at += len.unwrap_or(rest.len());
        if len.is_some() {
            self.lexer.state = State::Code;
        }
    }

    fn begin_copy_data(&mut self) {
        self.lexer.copy_pending = false;
        self.lexer.copy_data.restart();
        self.lexer.state = State::CopyData;
        let at = self.place();
        self.visitor.copy_begin(at);
    }

    fn copy_data(&mut self) {
        let rest = self.rest();
        if let Some(after) = self.lexer.copy_data.feed(rest, self.visitor) {
            self.at = self.chunk.len() - after.len();
            self.lexer.state = State::Code;
            let at = self.place();
            self.visitor.copy_end(at);
        } else {
            self.at = self.chunk.len();
        }
    }

    /// Starts a statement at the next byte, or with bytes before it that were held back.
    pub(super) fn begin_statement(&mut self, held: &[u8]) -> Result<(), LexError> {
        if self.lexer.copy_pending {
            return Err(self.text_after_copy_header());
        }
        self.count_lines();
        self.lexer.began_line = self.lexer.line;
        self.lexer.in_statement = true;
        self.from = self.at;
        if !held.is_empty() {
            self.visitor.statement_part(held);
        }
        Ok(())
    }

    fn end_statement(&mut self) {
        self.tell_statement();
        self.visitor.statement_end(self.lexer.began_line);
        let head = std::mem::take(&mut self.lexer.head);
        self.lexer.in_statement = false;
        self.lexer.copy_pending = head.reads_stdin();
        if let Some(standard) = head.standard_strings() {
            self.lexer.standard_strings = standard;
        }
    }

    pub(super) fn tell_statement(&mut self) {
        let part = self.chunk.get(self.from..self.at).unwrap_or_default();
        if !part.is_empty() {
            self.visitor.statement_part(part);
        }
        self.from = self.at;
    }

    pub(super) fn text_after_copy_header(&mut self) -> LexError {
        self.count_lines();
        LexError::TextAfterCopyHeader { line: self.lexer.line }
    }

    /// Brings the lexer's line up to the next byte, once for many bytes.
    pub(super) fn count_lines(&mut self) {
        let read = self.chunk.get(self.counted..self.at).unwrap_or_default();
        self.lexer.line += memchr_iter(b'\n', read).count() as u64;
        self.counted = self.at;
    }

    pub(super) fn place(&mut self) -> Position {
        self.count_lines();
        Position { byte: self.lexer.bytes_before + self.at as u64, line: self.lexer.line }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.chunk.get(self.at..).unwrap_or_default()
    }

    /// Takes the next byte and what it begins.
    pub(super) fn enter(&mut self, state: State) {
        self.at += 1;
        self.lexer.state = state;
    }
}
