//! The user's name and the password file's privacy on Windows.

use std::fs::Metadata;

/// `USERNAME` says it.
#[must_use]
pub fn user() -> Option<String> {
    None
}

/// The file is in the user's own folder, which others may not read.
#[must_use]
pub fn is_private(_: &Metadata) -> bool {
    true
}
