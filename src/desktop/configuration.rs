//! The configuration in force, read off the loop's thread.
//!
//! Invariant: a file that cannot be understood changes nothing; what it said before stays in
//! force.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Zoned;
use sauvegarde::alarms::open::OpenAlarm;
use sauvegarde::config::Config;
use sauvegarde::config::profile::Profile;
use sauvegarde::folder::catalog::{self, Entry, State};
use sauvegarde::folder::target::Target;
use sauvegarde::platform::clock;
use sauvegarde::report::error::Warning;
use sauvegarde::report::i18n::{self, Language};
use sauvegarde::unattended::look::Look;
use sauvegarde::unattended::standing::Age;
use sauvegarde::unattended::told::{Ear, STALE, Told};
use sauvegarde::{Error, Result};

use super::event::{Configured, Failure, Found, Known, Recent, Reminders};
use super::remarks;

/// How many backups the menu lists.
const RECENT: usize = 5;

/// Where the configuration is and what of it is in force. Clones share it.
#[derive(Clone)]
pub struct Configuration {
    pub path: PathBuf,
    /// The one that a window is about, or that comes first.
    pub profile_name: String,
    /// `--lang`, which goes before the file's.
    pub language: Option<Language>,
    in_force: Arc<Mutex<InForce>>,
    /// One look at the folders at a time: what is told once a day is told by one of them.
    looking: Arc<Mutex<()>>,
}

/// What the last configuration that was understood says.
#[derive(Clone, Default)]
struct InForce {
    /// Those that are understood.
    profiles: Vec<Profile>,
    hotkey: String,
}

impl Configuration {
    pub fn new(path: PathBuf, profile_name: String, language: Option<Language>) -> Self {
        let (in_force, looking) = (Arc::default(), Arc::default());
        Self { path, profile_name, language, in_force, looking }
    }

    /// The same, about another profile.
    pub fn about(&self, profile: &str) -> Self {
        Self { profile_name: profile.to_owned(), ..self.clone() }
    }

    /// The profile of the last configuration that was understood.
    pub fn profile(&self) -> Profile {
        let in_force = self.in_force();
        let found = in_force.profiles.iter().find(|profile| profile.name == self.profile_name);
        let unknown = || Profile { name: self.profile_name.clone(), ..Profile::default() };
        found.cloned().unwrap_or_else(unknown)
    }

    /// The key that is wished for; empty for none.
    pub fn hotkey(&self) -> String {
        self.in_force().hotkey.clone()
    }

    fn in_force(&self) -> MutexGuard<'_, InForce> {
        self.in_force.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the file and puts it in force.
    pub fn read(&self) -> Configured {
        match self.try_read() {
            Ok(configured) => configured,
            Err(error) => Configured::Broken(Failure::from(&error)),
        }
    }

    fn try_read(&self) -> Result<Configured> {
        let config = Config::load(&self.path)?;
        let first = config.profile(&self.profile_name)?;
        let language = self.language.or_else(|| config.language());
        i18n::select(language.unwrap_or_else(Language::of_the_system));
        let others = config.profile_names().filter(|name| *name != self.profile_name);
        let others = others.map(|name| (name, config.profile(name)));
        let all: Vec<(&str, Result<Profile>)> =
            std::iter::once((first.name.as_str(), Ok(first.clone()))).chain(others).collect();
        let mut known: Vec<Known> = all.iter().map(|(name, it)| known(name, it.as_ref())).collect();
        // What is not configured is nothing to look after, where something else is.
        if known.iter().any(|it| it.database.is_some()) {
            known.retain(|it| it.database.is_some() || it.broken.is_some());
        }
        let hotkey = config.hotkey().to_owned();
        let profiles = all.into_iter().filter_map(|(_, profile)| profile.ok()).collect();
        *self.in_force() = InForce { profiles, hotkey: hotkey.clone() };
        let is_first_start = !self.path.exists();
        Ok(Configured::Good { profiles: known, hotkey, is_first_start })
    }

    /// What the folders of the profiles hold. What is too old is told once a day, and noted here.
    pub fn found(&self, profiles: &[String]) -> Vec<Found> {
        let _one_at_a_time = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let now = clock::now_here();
        let mut told = Told::load();
        let found = profiles.iter().map(|name| self.about(name).found_of(&now, &mut told));
        let found = found.collect();
        told.save();
        found
    }

    fn found_of(&self, now: &Zoned, told: &mut Told) -> Found {
        let (look, trouble) = match Look::at(&self.profile(), now) {
            Ok(look) => (Some(look), None),
            Err(error) => (None, Some(Failure::from(&error))),
        };
        let remind = look.as_ref().map(|look| self.remind(look, now, told)).unwrap_or_default();
        let (standing, warnings, alarm, proof) = match look {
            Some(look) => (Some(look.standing), look.warnings, look.alarm, look.proof),
            None => Default::default(),
        };
        Found {
            profile: self.profile_name.clone(),
            recent: self.recent(),
            warnings: warnings.iter().map(Warning::message).collect(),
            standing,
            trouble,
            alarm,
            proof,
            remind,
        }
    }

    /// What is to be told now, which is noted; what is well again is forgotten.
    fn remind(&self, look: &Look, now: &Zoned, told: &mut Told) -> Reminders {
        let alarm = look.alarm.as_ref().map(OpenAlarm::key);
        let drill = look.proof.failed.as_ref().map(|_| "drill");
        let stale = (look.standing.age > Age::Fresh).then_some(STALE);
        let known: Vec<&str> = [stale, alarm.as_deref(), drill].into_iter().flatten().collect();
        told.keep(Ear::Desktop, &self.profile_name, &known);
        let mut is_due = |what: Option<&str>| {
            let is_due =
                |what| told.is_due(Ear::Desktop, &self.profile_name, what, now.timestamp());
            what.is_some_and(is_due)
        };
        Reminders {
            // The first backup is told as due, not as late.
            stale: look.last_good.is_some() && is_due(stale),
            alarm: is_due(alarm.as_deref()),
            drill: is_due(drill),
        }
    }

    /// The newest backups of the profile's database, as many as are ever shown, newest first, and
    /// the newest complete one even where it is older than these.
    fn recent(&self) -> Vec<Recent> {
        self.try_recent().unwrap_or_default()
    }

    fn try_recent(&self) -> Result<Vec<Recent>> {
        let profile = self.profile();
        let database = profile.place()?.database;
        let target = Target::open(profile.dir.as_deref())?;
        let here = |entry: Entry| {
            let manifest = entry.manifest.filter(|manifest| manifest.database == database)?;
            matches!(entry.state, State::Complete | State::Incomplete).then(|| Recent {
                path: entry.path,
                created_at: manifest.created_at,
                file_bytes: manifest.file.bytes,
                lacks: manifest.incomplete_text(),
                remarks: remarks::of(&manifest),
            })
        };
        let complete = |entry| here(entry).filter(|recent| recent.lacks.is_none());
        let mut recent = catalog::newest(&target, RECENT, here)?;
        if recent.iter().all(|recent| recent.lacks.is_some()) {
            recent.extend(catalog::newest(&target, 1, complete)?);
        }
        Ok(recent)
    }
}

fn known(name: &str, profile: std::result::Result<&Profile, &Error>) -> Known {
    let (database, schedule) = match profile {
        Ok(profile) => {
            (profile.place().ok().map(|connection| connection.database), profile.schedule.clone())
        }
        Err(_) => (None, None),
    };
    Known { name: name.to_owned(), database, schedule, broken: profile.err().map(Failure::from) }
}
