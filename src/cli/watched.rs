//! Tells a running tray how a job of the command line goes.
//!
//! Invariant: the job neither waits for the tray nor fails with it. What the tray does not take is
//! lost.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::Duration;

use sauvegarde::backup::BackupReport;
use sauvegarde::folder::cloud;
use sauvegarde::platform::local_path;
use sauvegarde::report::error::{NotRestored, Warning};
use sauvegarde::report::format;
use sauvegarde::report::progress::{Monitor, Progress};
use sauvegarde::restore::RestoreReport;
use sauvegarde::{Error, Result};

use super::monitor::monitor;
use super::output::Output;
use crate::desktop::os::single_instance::{Client, Ended, Message};

/// What the tray shows of a job's end.
pub trait Shown {
    /// Nothing where nothing was done.
    fn ended(&self) -> Option<Ended>;
}

/// Runs `job`, watched in the way that the options ask for and by the tray.
pub fn watched<T: Shown>(
    output: &Output,
    job: impl FnOnce(&mut dyn Monitor) -> Result<T>,
) -> Result<T> {
    let mut monitor = TrayMonitor::new(monitor(output));
    let result = job(&mut monitor);
    let ended = match &result {
        Ok(report) => report.ended(),
        // Whoever does it tells.
        Err(Error::Busy { .. }) => None,
        Err(error) => Some(Ended::Failed {
            code: error.code().to_owned(),
            message: error.message(),
            advice: error.advice(),
        }),
    };
    if let Some(ended) = ended {
        monitor.ended(ended);
    }
    result
}

impl Shown for Option<BackupReport> {
    fn ended(&self) -> Option<Ended> {
        self.as_ref()?.ended()
    }
}

impl Shown for BackupReport {
    fn ended(&self) -> Option<Ended> {
        Some(Ended::BackedUp {
            path: self.path.clone(),
            file_bytes: self.manifest.file.bytes,
            folder: self.path.parent().map(cloud::display).unwrap_or_default(),
            incomplete: self.manifest.is_incomplete(),
            warnings: self.warnings.iter().map(Warning::message).collect(),
        })
    }
}

impl Shown for RestoreReport {
    fn ended(&self) -> Option<Ended> {
        let replaced = self.replaced.as_ref();
        let kept = replaced.and_then(|replaced| replaced.kept.as_ref());
        Some(Ended::Restored {
            database: self.database.clone(),
            counted: self.manifest.is_some(),
            kept_until: kept.map(|kept| format::date(kept.until)),
            safety_backup: replaced
                .map(|replaced| cloud::display(&replaced.safety_backup))
                .unwrap_or_default(),
            warnings: self.warnings.iter().map(Warning::message).collect(),
        })
    }
}

/// Says what was found in `path`.
pub fn tell_verified(path: &Path, problems: Vec<String>) {
    // As the tray writes it.
    let path = local_path::canonical(path).unwrap_or_else(|_| path.to_owned());
    let speaker = Speaker::new();
    let _ = speaker.messages.try_send(Message::Verified { path, problems });
    speaker.finish();
}

/// Updates that wait for a slow tray.
const WAITING: usize = 8;
/// For the last word, at the end of the job.
const PATIENCE: Duration = Duration::from_millis(300);

/// Passes a job's reports on, and to the tray.
struct TrayMonitor<'a> {
    inner: Box<dyn Monitor + 'a>,
    speaker: Speaker,
}

/// Speaks to the tray on a thread of its own.
struct Speaker {
    messages: SyncSender<Message>,
    /// Ends with that thread.
    spoken: Receiver<()>,
}

impl Speaker {
    fn new() -> Self {
        let (messages, queue) = mpsc::sync_channel(WAITING);
        let (speaking, spoken) = mpsc::channel();
        // Without the thread there is nobody to tell, as without a tray.
        let _ = thread::Builder::new().name("tray".to_owned()).spawn(move || {
            speak(&queue);
            drop(speaking);
        });
        Self { messages, spoken }
    }

    /// What was said goes out, or the tray is too slow for it.
    fn finish(self) {
        drop(self.messages);
        let _ = self.spoken.recv_timeout(PATIENCE);
    }
}

impl<'a> TrayMonitor<'a> {
    fn new(inner: Box<dyn Monitor + 'a>) -> Self {
        Self { inner, speaker: Speaker::new() }
    }

    /// The last word.
    fn ended(self, outcome: Ended) {
        let _ = self.speaker.messages.try_send(Message::Ended { outcome });
        self.speaker.finish();
    }
}

/// Until the job is over or the tray takes nothing more.
fn speak(queue: &Receiver<Message>) {
    let Some(mut client) = Client::connect() else { return };
    while let Ok(message) = queue.recv() {
        if !client.tell(&message) {
            return;
        }
    }
}

impl Monitor for TrayMonitor<'_> {
    fn progress(&mut self, progress: &Progress) {
        let _ = self.speaker.messages.try_send(Message::Progress { progress: progress.clone() });
        self.inner.progress(progress);
    }

    fn warning(&mut self, warning: &Warning) {
        self.inner.warning(warning);
    }

    fn accepts(&mut self, missing: &[NotRestored]) -> bool {
        self.inner.accepts(missing)
    }
}
