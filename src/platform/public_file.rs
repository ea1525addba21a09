//! A file that programs of other users read.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

#[cfg_attr(unix, path = "public_file/unix.rs")]
#[cfg_attr(not(unix), path = "public_file/others.rs")]
mod platform;

/// Replaces `path` with `bytes` by way of a file beside it, so that whoever reads sees the old
/// content or the new one. Not durable: for what a machine that loses power may forget.
///
/// # Errors
/// Those of the system; `path` is then as before.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    stage(path, bytes, |staged| fs::rename(staged, path))
}

/// Whether [`replace`] would work, as far as that can be tried without touching `path`.
///
/// # Errors
/// Those of the system.
pub fn could_replace(path: &Path) -> io::Result<()> {
    stage(path, b"", |staged| fs::remove_file(staged))
}

/// The staged file's name ends in a way that the readers of a folder pass over.
fn stage(path: &Path, bytes: &[u8], then: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let mut staged = path.as_os_str().to_owned();
    staged.push(format!(".{}.new", std::process::id()));
    let staged = Path::new(&staged);
    let _ = fs::remove_file(staged);
    let write = || {
        // Never through a link that somebody else has put there.
        let mut file = OpenOptions::new().write(true).create_new(true).open(staged)?;
        platform::open_to_all(&file)?;
        file.write_all(bytes)
    };
    write().and_then(|()| then(staged)).inspect_err(|_| {
        let _ = fs::remove_file(staged);
    })
}
