use std::error::Error;
use std::fmt;

/// Why the lexer could not go on, with the 1-based line in the dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LexError {
    /// Something other than blanks and comments follows `COPY … FROM stdin;` on its line, so that
    /// it is not clear where the data begin.
    TextAfterCopyHeader { line: u64 },
    /// A dollar quote's tag is longer than any program writes.
    DollarTagTooLong { line: u64 },
    /// The dump ends inside something; the line is where the statement or comment around it began.
    Unterminated { construct: Construct, line: u64 },
}

/// What a dump can end inside of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Construct {
    Statement,
    Literal,
    QuotedIdentifier,
    DollarQuote,
    BlockComment,
    CopyData,
}

impl fmt::Display for LexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TextAfterCopyHeader { line } => {
                write!(f, "line {line}: text after a COPY statement, where its data must begin")
            }
            Self::DollarTagTooLong { line } => {
                write!(f, "line {line}: the tag of a dollar quote is too long")
            }
            Self::Unterminated { construct, line } => {
                write!(f, "the dump ends inside {construct} that began on line {line}")
            }
        }
    }
}

impl Error for LexError {}

impl fmt::Display for Construct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Statement => "a statement",
            Self::Literal => "a literal of a statement",
            Self::QuotedIdentifier => "a quoted identifier of a statement",
            Self::DollarQuote => "a dollar-quoted text of a statement",
            Self::BlockComment => "a comment or a statement with a comment",
            Self::CopyData => "the data of a COPY statement",
        })
    }
}
