//! Puts what Paramètres… holds into the configuration file and the password into its own place.

use std::path::{Path, PathBuf};

use sauvegarde::config::Config;
use sauvegarde::connection::{self, Connection};
use sauvegarde::i18n::Language;
use sauvegarde::profile::DEFAULT;
use sauvegarde::{Error, Result, cloud, secrets};

/// What the user wants; compared with what was there, so that nothing else is touched.
#[derive(Clone, Default, PartialEq)]
pub struct Wishes {
    pub connection: Option<Connection>,
    /// Nothing for OneDrive.
    pub folder: Option<PathBuf>,
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
        if let Some(connection) =
            self.connection.as_ref().filter(|_| self.connection != before.connection)
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

/// The folder that a text means; nothing for the one that is taken anyway.
pub fn folder(text: &str) -> Option<PathBuf> {
    let text = text.trim();
    let is_default = || cloud::default_folder().is_some_and(|default| default == Path::new(text));
    (!text.is_empty() && !is_default()).then(|| PathBuf::from(text))
}

/// One that is found without us is not stored again.
fn store_password(connection: &Connection) -> Result<()> {
    let found = Connection::parse(&connection.url_without_password())?.password;
    let Some(password) = &connection.password else { return Ok(()) };
    if connection.password == found || secrets::store(connection, password).is_ok() {
        return Ok(());
    }
    // Without a keyring that takes it, libpq's own place is the next best.
    connection::store_password(connection)
        .map(|_| ())
        .map_err(|error| Error::of_target(&connection::password_file().unwrap_or_default(), error))
}
