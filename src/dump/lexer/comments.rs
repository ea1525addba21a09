//! One chunk's way through comments and meta-commands.

use memchr::{memchr, memchr2};

use crate::dump::lexer::pass::Pass;
use crate::dump::lexer::state::{CommentByte, State};
use crate::dump::lexer::{LexError, MAX_LINE_BYTES, Visitor};

impl<V: Visitor> Pass<'_, V> {
    pub(super) fn dash(&mut self, byte: u8) -> Result<(), LexError> {
        if byte == b'-' {
            self.lexer.line_text.clear();
            self.lexer.line_text.extend_from_slice(b"--");
            self.enter(State::LineComment);
            return Ok(());
        }
        self.not_a_comment(b'-')
    }

    pub(super) fn slash(&mut self, byte: u8) -> Result<(), LexError> {
        if byte == b'*' {
            if !self.lexer.in_statement && !self.lexer.copy_pending {
                self.count_lines();
                self.lexer.began_line = self.lexer.line;
            }
            self.enter(State::BlockComment { depth: 1, last: CommentByte::Other });
            return Ok(());
        }
        self.not_a_comment(b'/')
    }

    fn not_a_comment(&mut self, held: u8) -> Result<(), LexError> {
        if !self.lexer.in_statement {
            self.begin_statement(&[held])?;
        }
        self.lexer.head.symbol(held);
        self.lexer.state = State::Code;
        Ok(())
    }

    /// Like PostgreSQL, ends the comment at a carriage return too.
    pub(super) fn line_comment(&mut self) {
        let rest = self.rest();
        let end = memchr2(b'\n', b'\r', rest);
        let text = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        self.at += text.len();
        if !self.lexer.in_statement {
            self.keep_line_text(text);
        }
        if end.is_some() {
            self.lexer.state = State::Code;
            if !self.lexer.in_statement {
                self.visitor.line_comment(&self.lexer.line_text);
                let at = self.place();
                self.visitor.line_end(at);
            }
        }
    }

    pub(super) fn block_comment(
        &mut self,
        mut depth: u64,
        mut last: CommentByte,
    ) -> Result<(), LexError> {
        while let Some(&byte) = self.chunk.get(self.at) {
            // The newline is where the COPY data begin, comment or not.
            if byte == b'\n' && self.lexer.copy_pending {
                return Err(self.text_after_copy_header());
            }
            self.at += 1;
            last = match (last, byte) {
                (CommentByte::Star, b'/') if depth == 1 => {
                    self.lexer.state = State::Code;
                    return Ok(());
                }
                (CommentByte::Star, b'/') => {
                    depth -= 1;
                    CommentByte::Other
                }
                (CommentByte::Slash, b'*') => {
                    depth += 1;
                    CommentByte::Other
                }
                (_, b'*') => CommentByte::Star,
                (_, b'/') => CommentByte::Slash,
                _ => CommentByte::Other,
            };
        }
        self.lexer.state = State::BlockComment { depth, last };
        Ok(())
    }

    pub(super) fn begin_meta_command(&mut self) -> Result<(), LexError> {
        if self.lexer.copy_pending {
            return Err(self.text_after_copy_header());
        }
        if self.lexer.in_statement {
            self.tell_statement();
        }
        self.count_lines();
        self.lexer.command_line = self.lexer.line;
        self.lexer.line_text.clear();
        self.lexer.state = State::MetaCommand;
        Ok(())
    }

    pub(super) fn meta_command(&mut self) {
        let rest = self.rest();
        let end = memchr(b'\n', rest);
        let text = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        self.keep_line_text(text);
        self.at += text.len();
        if end.is_some() {
            self.lexer.tell_meta_command(self.visitor);
            let at = self.place();
            self.visitor.line_end(at);
            self.lexer.state = State::Code;
            self.from = self.at;
        }
    }

    fn keep_line_text(&mut self, text: &[u8]) {
        let room = MAX_LINE_BYTES.saturating_sub(self.lexer.line_text.len());
        let kept = text.get(..room).unwrap_or(text);
        self.lexer.line_text.extend_from_slice(kept);
    }
}
