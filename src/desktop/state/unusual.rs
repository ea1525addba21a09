//! What is told of alarms and of drills that failed, and somebody's word that an alarm is right.
//!
//! Invariant: one alarm is one event: the user hears of it once, then once a day, however many backups
//! show it; only the user's word or a sound backup ends it.

use std::path::PathBuf;

use jiff::Timestamp;

use super::{Activity, Effect, Run, SUCCESS_SHOWN, State};
use crate::desktop::event::{BackedUp, Event, Failure, Outcome, ProfileName};

/// What the card can show instead of the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// What is suspicious about the newest backups of a profile.
    Alarm(ProfileName),
    /// Why its last drill failed.
    Drill(ProfileName),
    /// That the user's word counts.
    Accepted,
}

impl State {
    /// The notification at the end of a job: of a backup that shows something new it is the alarm.
    pub(super) fn tell_success(&mut self, now: Timestamp) -> Vec<Effect> {
        let Activity::Succeeded(Outcome::BackedUp(made)) = &self.activity else {
            return vec![Effect::Notify { percent: None }];
        };
        let (made, profile) = (made.clone(), self.last_profile.clone().unwrap_or_default());
        let Some(watched) = self.watched_mut(&profile) else {
            return vec![Effect::Notify { percent: None }];
        };
        watched.made(&made, now);
        if !watched.is_news(&made.alarms) {
            return vec![Effect::Notify { percent: None }];
        }
        self.tell_alarm(profile, false, now)
    }

    /// What the folder of a profile shows and the user is still to be told, once nothing runs.
    pub(super) fn tell_unusual(&mut self, profile: &str, now: Timestamp) -> Vec<Effect> {
        if self.running().is_some() {
            return Vec::new();
        }
        let Some(watched) = self.watched_mut(profile) else { return Vec::new() };
        if watched.owes_alarm {
            return self.tell_alarm(profile.to_owned(), true, now);
        }
        if !std::mem::take(&mut watched.owes_drill) {
            return Vec::new();
        }
        let mut effects = vec![Effect::NotifyDrill(profile.to_owned())];
        if !self.notifications {
            effects.extend(self.show_page(Page::Drill(profile.to_owned())));
        }
        effects
    }

    /// `found`: not at the end of the backup that shows it.
    fn tell_alarm(&mut self, profile: String, found: bool, now: Timestamp) -> Vec<Effect> {
        if let Some(watched) = self.watched_mut(&profile) {
            watched.tell(now);
        }
        let mut effects = vec![Effect::NotifyAlarm { profile: profile.clone(), found }];
        if !self.notifications {
            effects.extend(self.show_page(Page::Alarm(profile)));
        }
        effects
    }

    pub(super) fn show_page(&mut self, page: Page) -> Vec<Effect> {
        self.page = Some(page);
        self.show_card()
    }

    /// A later backup that shows nothing else is what the user means too: nobody was told of it.
    pub(super) fn accept(&mut self, profile: String, path: PathBuf) -> Vec<Effect> {
        let newest = self.watched_mut(&profile).and_then(|watched| {
            let open = watched.alarm.as_ref()?;
            let is_known = watched.told.as_ref().is_some_and(|told| told.covers(&open.alarms));
            is_known.then(|| open.path.clone())
        });
        vec![Effect::Accept(profile, newest.unwrap_or(path))]
    }

    pub(super) fn accepted(&mut self, profile: &str, written: Result<(), Failure>) -> Vec<Effect> {
        let mut effects = match written {
            Ok(()) => self.say_accepted(profile),
            Err(failure) => self.tell(failure),
        };
        effects.push(Effect::ReadCatalog);
        effects
    }

    fn say_accepted(&mut self, profile: &str) -> Vec<Effect> {
        if let Some(watched) = self.watched_mut(profile) {
            (watched.alarm, watched.told, watched.owes_alarm) = (None, None, false);
        }
        if let Activity::Succeeded(Outcome::BackedUp(BackedUp { alarms, .. })) = &self.activity
            && !alarms.is_empty()
        {
            self.activity = Activity::Idle;
        }
        if self.notifications && !self.card_shown {
            return vec![Effect::NotifyAccepted];
        }
        let mut effects = self.show_page(Page::Accepted);
        effects.push(Effect::After(SUCCESS_SHOWN, Event::SuccessShown));
        // What told of the alarm; of a job that runs it stays.
        if !self.running().is_some_and(Run::is_ours) {
            effects.push(Effect::Unnotify);
        }
        effects
    }
}
