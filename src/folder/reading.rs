//! A backup that is being read does not go meanwhile, whoever reads it: readers share a lock on its
//! dump, and who deletes it has that lock alone.
//!
//! Invariant: the lock hinders no reader. Where a file system has no locks, nobody is kept away.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::folder::cloud;

/// To delete one takes a moment; then there is nothing to read.
const PATIENCE: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Held while a backup, or its manifest with it, is read.
#[derive(Debug)]
pub struct Reading(#[expect(dead_code, reason = "held, not used")] Option<File>);

/// Held while a backup is deleted.
#[derive(Debug)]
pub struct Deleting(#[expect(dead_code, reason = "held, not used")] Option<File>);

impl Reading {
    /// Of the dump at `path`, which need not be there. It is not fetched from the cloud.
    #[must_use]
    pub fn begin(path: &Path) -> Self {
        let Some(file) = open(path) else { return Self(None) };
        let deadline = Instant::now() + PATIENCE;
        loop {
            match file.try_lock_shared() {
                Ok(()) => return Self(Some(file)),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    std::thread::sleep(LOOK_EVERY);
                }
                Err(_) => return Self(None),
            }
        }
    }
}

impl Deleting {
    /// Nothing while somebody reads it.
    #[must_use]
    pub fn begin(path: &Path) -> Option<Self> {
        let Some(file) = open(path) else { return Some(Self(None)) };
        match file.try_lock() {
            Ok(()) => Some(Self(Some(file))),
            Err(TryLockError::WouldBlock) => None,
            Err(TryLockError::Error(_)) => Some(Self(None)),
        }
    }
}

/// To open a pipe would wait for ever.
fn open(path: &Path) -> Option<File> {
    let is_here = path.is_file() && !cloud::is_elsewhere(path);
    is_here.then(|| File::open(path).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_that_somebody_reads_is_not_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sql.gz");
        std::fs::write(&path, "good").unwrap();
        let readers = [Reading::begin(&path), Reading::begin(&path)];
        assert!(Deleting::begin(&path).is_none());
        let [one, other] = readers;
        drop(one);
        assert!(Deleting::begin(&path).is_none());
        drop(other);
        let deleting = Deleting::begin(&path);
        assert!(deleting.is_some());
        assert!(Deleting::begin(&path).is_none());
    }

    #[test]
    fn what_is_not_there_is_nobodys() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sql.gz");
        let _reading = Reading::begin(&path);
        assert!(Deleting::begin(&path).is_some());
    }
}
