//! A file that is not there until it is whole.
//!
//! Invariant: [`PartialFile::publish`] renames and never over another file; dropping one that was
//! not published deletes it.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

#[cfg(unix)]
#[path = "partial_file/unix.rs"]
mod platform;
#[cfg(windows)]
#[path = "partial_file/windows.rs"]
mod platform;

pub use platform::{is_held, sync_folder};

/// While a cloud client or an antivirus holds the file: eight tries, 12.75 s in all.
const RETRIES: u32 = 8;
const FIRST_WAIT: Duration = Duration::from_millis(50);

/// Written to, then published or gone.
#[derive(Debug)]
pub struct PartialFile {
    file: File,
    path: PathBuf,
    kept: bool,
}

impl PartialFile {
    /// Creates `path`, for its owner only where the file system knows owners; it must not be
    /// there yet.
    ///
    /// # Errors
    /// Those of the system.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        let file = platform::create_for_owner(&mut options, path)?;
        Ok(Self { file, path: path.to_owned(), kept: false })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The same open file, for another thread.
    ///
    /// # Errors
    /// Those of the system.
    pub fn try_clone(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Everything on the disk.
    ///
    /// # Errors
    /// Those of the system, a full disk among them.
    pub fn sync(&mut self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Leaves the file where it is: it is whole, and a later start may publish it.
    pub fn keep(mut self) {
        self.kept = true;
    }

    /// Gives the file its final name, durably.
    ///
    /// # Errors
    /// `AlreadyExists` if the name is taken; others after the retries. The file is then still
    /// under its old name and in the caller's hands.
    pub fn publish(self, to: &Path) -> std::result::Result<(), (Self, io::Error)> {
        match rename_patiently(&self.path, to) {
            Ok(()) => {
                self.keep();
                Ok(())
            }
            Err(error) => Err((self, error)),
        }
    }
}

impl Write for PartialFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Renames without overwriting and makes it durable, with retries while another program holds
/// the file.
///
/// # Errors
/// `AlreadyExists`, or what the last try met.
pub fn rename_patiently(from: &Path, to: &Path) -> io::Result<()> {
    patiently(|| platform::rename_new(from, to))?;
    sync_folder(folder_of(to))
}

/// Opens for reading, with retries while another program keeps the file to itself.
///
/// # Errors
/// What the last try met.
pub fn open_patiently(path: &Path) -> io::Result<File> {
    patiently(|| File::open(path))
}

/// # Errors
/// What the last try met.
pub fn remove_patiently(path: &Path) -> io::Result<()> {
    patiently(|| std::fs::remove_file(path))
}

/// Replaces `to` with `bytes`, by way of `staged`, so that either the old or the new content is
/// there at any moment.
///
/// # Errors
/// Those of the system; `to` is then as before.
pub fn replace(to: &Path, staged: &Path, bytes: &[u8]) -> io::Result<()> {
    let _ = std::fs::remove_file(staged);
    let mut partial = PartialFile::create(staged)?;
    partial.write_all(bytes)?;
    partial.sync()?;
    patiently(|| std::fs::rename(staged, to))?;
    partial.keep();
    sync_folder(folder_of(to))
}

/// A bare name is in the current folder.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn patiently<T>(mut attempt: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    let mut wait = FIRST_WAIT;
    for _ in 1..RETRIES {
        match attempt() {
            Err(error) if platform::is_held(&error) => std::thread::sleep(wait),
            other => return other,
        }
        wait *= 2;
    }
    attempt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abandoned_file_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.partial");
        let mut partial = PartialFile::create(&path).unwrap();
        partial.write_all(b"half").unwrap();
        drop(partial);
        assert!(!path.exists());
    }

    #[test]
    fn a_taken_name_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("b");
        std::fs::write(&taken, "earlier").unwrap();
        let partial = PartialFile::create(&folder.path().join("b.partial")).unwrap();
        let (partial, error) = partial.publish(&taken).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&taken).unwrap(), b"earlier");
        partial.publish(&folder.path().join("c")).unwrap();
        assert!(folder.path().join("c").exists());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let partial = PartialFile::create(&folder.path().join("d")).unwrap();
        let mode = std::fs::metadata(partial.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
