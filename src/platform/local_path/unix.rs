//! A path has one form on Unix.

use std::io;
use std::path::{Path, PathBuf};

pub fn canonical(path: &Path) -> io::Result<PathBuf> {
    std::fs::canonicalize(path)
}

/// For people.
#[must_use]
pub fn shown(path: &Path) -> String {
    path.display().to_string()
}
