//! One backup of a database into a folder at a time, whoever starts it.
//!
//! Invariant: the lock is the operating system's and ends with the process. That the file is
//! there says nothing.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::folder::target::Target;
use crate::platform::paths;
use crate::report::error::{Error, IoAction, Result};

/// `status` looks at the lock for a moment; a backup that starts just then waits this long.
const PATIENCE: Duration = Duration::from_millis(300);

/// What is locked: one database in one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobKey(String);

impl JobKey {
    #[must_use]
    pub fn new(target: &Target, database: &str) -> Self {
        use sha2::{Digest as _, Sha256};
        let mut hash = Sha256::new();
        hash.update(target.folder().as_os_str().as_encoded_bytes());
        hash.update([0]);
        hash.update(database);
        Self(crate::folder::manifest::hex(&hash.finalize()[..8]))
    }

    /// `<state>/run/<key>.<ending>`
    #[must_use]
    pub fn path(&self, ending: &str) -> PathBuf {
        paths::state_folder().join("run").join(format!("{}.{ending}", self.0))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Held until dropped.
#[derive(Debug)]
pub struct JobLock(#[expect(dead_code, reason = "held, not used")] File);

impl JobLock {
    /// # Errors
    /// [`Error::Busy`] if another process has it.
    pub fn acquire(key: &JobKey, database: &str) -> Result<Self> {
        let path = key.path("lock");
        let file = open(&path)?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::Busy { database: database.to_owned() });
                }
                Err(TryLockError::Error(source)) => return Err(failed(&path, source)),
            }
        }
    }

    /// Whether a process has it at this moment.
    #[must_use]
    pub fn is_held(key: &JobKey) -> bool {
        let path = key.path("lock");
        path.exists()
            && open(&path)
                .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }
}

fn open(path: &Path) -> Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path).map_err(|source| failed(path, source))
}

fn failed(path: &Path, source: std::io::Error) -> Error {
    Error::Io { action: IoAction::Lock, path: path.to_owned(), source }
}
