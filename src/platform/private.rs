//! Our own files and folders, for their owner only: what a server says, and goes into the log or the
//! state of a run, may hold a row.
//!
//! On Windows they are below the user's own folder, which others cannot read.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

#[cfg_attr(unix, path = "private/unix.rs")]
#[cfg_attr(not(unix), path = "private/others.rs")]
mod platform;

/// Creates `folder`, and what is missing above it. One that is there, made by an earlier version,
/// is closed to others.
///
/// # Errors
/// Those of the system.
pub fn create_folder(folder: &Path) -> io::Result<()> {
    platform::create_folder(folder)
}

/// Opens `path`; a new file, and one of an earlier version, is closed to others.
///
/// # Errors
/// Those of the system.
pub fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    platform::open(options, path)
}

/// Replaces `path` with `bytes` by way of a file beside it. Not durable: for what a machine that
/// loses power may forget.
///
/// # Errors
/// Those of the system; `path` is then as before.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::io::Write as _;

    let mut staged = path.as_os_str().to_owned();
    staged.push(".new");
    let staged = Path::new(&staged);
    let mut options = OpenOptions::new();
    open(options.create(true).write(true).truncate(true), staged)?.write_all(bytes)?;
    std::fs::rename(staged, path)
}
