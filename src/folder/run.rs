//! What the running or the last backup says of itself to other processes, in a small file that is
//! replaced at most twice a second.
//!
//! Invariant: "running" is true only while the lock is held; a file that says so without the lock
//! is an interrupted run's.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::folder::lock::{JobKey, JobLock};
use crate::folder::manifest::Manifest;
use crate::report::error::{Error, Warning};
use crate::report::progress::{Monitor, Progress};

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
            at: Timestamp::now(),
            code: error.code().to_owned(),
            message: error.message(),
            advice: error.advice(),
        }
    }
}

/// Passes a job's reports on and keeps the file up to date. Losing the file loses no backup, so
/// its errors are not the job's.
pub struct Recorder<'a> {
    key: JobKey,
    since: Timestamp,
    inner: &'a mut dyn Monitor,
}

impl<'a> Recorder<'a> {
    pub fn new(key: JobKey, inner: &'a mut dyn Monitor) -> Self {
        let recorder = Self { key, since: Timestamp::now(), inner };
        recorder.write(&recorder.running(None));
        recorder
    }

    fn running(&self, progress: Option<Progress>) -> RunStatus {
        RunStatus::Running { pid: std::process::id(), since: Some(self.since), progress }
    }

    pub fn completed(self, file: PathBuf, manifest: &Manifest) {
        self.write(&RunStatus::completed_at(Timestamp::now(), file, manifest));
    }

    pub fn failed(self, error: &Error) {
        self.write(&RunStatus::failed(error));
    }

    fn write(&self, status: &RunStatus) {
        let (path, staged) = (self.key.path("json"), self.key.path("json.new"));
        if let Ok(text) = serde_json::to_vec(status)
            && std::fs::write(&staged, text).is_ok()
        {
            let _ = std::fs::rename(&staged, &path);
        }
    }
}

impl Monitor for Recorder<'_> {
    fn progress(&mut self, progress: &Progress) {
        self.write(&self.running(Some(progress.clone())));
        self.inner.progress(progress);
    }

    fn warning(&mut self, warning: &Warning) {
        self.inner.warning(warning);
    }
}
