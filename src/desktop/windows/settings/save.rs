//! Puts what Paramètres… holds into the configuration file and the password into its own place.

use std::path::{Path, PathBuf};

use sauvegarde::config::Config;
use sauvegarde::config::profile::DEFAULT;
use sauvegarde::folder::cloud;
use sauvegarde::postgres::connection::keyring;
use sauvegarde::postgres::connection::{self, Connection};
use sauvegarde::report::error::KeyringTrouble;
use sauvegarde::report::i18n::Language;
use sauvegarde::unattended::trigger;
use sauvegarde::{Error, Result};

use super::retention::{self, Kept};

/// What the user wants; compared with what was there, so that nothing else is touched.
#[derive(Clone, Default, PartialEq)]
pub struct Wishes {
    pub connection: Option<Connection>,
    /// Nothing for the place in the synced folder.
    pub folder: Option<PathBuf>,
    /// Nothing for none.
    pub schedule: Option<String>,
    pub kept: Kept,
    pub hotkey: String,
    /// Nothing for the system's.
    pub language: Option<Language>,
}

impl Wishes {
    /// Writes what differs from `before`; comments in the file stay.
    ///
    /// # Errors
    /// Those of the configuration file and of the password's place. What was written before the
    /// error stays.
    pub fn save(&self, before: &Self, path: &Path, profile: &str) -> Result<()> {
        let mut config = Config::load(path)?;
        let key = |key: &str| match profile {
            DEFAULT => key.to_owned(),
            name => format!("profiles.{name}.{key}"),
        };
        if let Some(connection) = &self.connection
            && !is_same(connection, before.connection.as_ref())
        {
            store_password(connection)?;
            config.set(&key("url"), &connection.url_without_password())?;
        }
        if self.folder != before.folder {
            match &self.folder {
                Some(folder) => config.set(&key("dir"), &folder.to_string_lossy())?,
                None => config.unset(&key("dir"))?,
            }
        }
        if self.schedule != before.schedule {
            match &self.schedule {
                Some(schedule) => config.set(&key("schedule"), schedule)?,
                None => config.unset(&key("schedule"))?,
            }
            // Where the system's own scheduler follows the configuration, it goes on doing so.
            trigger::renew(&config)?;
        }
        let changes = retention::changes(&self.kept, &before.kept);
        let changes: Vec<(String, Option<String>)> =
            changes.into_iter().map(|(name, value)| (key(name), value)).collect();
        if !changes.is_empty() {
            // A policy of which half is in force would delete what the whole keeps.
            let changes: Vec<(&str, Option<&str>)> =
                changes.iter().map(|(key, value)| (key.as_str(), value.as_deref())).collect();
            config.change(&changes)?;
        }
        if self.hotkey != before.hotkey {
            config.set("hotkey", &self.hotkey)?;
        }
        if self.language != before.language {
            match self.language {
                Some(language) => config.set("language", language.code())?,
                None => config.unset("language")?,
            }
        }
        Ok(())
    }
}

/// Whether nothing of it would be written otherwise.
fn is_same(connection: &Connection, before: Option<&Connection>) -> bool {
    before.is_some_and(|before| {
        before.url_without_password() == connection.url_without_password()
            && before.password == connection.password
    })
}

/// The folder that a text means; nothing for the one that is taken anyway.
pub fn folder(text: &str) -> Option<PathBuf> {
    let text = text.trim();
    let is_default = || cloud::default_folder().is_some_and(|default| default == Path::new(text));
    (!text.is_empty() && !is_default()).then(|| PathBuf::from(text))
}

/// One that is found without us is not stored again. A system without a keyring has libpq's own
/// file, which only its owner may read.
fn store_password(connection: &Connection) -> Result<()> {
    let Some(password) = &connection.password else {
        return Ok(());
    };
    let found = Connection::parse(&connection.url_without_password())?.password;
    if found.as_ref() == Some(password) {
        return Ok(());
    }
    match keyring::store(connection, password) {
        Err(Error::Keyring { trouble: KeyringTrouble::Missing }) => {
            let file = connection::password_file().unwrap_or_default();
            let stored = connection::store_password(connection);
            stored.map(|_| ()).map_err(|error| Error::of_target(&file, error))
        }
        stored => stored,
    }
}
