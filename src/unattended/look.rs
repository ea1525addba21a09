//! One profile as its folder shows it: the newest good backup, and those from the future. No server
//! is asked.

use std::path::PathBuf;

use jiff::{Timestamp, Zoned};

use super::standing::{Age, FUTURE, Standing};
use crate::alarms::open::{self, OpenAlarm};
use crate::backup::BackupReport;
use crate::config::profile::Profile;
use crate::folder::catalog;
use crate::folder::lineage::Lineage;
use crate::folder::manifest::Manifest;
use crate::folder::target::Target;
use crate::report::error::{Result, Warning};
use crate::verify::proof::Proof;

/// What a look at a profile's folder found.
#[derive(Clone, Debug)]
pub struct Look {
    pub database: String,
    pub target: Target,
    /// The newest good backup.
    pub last_good: Option<(PathBuf, Manifest)>,
    /// What is suspicious about the newest backups, until somebody says that it is right.
    pub alarm: Option<OpenAlarm>,
    /// What drills have said.
    pub proof: Proof,
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
        let lineage = Lineage::of(profile)?;
        let target = Target::open(profile.dir.as_deref())?;
        let mut from_future = Vec::new();
        let latest = now.timestamp().checked_add(FUTURE).unwrap_or(Timestamp::MAX);
        let good = catalog::newest(&target, 1, |entry| {
            let manifest = lineage.good(&entry)?.clone();
            if manifest.created_at > latest {
                from_future.push((manifest.file.name, manifest.created_at));
                return None;
            }
            Some((entry.path, manifest))
        })?;
        let last_good = good.into_iter().next();
        let schedule = profile.schedule.as_ref();
        let last = last_good.as_ref().map(|(_, manifest)| manifest.created_at);
        let warning = |(name, at)| Warning::FromTheFuture { name, at };
        Ok(Self {
            alarm: open::open(&target, &lineage)?,
            proof: Proof::of(&target, &lineage)?,
            standing: Standing::new(schedule, last, now),
            warnings: from_future.into_iter().take(1).map(warning).collect(),
            database: lineage.database,
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
        self.alarm = report.manifest.is_suspicious().then(|| OpenAlarm {
            since: self.alarm.as_ref().map_or(at, |open| open.since),
            path: report.path.clone(),
            alarms: report.manifest.alarms.clone(),
        });
        self.last_good = Some((report.path.clone(), report.manifest.clone()));
    }
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
    let lineage = Lineage::new(database.to_owned(), profile);
    let found = catalog::newest(target, 1, |entry| {
        let manifest = lineage.good(&entry)?;
        (manifest.created_at <= latest).then_some(manifest.created_at)
    });
    found.is_ok_and(|found| found.first().is_some_and(|made| *made >= slot))
}
