//! The operating system's most frequent answers in the user's language; it gives them in English.

use std::io::{self, ErrorKind};

use crate::report::i18n::tr;

/// What went wrong, for a sentence of ours.
#[must_use]
pub fn detail(error: &io::Error) -> String {
    known(error.kind()).unwrap_or_else(|| error.to_string())
}

/// Nothing for what is too rare to have words of its own here.
#[must_use]
pub fn known(kind: ErrorKind) -> Option<String> {
    Some(match kind {
        ErrorKind::NotFound => tr!("system-not-found"),
        ErrorKind::PermissionDenied => tr!("system-permission-denied"),
        ErrorKind::IsADirectory => tr!("system-is-a-folder"),
        ErrorKind::NotADirectory => tr!("system-not-a-folder"),
        ErrorKind::StorageFull => tr!("system-disk-full"),
        ErrorKind::ReadOnlyFilesystem => tr!("system-read-only"),
        ErrorKind::ConnectionRefused => tr!("system-connection-refused"),
        ErrorKind::ConnectionReset => tr!("system-connection-reset"),
        ErrorKind::HostUnreachable => tr!("system-host-unreachable"),
        ErrorKind::NetworkUnreachable => tr!("system-network-unreachable"),
        ErrorKind::TimedOut => tr!("system-timed-out"),
        _ => return None,
    })
}
