//! Paths as other programs and people write them.

use std::io;
use std::path::{Path, PathBuf};

#[cfg(unix)]
#[path = "local_path/unix.rs"]
mod platform;
#[cfg(windows)]
#[path = "local_path/windows.rs"]
mod platform;

#[cfg(windows)]
pub(crate) use platform::wide;

/// The one name of a file that is there: links followed, in the form that other programs
/// understand too.
///
/// # Errors
/// Those of the system.
pub fn canonical(path: &Path) -> io::Result<PathBuf> {
    platform::canonical(path)
}
