//! The configuration in force, read off the loop's thread.
//!
//! Invariant: a file that cannot be understood changes nothing; what it said before stays in
//! force.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sauvegarde::Result;
use sauvegarde::config::Config;
use sauvegarde::config::profile::Profile;
use sauvegarde::folder::catalog::{self, Entry, State};
use sauvegarde::folder::target::Target;
use sauvegarde::report::i18n::{self, Language};

use super::event::{Configured, Failure, Recent};

/// How many backups the menu lists.
const RECENT: usize = 5;

/// Where the configuration is and what of it is in force. Clones share it.
#[derive(Clone)]
pub struct Configuration {
    pub path: PathBuf,
    pub profile_name: String,
    /// `--lang`, which goes before the file's.
    pub language: Option<Language>,
    in_force: Arc<Mutex<InForce>>,
}

/// What the last configuration that was understood says.
#[derive(Clone, Default)]
struct InForce {
    profile: Profile,
    hotkey: String,
}

impl Configuration {
    pub fn new(path: PathBuf, profile_name: String, language: Option<Language>) -> Self {
        Self { path, profile_name, language, in_force: Arc::default() }
    }

    /// The profile of the last configuration that was understood.
    pub fn profile(&self) -> Profile {
        self.in_force().profile.clone()
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
        let profile = config.profile(&self.profile_name)?;
        let language = self.language.or_else(|| config.language());
        i18n::select(language.unwrap_or_else(Language::of_the_system));
        let database = profile.place().ok().map(|connection| connection.database);
        let hotkey = config.hotkey().to_owned();
        *self.in_force() = InForce { profile, hotkey: hotkey.clone() };
        Ok(Configured::Good { database, hotkey })
    }

    /// The newest backups of the profile's database, as many as are ever shown, newest first, and
    /// the newest complete one even where it is older than these.
    pub fn recent(&self) -> Vec<Recent> {
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
