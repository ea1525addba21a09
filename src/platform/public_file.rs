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
    // A device or a folder is not to be replaced by a file.
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("metrics.prom");
        replace(&path, b"a").unwrap();
        replace(&path, b"b").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"b");
        let inside = folder.path().join("folder");
        fs::create_dir(&inside).unwrap();
        assert!(could_replace(&inside).is_err() && replace(&inside, b"c").is_err());
        #[cfg(unix)]
        {
            let device = folder.path().join("device");
            std::os::unix::fs::symlink("/dev/null", &device).unwrap();
            assert!(could_replace(&device).is_err() && replace(&device, b"c").is_err());
        }
    }
}
