//! What a server has against a statement, and how a restore tells it.

use crate::dump::statement::shown;
use crate::report::error::{Error, ServerObject};
use crate::report::i18n::tr;

/// An answer that speaks of the statement, not of the server or its machine.
#[derive(Clone, Debug, Default)]
pub struct Refusal {
    pub sqlstate: String,
    pub detail: String,
    pub object: Option<Box<ServerObject>>,
}

/// Gives every other error back.
pub fn refused(error: Error) -> std::result::Result<Refusal, Error> {
    match error {
        Error::ServerAnswer { sqlstate, detail, object } if speaks_of_the_statement(&sqlstate) => {
            Ok(Refusal { sqlstate, detail, object })
        }
        Error::Forbidden { detail } => {
            Ok(Refusal { sqlstate: "42501".to_owned(), detail, object: None })
        }
        other => Err(other),
    }
}

/// Not resources, an operator, the system, a lost transaction, or a deadlock. 58P01 is a library
/// that is not installed.
fn speaks_of_the_statement(sqlstate: &str) -> bool {
    let class = sqlstate.get(..2).unwrap_or_default();
    sqlstate == "58P01"
        || !matches!(class, "" | "08" | "25" | "40" | "53" | "57" | "58")
            && !matches!(sqlstate, "XX001" | "XX002" | "55P03")
}

/// An object is not there, or is not found: of whatever kind.
pub fn misses_something(sqlstate: &str) -> bool {
    matches!(sqlstate, "42883" | "42P01" | "42704" | "3F000" | "42703" | "42P02" | "26000")
}

impl Refusal {
    /// As [`misses_something`].
    pub fn misses_something(&self) -> bool {
        misses_something(&self.sqlstate)
    }

    /// No other rows, no path and no missing constraint make such data readable.
    pub fn speaks_of_the_data(&self) -> bool {
        matches!(self.sqlstate.as_str(), "22P02" | "22P03" | "22P04" | "22021" | "22P05")
    }

    pub fn failed(self, line: u64, statement: &str) -> Error {
        Error::RestoreFailed {
            line,
            statement: shown(statement.as_bytes()),
            sqlstate: self.sqlstate,
            detail: self.detail,
        }
    }
}

/// The same constraint for new rows only, where those that are there do not keep it.
pub fn not_valid(statement: &str, refusal: &Refusal) -> Option<String> {
    let checks = statement.contains(" CHECK (") && !refusal.misses_something();
    let breaks_it = refusal.sqlstate == "23503" || checks;
    let adds = statement.contains("ADD CONSTRAINT ");
    let plain = statement.trim_end().strip_suffix(';').unwrap_or(statement);
    (breaks_it && adds && !plain.ends_with(" NOT VALID")).then(|| format!("{plain} NOT VALID"))
}

pub fn not_text(line: u64, statement: &[u8]) -> Error {
    Error::RestoreFailed {
        line,
        statement: shown(statement),
        sqlstate: String::new(),
        detail: tr!("restore-not-text"),
    }
}

/// An error of a statement with its line.
pub fn failed(error: Error, line: u64, statement: &[u8]) -> Error {
    let (sqlstate, detail) = match error {
        Error::ServerAnswer { sqlstate, detail, .. } => (sqlstate, detail),
        Error::Forbidden { detail } => ("42501".to_owned(), detail),
        other => return other,
    };
    Error::RestoreFailed { line, statement: shown(statement), sqlstate, detail }
}
