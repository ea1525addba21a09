//! The alarm that is open: what the newest backups show, and nobody has said to be right.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::Value;

use crate::folder::catalog;
use crate::folder::check;
use crate::folder::lineage::Lineage;
use crate::folder::manifest::{self, Alarm, Manifest};
use crate::folder::target::Target;
use crate::platform::clock;
use crate::report::error::Result;

/// What is suspicious about the newest backups of a database.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenAlarm {
    /// When the first backup was made that shows it without a good one since.
    pub since: Timestamp,
    /// The newest backup, and its alarms.
    pub path: PathBuf,
    pub alarms: Vec<Alarm>,
}

impl OpenAlarm {
    /// Begins each [`key`](Self::key).
    pub const KEY: &str = "alarm ";

    /// The same as long as it is the same event, whatever the numbers are by now.
    #[must_use]
    pub fn key(&self) -> String {
        let table = |alarm: &Alarm| alarm.table.clone().unwrap_or_default();
        let freezing = self.alarms.iter().filter(|alarm| alarm.freezes());
        let mut names: Vec<String> =
            freezing.map(|alarm| format!("{:?} {}", alarm.kind, table(alarm))).collect();
        names.sort_unstable();
        format!("{}{}", Self::KEY, names.join(", "))
    }
}

/// An event is no longer than so many backups.
const LONGEST: usize = 40;
/// Among so many the newest of the profile is looked for.
const MOST_READ: usize = 200;

/// The open alarm of these backups, if there is one.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io) if the folder cannot be listed.
pub fn open(target: &Target, lineage: &Lineage) -> Result<Option<OpenAlarm>> {
    let run = suspicious(target, lineage)?;
    let since = run.last().map(|(_, manifest)| manifest.created_at);
    Ok(run.into_iter().next().zip(since).map(|((path, manifest), since)| OpenAlarm {
        since,
        path,
        alarms: manifest.alarms,
    }))
}

/// The newest backups as far as they are suspicious, newest first.
fn suspicious(target: &Target, lineage: &Lineage) -> Result<Vec<(PathBuf, Manifest)>> {
    let newest = |count| {
        catalog::newest_among(target, count, MOST_READ, |entry| {
            let manifest = lineage.ordinary(&entry)?.clone();
            Some((entry.path, manifest))
        })
    };
    let mut found = newest(1)?;
    if found.first().is_some_and(|(_, manifest)| manifest.is_suspicious()) {
        found = newest(LONGEST)?;
    }
    let first_sound = found.iter().position(|(_, manifest)| !manifest.is_suspicious());
    found.truncate(first_sound.unwrap_or(found.len()));
    Ok(found)
}

/// Says that what a backup shows is right: later ones are compared with it. Those before it that
/// show the same are right then too. Gives its alarms; none if it had none, or was accepted before.
///
/// # Errors
/// [`Error::Damaged`](crate::Error::Damaged) for a manifest that is not intact, or those of the folder.
pub fn accept(path: &Path) -> Result<Vec<Alarm>> {
    let manifest_path = manifest::path_beside(path);
    let intact = manifest_path.exists().then(|| manifest::read(&manifest_path)).transpose()?;
    let Some(manifest) = intact.and_then(std::result::Result::ok) else {
        // Which says why it is none.
        return note(path).map(|()| Vec::new());
    };
    if !manifest.is_suspicious() {
        return Ok(Vec::new());
    }
    let lineage = Lineage::new(manifest.database.clone(), &manifest.profile);
    let run = match path.parent() {
        Some(folder) => suspicious(&Target::open(Some(folder))?, &lineage)?,
        None => Vec::new(),
    };
    note(path)?;
    for (earlier, it) in run {
        if it.created_at < manifest.created_at {
            // Its own alarm alone stays open then, and freezes nothing.
            let _ = note(&earlier);
        }
    }
    Ok(manifest.alarms)
}

fn note(path: &Path) -> Result<()> {
    let now = Value::String(clock::now().to_string());
    check::amend(path, |text| manifest::with_field(text, "accepted_at", Some(now)))
}
