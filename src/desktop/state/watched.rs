//! One profile, as the tray knows it.

use jiff::{SignedDuration, Timestamp};
use sauvegarde::alarms::open::OpenAlarm;
use sauvegarde::config::profile::DEFAULT;
use sauvegarde::folder::manifest::Alarm;
use sauvegarde::unattended::standing::{Age, Standing};
use sauvegarde::verify::proof::Proof;

use crate::desktop::event::{BackedUp, Failure, Found, Known, Recent};

#[derive(Clone, Debug, Default)]
pub struct Watched {
    pub known: Known,
    /// Newest first, incomplete ones among them.
    pub recent: Vec<Recent>,
    pub standing: Option<Standing>,
    pub warnings: Vec<String>,
    /// Why nothing is known of its folder.
    pub trouble: Option<Failure>,
    /// Its last backup failed, and none was made since.
    pub failed: Option<(Timestamp, Failure)>,
    /// The user is to be reminded that the last one is old, unless that is mended first.
    pub owes_reminder: bool,
    /// Why a backup that is due is not made now.
    pub waits: Option<String>,
    /// What is suspicious about the newest backups, until somebody says that it is right.
    pub alarm: Option<OpenAlarm>,
    /// What drills have said.
    pub proof: Proof,
    /// What the user was told of the alarm, by this process or an earlier one.
    pub told: Option<ToldAlarm>,
    /// The user is to be told of the alarm, or again, as soon as nothing runs.
    pub owes_alarm: bool,
    /// And of the drill that failed.
    pub owes_drill: bool,
}

/// An alarm that the user knows of: one event, whichever backups show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldAlarm {
    pub alarms: Vec<Alarm>,
    /// By this process; long ago where another one did.
    pub at: Timestamp,
}

impl ToldAlarm {
    /// Whether these are nothing new, whatever their numbers are by now.
    pub fn covers(&self, alarms: &[Alarm]) -> bool {
        let is_told = |alarm: &Alarm| self.alarms.iter().any(|told| told.is_same_as(alarm));
        alarms.iter().filter(|alarm| alarm.freezes()).all(is_told)
    }
}

/// Who knows of it today is not told today; a day has an hour less when the clocks change.
const TOLD_TODAY: SignedDuration = SignedDuration::from_hours(23);

impl Watched {
    pub fn name(&self) -> &str {
        &self.known.name
    }

    /// For people: whoever has never named a profile knows its database.
    pub fn label(&self) -> &str {
        match (self.name(), &self.known.database) {
            (DEFAULT, Some(database)) => database,
            (name, _) => name,
        }
    }

    /// The newest complete backup: the one that "the latest" means.
    pub fn newest(&self) -> Option<&Recent> {
        self.recent.iter().find(|recent| recent.lacks.is_none())
    }

    pub fn age(&self) -> Age {
        self.standing.as_ref().map_or(Age::Fresh, |standing| standing.age)
    }

    /// Whether these alarms are an event that the user does not know of.
    pub fn is_news(&self, alarms: &[Alarm]) -> bool {
        !alarms.is_empty() && self.told.as_ref().is_none_or(|told| !told.covers(alarms))
    }

    /// Takes over what a backup shows that was just made.
    pub fn made(&mut self, made: &BackedUp, now: Timestamp) {
        self.alarm = (!made.alarms.is_empty()).then(|| OpenAlarm {
            since: self.alarm.as_ref().map_or(now, |open| open.since),
            path: made.path.clone(),
            alarms: made.alarms.clone(),
        });
    }

    /// The user is being told of the alarm that is open.
    pub fn tell(&mut self, now: Timestamp) {
        self.owes_alarm = false;
        self.told = self.alarm.as_ref().map(|open| {
            let alarms = open.alarms.clone();
            ToldAlarm { alarms, at: now }
        });
    }

    fn found_alarm(&mut self, alarm: Option<OpenAlarm>, remind: bool, now: Timestamp) {
        self.alarm = alarm;
        let Some(open) = &self.alarm else {
            (self.told, self.owes_alarm) = (None, false);
            return;
        };
        let owes = match &self.told {
            // Another process of ours may have told it before this one was started.
            None => remind,
            Some(told) => {
                !told.covers(&open.alarms) || remind && now.duration_since(told.at) >= TOLD_TODAY
            }
        };
        self.owes_alarm |= owes;
        if self.told.is_none() && !self.owes_alarm {
            let alarms = open.alarms.clone();
            self.told = Some(ToldAlarm { alarms, at: Timestamp::UNIX_EPOCH });
        }
    }

    /// Takes over what its folder holds.
    pub fn found(&mut self, found: Found, now: Timestamp) {
        // Nothing is known of a folder that cannot be read: what was wrong stays so.
        if found.standing.is_some() {
            self.found_alarm(found.alarm, found.remind.alarm, now);
            self.proof = found.proof;
            self.owes_drill |= found.remind.drill;
            self.owes_drill &= self.proof.failed.is_some();
        }
        self.recent = found.recent;
        self.standing = found.standing;
        self.warnings = found.warnings;
        self.trouble = found.trouble;
        let last_good = self.standing.as_ref().and_then(|standing| standing.last_good);
        if self.failed.as_ref().is_some_and(|(at, _)| last_good.is_some_and(|last| last >= *at)) {
            self.failed = None;
        }
        self.owes_reminder |= found.remind.stale;
        if self.age() == Age::Fresh {
            self.owes_reminder = false;
        }
        if !self.standing.as_ref().is_some_and(|standing| standing.is_due) {
            self.waits = None;
        }
    }
}
