//! What the lexer is in the middle of between two bytes.

/// States named after a byte (`Dash`, `Slash`, `Dollar`) have read it and wait for the next one to
/// know what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// At the very start, after so many bytes of a UTF-8 byte order mark, which psql skips.
    Start {
        mark_bytes: u8,
    },
    /// Between two tokens, in a statement or outside.
    Code,
    Word,
    /// After `U&`, which a quote may follow.
    UnicodePrefix,
    Number {
        dot_seen: bool,
    },
    /// In a name that a number runs into.
    NumberJunk,
    Dash,
    Slash,
    Dollar,
    DollarTag,
    /// In a dollar-quoted text, after so many bytes of what could be its end.
    DollarQuote {
        matched: usize,
    },
    Literal(Literal),
    /// After a backslash in a literal with escapes.
    LiteralEscape,
    /// After a quote in a literal: doubled, or its end.
    LiteralQuote(Literal),
    /// After a literal, which a newline and another quote would continue.
    AfterLiteral(Gap),
    AfterLiteralDash(Gap),
    AfterLiteralComment(Gap),
    QuotedIdentifier,
    LineComment,
    BlockComment {
        depth: u64,
        last: CommentByte,
    },
    MetaCommand,
    CopyData,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Literal {
    /// Backslashes are ordinary.
    Standard,
    /// `E'…'`, or plain quotes while `standard_conforming_strings` is off.
    Escape,
    /// `B'…'` and `X'…'`, in which a quote cannot be doubled.
    Bit,
}

/// What stands between a literal and a quote that might continue it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) literal: Literal,
    pub(super) newline_seen: bool,
}

/// The last byte in a block comment, where it matters to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CommentByte {
    Slash,
    Star,
    Other,
}

/// The start of an unquoted word in lower case, as much of it as a keyword needs.
#[derive(Debug, Default)]
pub(super) struct Word {
    bytes: [u8; Self::CAPACITY],
    /// Of the whole word, which can be longer than what is kept.
    len: usize,
}

impl Word {
    const CAPACITY: usize = 32;

    pub(super) fn clear(&mut self) {
        self.len = 0;
    }

    pub(super) fn push(&mut self, text: &[u8]) {
        let room = self.bytes.get_mut(self.len..).unwrap_or_default();
        for (kept, byte) in room.iter_mut().zip(text) {
            *kept = byte.to_ascii_lowercase();
        }
        self.len = self.len.saturating_add(text.len());
    }

    /// The word, or nothing where it is too long to be a keyword.
    pub(super) fn keyword(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}
