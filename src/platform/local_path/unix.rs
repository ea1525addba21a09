//! A path has one form on Unix.

use std::io;
use std::path::{Path, PathBuf};

pub fn canonical(path: &Path) -> io::Result<PathBuf> {
    std::fs::canonicalize(path)
}
