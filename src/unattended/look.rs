//! One profile as its folder shows it: the newest good backup, and those from the future. No server
//! is asked.

use std::path::PathBuf;

use jiff::{Timestamp, Zoned};

use super::standing::{Age, FUTURE, Standing};
use crate::backup::BackupReport;
use crate::config::profile::{AD_HOC, Profile};
use crate::folder::catalog::{self, Entry, State};
use crate::folder::manifest::Manifest;
use crate::folder::target::Target;
use crate::report::error::{Result, Warning};

/// What a look at a profile's folder found.
#[derive(Clone, Debug)]
pub struct Look {
    pub database: String,
    pub target: Target,
    /// The newest good backup.
    pub last_good: Option<(PathBuf, Manifest)>,
    /// The newest good backup that a restore has proved.
    pub proved: Option<Timestamp>,
    pub standing: Standing,
    /// Of backups that say they are from the future.
    pub warnings: Vec<Warning>,
}

impl Look {
    /// Asks the folder and nothing else, at the time `now`.
    ///
    /// # Errors
    /// No address, or no folder.
    pub fn at(profile: &Profile, now: &Zoned) -> Result<Self> {
        let database = profile.place()?.database;
        let target = Target::open(profile.dir.as_deref())?;
        let mut from_future = Vec::new();
        let latest = now.timestamp().checked_add(FUTURE).unwrap_or(Timestamp::MAX);
        let good = catalog::newest(&target, 1, |entry| {
            let (path, manifest) = good(entry, &database, &profile.name)?;
            if manifest.created_at > latest {
                from_future.push((manifest.file.name, manifest.created_at));
                return None;
            }
            Some((path, manifest))
        })?;
        let last_good = good.into_iter().next();
        let schedule = profile.schedule.as_ref();
        let last = last_good.as_ref().map(|(_, manifest)| manifest.created_at);
        let warning = |(name, at)| Warning::FromTheFuture { name, at };
        let proved = last_good.as_ref().and_then(|(_, manifest)| manifest.last_drill());
        Ok(Self {
            proved: proved.map(|drill| drill.at),
            standing: Standing::new(schedule, last, now),
            warnings: from_future.into_iter().take(1).map(warning).collect(),
            database,
            target,
            last_good,
        })
    }
}

impl Look {
    /// Takes the backup that was just made for the newest.
    pub fn made(&mut self, report: &BackupReport) {
        if report.manifest.is_incomplete() {
            return;
        }
        let at = report.manifest.created_at;
        self.standing.last_good = Some(at);
        self.standing.is_due = self.standing.slot.is_some_and(|slot| at < slot);
        self.standing.age = Age::Fresh;
        self.proved = None;
        self.last_good = Some((report.path.clone(), report.manifest.clone()));
    }
}

/// A whole backup of `database` that no drill has disproved. That of another profile may be of another
/// server, whose database has the same name.
fn good(entry: Entry, database: &str, profile: &str) -> Option<(PathBuf, Manifest)> {
    if !matches!(entry.state, State::Complete | State::InCloud) {
        return None;
    }
    let is_ours = |it: &Manifest| it.profile == profile || it.profile == AD_HOC;
    let is_good = |it: &Manifest| it.database == database && is_ours(it) && !it.is_incomplete();
    let manifest = entry.manifest.filter(is_good)?;
    Some((entry.path, manifest))
}

/// Whether `target` holds a good backup of the profile's `database` that was made at or after `slot`.
#[must_use]
pub fn is_satisfied(
    target: &Target,
    database: &str,
    profile: &str,
    slot: Timestamp,
    now: Timestamp,
) -> bool {
    let latest = now.checked_add(FUTURE).unwrap_or(Timestamp::MAX);
    let found = catalog::newest(target, 1, |entry| {
        let (_, manifest) = good(entry, database, profile)?;
        (manifest.created_at <= latest).then_some(manifest.created_at)
    });
    found.is_ok_and(|found| found.first().is_some_and(|made| *made >= slot))
}
