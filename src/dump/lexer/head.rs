//! Recognises, token by token, the few statements that change how what follows them is read.
//!
//! These are `COPY … FROM stdin`, after which data come; `SET standard_conforming_strings`, after
//! which plain quotes mean something else; and `CREATE FUNCTION … BEGIN ATOMIC`, whose body holds
//! semicolons. `SET LOCAL` counts as `SET`: a dump sets it once, outside of any transaction.
//!
//! A `COPY` is told by its words outside parentheses alone, as psql tells it since 15.19 and 18.6:
//! what a server refuses with `COPY` as its first word (`+ COPY t FROM stdin`) has data behind it
//! too, and data must never be read as SQL. Older psql runs them. No statement that a server takes
//! is told differently; psql only looks at the first eight words.

/// How far the current statement looks like one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Head {
    #[default]
    Start,
    /// Begins with something other than a word; no server takes it, but `COPY` may come.
    StrayStart,
    Ordinary,
    Copy,
    CopyFrom,
    CopyFromStdin,
    Set,
    SetStrings,
    SetStringsTo,
    SetStringsDone {
        standard: bool,
    },
    Create,
    CreateOr,
    CreateOrReplace,
    Routine,
    RoutineBegin,
    /// In a routine's body, where a statement of the body or its `END` may start.
    BodyStatementStart,
    BodyStatement,
}

impl Head {
    #[expect(clippy::match_same_arms, reason = "the arms stand by statement")]
    /// A word in lower case, empty if it is too long to matter.
    pub(super) fn word(&mut self, word: &[u8], in_parens: bool) {
        *self = match (*self, word) {
            (Self::StrayStart | Self::CopyFrom, _) if in_parens => *self,

            (Self::Start | Self::StrayStart, b"copy") => Self::Copy,
            (Self::Start, b"set") => Self::Set,
            (Self::Start, b"create") => Self::Create,

            // The first FROM decides: a later one can be part of a WHERE clause.
            (Self::Copy, b"from") if !in_parens => Self::CopyFrom,
            (Self::Copy, _) => Self::Copy,
            // The grammar takes either name for either direction.
            (Self::CopyFrom, b"stdin" | b"stdout") => Self::CopyFromStdin,

            (Self::Set, b"session" | b"local") => Self::Set,
            (Self::Set, b"standard_conforming_strings") => Self::SetStrings,
            (Self::SetStrings, b"to") => Self::SetStringsTo,
            (Self::SetStringsTo, value) => setting(value),

            (Self::Create, b"or") => Self::CreateOr,
            (Self::CreateOr, b"replace") => Self::CreateOrReplace,
            (Self::Create | Self::CreateOrReplace, b"function" | b"procedure") => Self::Routine,
            (Self::Routine | Self::RoutineBegin, b"begin") if !in_parens => Self::RoutineBegin,
            (Self::RoutineBegin, b"atomic") if !in_parens => Self::BodyStatementStart,
            (Self::Routine | Self::RoutineBegin, _) => Self::Routine,
            (Self::BodyStatementStart, b"end") if !in_parens => Self::Ordinary,
            (Self::BodyStatementStart | Self::BodyStatement, _) => Self::BodyStatement,

            (Self::CopyFromStdin, _) => Self::CopyFromStdin,
            _ => Self::Ordinary,
        };
    }

    #[expect(clippy::match_same_arms, reason = "the arms stand by statement")]
    /// A token that is neither a word nor a literal, or a part of it.
    pub(super) fn symbol(&mut self, byte: u8) {
        *self = match (*self, byte) {
            (Self::SetStrings, b'=') => Self::SetStringsTo,
            (Self::SetStringsTo, b'0' | b'1') => Self::SetStringsDone { standard: byte == b'1' },
            (Self::Start, _) => Self::StrayStart,
            (Self::Set | Self::SetStrings, _) => Self::Ordinary,
            (Self::SetStringsTo | Self::SetStringsDone { .. }, _) => Self::Ordinary,
            (Self::RoutineBegin, _) => Self::Routine,
            (Self::BodyStatementStart, _) => Self::BodyStatement,
            (same, _) => same,
        };
    }

    /// The start of a literal. Only one that [`wants_literal`](Self::wants_literal) is then given
    /// to [`word`](Self::word).
    pub(super) fn literal(&mut self) {
        if !self.wants_literal() {
            self.symbol(b'\'');
        }
    }

    pub(super) fn wants_literal(self) -> bool {
        self == Self::SetStringsTo
    }

    /// Whether COPY data follow the statement, which is complete.
    pub(super) fn reads_stdin(self) -> bool {
        self == Self::CopyFromStdin
    }

    /// What the complete statement sets `standard_conforming_strings` to, if it does.
    pub(super) fn standard_strings(self) -> Option<bool> {
        match self {
            Self::SetStringsDone { standard } => Some(standard),
            _ => None,
        }
    }

    /// A semicolon outside parentheses: whether it ends the statement.
    pub(super) fn semicolon(&mut self) -> bool {
        if matches!(self, Self::BodyStatement | Self::BodyStatementStart) {
            *self = Self::BodyStatementStart;
            return false;
        }
        true
    }
}

/// PostgreSQL takes every unambiguous beginning of these words.
fn setting(value: &[u8]) -> Head {
    let begins = |word: &[u8], shortest: usize| value.len() >= shortest && word.starts_with(value);
    if begins(b"true", 1) || begins(b"yes", 1) || value == b"on" || value == b"1" {
        Head::SetStringsDone { standard: true }
    } else if begins(b"false", 1) || begins(b"no", 1) || begins(b"off", 2) || value == b"0" {
        Head::SetStringsDone { standard: false }
    } else if value == b"default" {
        Head::SetStringsDone { standard: true }
    } else {
        Head::Ordinary
    }
}
