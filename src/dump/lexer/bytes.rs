//! What a byte can begin, where no quote or comment is open.

/// The classes of PostgreSQL's lexer that make a difference to where statements end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Blank,
    /// ASCII letters, `_` and every byte from 0x80 on.
    Letter,
    Digit,
    Quote,
    DoubleQuote,
    Dollar,
    Dash,
    Slash,
    OpenParen,
    CloseParen,
    Semicolon,
    Backslash,
    /// Every other byte is a token, or a part of one, that means nothing here.
    Symbol,
}

#[expect(clippy::cast_possible_truncation, reason = "a constant loop over all bytes")]
const CLASSES: [Class; 256] = {
    let mut classes = [Class::Symbol; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C => Class::Blank,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80..=0xFF => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'\'' => Class::Quote,
            b'"' => Class::DoubleQuote,
            b'$' => Class::Dollar,
            b'-' => Class::Dash,
            b'/' => Class::Slash,
            b'(' => Class::OpenParen,
            b')' => Class::CloseParen,
            b';' => Class::Semicolon,
            b'\\' => Class::Backslash,
            _ => Class::Symbol,
        };
        byte += 1;
    }
    classes
};

pub(super) fn class(byte: u8) -> Class {
    CLASSES[usize::from(byte)]
}

/// Whether an identifier goes on with this byte. A dollar quote's tag is the same but for the `$`.
pub(super) fn continues_identifier(byte: u8) -> bool {
    matches!(class(byte), Class::Letter | Class::Digit | Class::Dollar)
}

pub(super) fn continues_tag(byte: u8) -> bool {
    matches!(class(byte), Class::Letter | Class::Digit)
}
