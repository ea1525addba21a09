//! What is done because it is time, and not because somebody asks.
//!
//! Invariants: what is due is what the folders say; nothing wakes the machine or the loop before the
//! next moment that matters.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use sauvegarde::unattended::clockwork::Ended;
use sauvegarde::unattended::pass::Tells;
use sauvegarde::unattended::standing::{Age, Standing};

use super::{Activity, Effect, Job, State, Task, Watched};
use crate::desktop::event::{Found, Outcome, Passed};

/// Who was reminded is reminded again.
const REMIND_AGAIN: SignedDuration = SignedDuration::from_hours(24);

impl State {
    pub(super) fn catalog(&mut self, found: Vec<Found>, now: Timestamp) -> Vec<Effect> {
        let mut effects = Vec::new();
        for found in found {
            let name = found.profile.clone();
            let Some(watched) = self.watched_mut(&name) else { continue };
            let had_failed = watched.failed.is_some();
            watched.found(found, now);
            let standing = watched.standing.clone();
            if had_failed && watched.failed.is_none() {
                self.forgive(&name);
            }
            // Not where it may be mended in this moment.
            let is_time = |it: &Standing| self.clockwork.is_time(&name, it, now);
            if !standing.as_ref().is_some_and(is_time) {
                effects.extend(self.reminder(&name, now));
            }
            effects.extend(self.tell_unusual(&name, now));
        }
        effects.extend(self.keep_time(now));
        effects
    }

    /// Begins what is due, or says when to look again.
    pub(super) fn keep_time(&mut self, now: Timestamp) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.running().is_none() && !self.quitting {
            let due = self.profiles.iter().find_map(|watched| self.due(watched, now));
            if let Some((profile, tells)) = due {
                effects.extend(self.start_or_show(Job::Pass(profile, tells)));
            }
        }
        // What is due waits for the end of what runs, after which the folders are read again.
        if self.running().is_some() {
            effects.push(Effect::SetAlarm(None));
            return effects;
        }
        let mut next = None;
        for watched in &self.profiles {
            let Some(standing) = &watched.standing else {
                let scheduled = watched.known.schedule.as_ref();
                let look = scheduled.and_then(|_| self.clockwork.next_try(watched.name()));
                next = [next, look].into_iter().flatten().min();
                continue;
            };
            let look = self.clockwork.next_look(watched.name(), standing);
            let is_wrong = watched.age() > Age::Fresh
                || watched.alarm.is_some()
                || watched.proof.failed.is_some();
            let remind = is_wrong.then(|| now.checked_add(REMIND_AGAIN).ok()).flatten();
            next = [next, look, remind].into_iter().flatten().min();
        }
        effects.push(Effect::SetAlarm(next));
        effects
    }

    /// Whether a pass of this profile is to begin now, and who hears of it. One whose folder is not
    /// there is tried too: the pass says what is wrong, and tells it.
    fn due(&self, watched: &Watched, now: Timestamp) -> Option<(String, Tells)> {
        let name = watched.name();
        let Some(standing) = &watched.standing else {
            let is_scheduled = watched.known.schedule.is_some() && watched.trouble.is_some();
            let is_time = is_scheduled && self.clockwork.is_time_of_broken(name, now);
            return is_time.then(|| (name.to_owned(), Tells::All));
        };
        let slot = standing.slot.filter(|_| self.clockwork.is_time(name, standing, now))?;
        let is_early = self.clockwork.is_early(name, now);
        let again = self.clockwork.was_tried(name, slot);
        let tells = if is_early { Tells::NotYetOfSilence { again } } else { Tells::All };
        Some((name.to_owned(), tells))
    }

    pub(super) fn passed(&mut self, passed: Passed, now: Timestamp) -> Vec<Effect> {
        let Passed { profile, slot, ended, outcome, postponed } = passed;
        self.clockwork.ended(&profile, slot, ended, now);
        let waits = match (ended, &outcome) {
            (Ended::NoServer, None) => {
                let next = self.clockwork.next_try(&profile).unwrap_or(now);
                let time = next.to_zoned(TimeZone::system()).strftime("%H:%M").to_string();
                Some(tr!("tray-waits-for-server", time = time))
            }
            _ => postponed,
        };
        let mut effects = Vec::new();
        if let Some(watched) = self.watched_mut(&profile) {
            // A battery is told of once, a server when it has been silent for long.
            if let Some(body) = waits.clone().filter(|_| ended == Ended::Postponed)
                && watched.waits.is_none()
            {
                let title = tr!("told-postponed", profile = profile.as_str());
                effects.push(Effect::Remind { profile: profile.clone(), title, body });
            }
            watched.waits = waits;
        }
        if !matches!(outcome, Some(Outcome::BackedUp(_))) {
            effects.extend(self.reminder(&profile, now));
        }
        if let Some(outcome) = outcome {
            effects.extend(self.ended(outcome, now));
            return effects;
        }
        if matches!(&self.activity, Activity::Running(run) if run.is_ours()) {
            self.activity = Activity::Idle;
        }
        effects.push(if self.quitting { Effect::Quit } else { Effect::ReadCatalog });
        effects
    }

    /// That the last backup is old, if the user is still to be told.
    fn reminder(&mut self, profile: &str, now: Timestamp) -> Option<Effect> {
        let watched = self.watched_mut(profile)?;
        if !std::mem::take(&mut watched.owes_reminder) {
            return None;
        }
        let age_s = watched.standing.as_ref().and_then(|standing| standing.age_s(now));
        let body = match age_s {
            Some(age_s) => tr!("status-stale", age = format::age(age_s)),
            None => tr!("status-never"),
        };
        let profile = profile.to_owned();
        let title = tr!("told-stale", profile = profile.as_str());
        Some(Effect::Remind { profile, title, body })
    }

    /// What failed has succeeded since, whoever did it.
    fn forgive(&mut self, profile: &str) {
        if let Activity::Failed { task: Some(task), .. } = &self.activity
            && task.profile() == profile
            && matches!(task, Task::BackUp(..))
        {
            self.activity = Activity::Idle;
        }
    }
}
