//! One chunk's way through literals, quoted identifiers and dollar quotes.

use memchr::{memchr, memchr2};

use crate::dump::lexer::bytes::{Class, class, continues_tag};
use crate::dump::lexer::pass::Pass;
use crate::dump::lexer::state::{Gap, Literal, State};
use crate::dump::lexer::{LexError, Visitor};

/// The tag is the one thing of a statement that has to be remembered; identifiers end at 63 bytes.
pub(super) const MAX_TAG_BYTES: usize = 1024;

impl<V: Visitor> Pass<'_, V> {
    /// What a quote without a prefix opens.
    pub(super) fn plain_literal(&self) -> Literal {
        if self.lexer.standard_strings { Literal::Standard } else { Literal::Escape }
    }

    /// Takes the opening quote, which is the next byte.
    pub(super) fn open_literal(&mut self, literal: Literal) {
        self.lexer.head.literal();
        self.lexer.word.clear();
        self.at += 1;
        self.lexer.state = State::Literal(literal);
    }

    /// Reads on in one of the quoted states; the next byte is `byte`.
    pub(super) fn quoted(&mut self, state: State, byte: u8) {
        match state {
            State::Literal(literal) => self.literal(literal),
            State::LiteralEscape => {
                self.at += 1;
                self.lexer.state = State::Literal(Literal::Escape);
            }
            State::LiteralQuote(literal) => self.literal_quote(literal, byte),
            State::AfterLiteral(gap) => self.after_literal(gap, byte),
            State::AfterLiteralDash(gap) => self.after_literal_dash(gap, byte),
            State::AfterLiteralComment(gap) => self.after_literal_comment(gap),
            State::QuotedIdentifier => self.quoted_identifier(),
            State::Dollar => self.dollar(byte),
            State::DollarQuote { matched } => self.dollar_quote(matched),
            // `Pass::step` sends no other state here, and `Code` can read on from anywhere.
            _ => self.lexer.state = State::Code,
        }
    }

    fn literal(&mut self, literal: Literal) {
        let rest = self.rest();
        let end = match literal {
            Literal::Standard | Literal::Bit => memchr(b'\'', rest),
            Literal::Escape => memchr2(b'\'', b'\\', rest),
        };
        let text = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        if self.lexer.head.wants_literal() {
            self.lexer.word.push(text);
        }
        self.at += text.len();
        match self.chunk.get(self.at) {
            Some(b'\\') => {
                self.at += 1;
                self.lexer.state = State::LiteralEscape;
            }
            Some(_) => {
                self.at += 1;
                self.lexer.state = State::LiteralQuote(literal);
            }
            None => {}
        }
    }

    fn literal_quote(&mut self, literal: Literal, byte: u8) {
        self.lexer.state = if byte == b'\'' && literal != Literal::Bit {
            self.at += 1;
            State::Literal(literal)
        } else {
            if self.lexer.head.wants_literal() {
                self.tell_word();
            }
            State::AfterLiteral(Gap { literal, newline_seen: false })
        };
    }

    /// `'a'`, newline, `'b'` is one literal, which keeps its escapes; on one line it is two.
    fn after_literal(&mut self, gap: Gap, byte: u8) {
        self.lexer.state = match byte {
            b'\'' if gap.newline_seen => State::Literal(gap.literal),
            b'\n' | b'\r' => State::AfterLiteral(Gap { newline_seen: true, ..gap }),
            b'-' => State::AfterLiteralDash(gap),
            _ if class(byte) == Class::Blank => State::AfterLiteral(gap),
            _ => {
                self.lexer.state = State::Code;
                return;
            }
        };
        self.at += 1;
    }

    fn after_literal_dash(&mut self, gap: Gap, byte: u8) {
        if byte == b'-' {
            self.at += 1;
            self.lexer.state = State::AfterLiteralComment(gap);
        } else {
            self.lexer.head.symbol(b'-');
            self.lexer.state = State::Code;
        }
    }

    fn after_literal_comment(&mut self, gap: Gap) {
        let rest = self.rest();
        let end = memchr2(b'\n', b'\r', rest);
        self.at += end.unwrap_or(rest.len());
        if end.is_some() {
            self.lexer.state = State::AfterLiteral(gap);
        }
    }

    /// A doubled quote needs no state: it ends the identifier and begins it again.
    fn quoted_identifier(&mut self) {
        let rest = self.rest();
        if let Some(len) = memchr(b'"', rest) {
            self.at += len + 1;
            self.lexer.state = State::Code;
        } else {
            self.at += rest.len();
        }
    }

    fn dollar(&mut self, byte: u8) {
        self.lexer.tag.clear();
        self.lexer.state = match class(byte) {
            Class::Letter => State::DollarTag,
            Class::Dollar => {
                self.at += 1;
                State::DollarQuote { matched: 0 }
            }
            Class::Digit => State::Number { dot_seen: true },
            _ => State::Code,
        };
    }

    pub(super) fn dollar_tag(&mut self) -> Result<(), LexError> {
        let rest = self.rest();
        let len = rest.iter().position(|&byte| !continues_tag(byte));
        let tag = rest.get(..len.unwrap_or(rest.len())).unwrap_or_default();
        let room = MAX_TAG_BYTES - self.lexer.tag.len();
        if tag.len() > room {
            self.at += room;
            self.count_lines();
            return Err(LexError::DollarTagTooLong { line: self.lexer.line });
        }
        self.lexer.tag.extend_from_slice(tag);
        self.at += tag.len();
        match self.chunk.get(self.at) {
            Some(b'$') => {
                self.at += 1;
                self.lexer.state = State::DollarQuote { matched: 0 };
            }
            // Without the second dollar the tag was a word after a stray dollar.
            Some(_) => {
                self.lexer.word.clear();
                self.lexer.word.push(&self.lexer.tag);
                self.lexer.state = State::Word;
            }
            None => {}
        }
        Ok(())
    }

    /// A tag holds no dollar, so a failed match can only start over at the byte that broke it.
    fn dollar_quote(&mut self, mut matched: usize) {
        while let Some(&byte) = self.chunk.get(self.at) {
            if matched == 0 {
                let rest = self.rest();
                let Some(len) = memchr(b'$', rest) else {
                    self.at += rest.len();
                    break;
                };
                self.at += len + 1;
                matched = 1;
                continue;
            }
            self.at += 1;
            matched = match self.lexer.tag.get(matched - 1) {
                Some(&expected) if byte == expected => matched + 1,
                None if byte == b'$' => {
                    self.lexer.state = State::Code;
                    return;
                }
                _ => usize::from(byte == b'$'),
            };
        }
        self.lexer.state = State::DollarQuote { matched };
    }
}
