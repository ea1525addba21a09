//! One backup of a database into a folder at a time, whoever starts it, and what the running or the
//! last one says of itself to other processes: in a small file that is replaced at most twice a
//! second.
//!
//! Invariants: the lock is the operating system's and ends with the process, that its file is there
//! says nothing; "running" is true only while the lock is held, a file that says so without the lock
//! is an interrupted run's.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::manifest::Manifest;
use super::target::Target;
use crate::dump::written::hex;
use crate::platform::{clock, paths, private};
use crate::report::error::{Error, IoAction, Result, Warning};
use crate::report::progress::{Monitor, Progress};

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
        Self(hex(&hash.finalize()[..8]))
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

/// The state of one job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RunStatus {
    /// `since` is a moment before the backup's `created_at`.
    Running {
        pid: u32,
        since: Option<Timestamp>,
        progress: Option<Progress>,
    },
    Completed {
        at: Timestamp,
        file: PathBuf,
        file_bytes: u64,
        /// The tables whose rows are missing from it.
        #[serde(default)]
        incomplete: Vec<String>,
    },
    Failed {
        at: Timestamp,
        code: String,
        message: String,
        advice: String,
    },
}

impl RunStatus {
    /// Nothing if no backup of this key ever ran here. `last` is the backup that was made last:
    /// a run may be killed between publishing it and saying so.
    #[must_use]
    pub fn read(key: &JobKey, last: Option<&(PathBuf, Manifest)>) -> Option<Self> {
        let text = std::fs::read(key.path("json")).ok();
        let status = text.and_then(|text| serde_json::from_slice(&text).ok());
        match (JobLock::is_held(key), status) {
            (true, Some(running @ Self::Running { .. })) => Some(running),
            // The lock is taken and the file is still the former run's.
            (true, _) => Some(Self::Running { pid: 0, since: None, progress: None }),
            (false, Some(Self::Running { since, .. })) => Some(match (last, since) {
                (Some((file, manifest)), Some(since)) if manifest.created_at >= since => {
                    Self::completed(file.clone(), manifest)
                }
                _ => Self::interrupted(),
            }),
            (false, status) => status,
        }
    }

    fn completed(file: PathBuf, manifest: &Manifest) -> Self {
        let at = manifest.last_verification().map_or(manifest.created_at, |last| last.at);
        Self::completed_at(at, file, manifest)
    }

    fn completed_at(at: Timestamp, file: PathBuf, manifest: &Manifest) -> Self {
        let (file_bytes, incomplete) = (manifest.file.bytes, manifest.tables_missing());
        Self::Completed { at, file, file_bytes, incomplete }
    }

    fn interrupted() -> Self {
        Self::failed(&Error::Interrupted)
    }

    fn failed(error: &Error) -> Self {
        Self::Failed {
            at: clock::now(),
            code: error.code().to_owned(),
            message: error.message(),
            advice: error.advice(),
        }
    }
}

/// One backup that runs here: holds the lock, passes the job's reports on and keeps the file up to
/// date. Losing the file loses no backup, so its errors are not the job's.
pub struct Run<'a> {
    _lock: JobLock,
    key: JobKey,
    since: Timestamp,
    inner: &'a mut dyn Monitor,
}

impl<'a> Run<'a> {
    /// `lock` is that of `key`.
    pub fn begin(lock: JobLock, key: JobKey, inner: &'a mut dyn Monitor) -> Self {
        let run = Self { _lock: lock, key, since: clock::now(), inner };
        run.write(&run.running(None));
        run
    }

    fn running(&self, progress: Option<Progress>) -> RunStatus {
        RunStatus::Running { pid: std::process::id(), since: Some(self.since), progress }
    }

    pub fn completed(self, file: PathBuf, manifest: &Manifest) {
        self.write(&RunStatus::completed_at(clock::now(), file, manifest));
    }

    pub fn failed(self, error: &Error) {
        self.write(&RunStatus::failed(error));
    }

    fn write(&self, status: &RunStatus) {
        if let Ok(text) = serde_json::to_vec(status) {
            let _ = private::replace(&self.key.path("json"), &text);
        }
    }
}

impl Monitor for Run<'_> {
    fn progress(&mut self, progress: &Progress) {
        self.write(&self.running(Some(progress.clone())));
        self.inner.progress(progress);
    }

    fn warning(&mut self, warning: &Warning) {
        self.inner.warning(warning);
    }
}

fn open(path: &Path) -> Result<File> {
    if let Some(folder) = path.parent() {
        private::create_folder(folder).map_err(|source| failed(folder, source))?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    private::open(&mut options, path).map_err(|source| failed(path, source))
}

fn failed(path: &Path, source: std::io::Error) -> Error {
    Error::Io { action: IoAction::Lock, path: path.to_owned(), source }
}
