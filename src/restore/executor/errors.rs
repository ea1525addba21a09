//! Which errors of a statement a restore goes on after, and how it tells the others.

use super::super::inspect::shown;
use super::super::statement::Kind;
use crate::error::Error;
use crate::tr;

/// Whether there is an error that leaves such a statement out.
pub fn may_fail(kind: Kind) -> bool {
    matches!(kind, Kind::Setting | Kind::Owner | Kind::Privilege | Kind::Privileged)
}

/// Errors that leave a statement out instead of ending the restore.
pub fn tolerable(kind: Kind, sqlstate: &str) -> bool {
    match kind {
        // 42704: no such setting, or no such role; with a manifest the roles were made before.
        Kind::Setting | Kind::Owner | Kind::Privilege => sqlstate == "42704",
        _ => false,
    }
}

pub fn not_text(line: u64, statement: &[u8]) -> Error {
    Error::RestoreFailed {
        line,
        statement: shown(statement),
        sqlstate: String::new(),
        detail: tr!("restore-not-text"),
    }
}

pub fn failed(error: Error, line: u64, statement: &[u8]) -> Error {
    let (sqlstate, detail) = match error {
        Error::ServerAnswer { sqlstate, detail } => (sqlstate, detail),
        Error::Forbidden { detail } => ("42501".to_owned(), detail),
        other => return other,
    };
    Error::RestoreFailed { line, statement: shown(statement), sqlstate, detail }
}
