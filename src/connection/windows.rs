//! The user's name and the password file's privacy on Windows.

use std::path::Path;

/// `USERNAME` says it.
pub fn user() -> Option<String> {
    None
}

/// The file is in the user's own folder, which others may not read.
pub fn is_private(path: &Path) -> bool {
    path.is_file()
}
