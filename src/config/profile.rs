//! One database and where its backups go.

use std::path::PathBuf;

use super::retention::{Every, Policy};
use crate::postgres::connection::{Connection, Parameters};
use crate::postgres::server::{Access, Server};
use crate::report::error::{Error, Result};
use crate::schedule::Schedule;

mod password;

pub use password::PasswordPlace;

/// The name of the profile that needs none.
pub const DEFAULT: &str = "default";
/// The name of what the command line gives without a configuration.
pub const AD_HOC: &str = "command-line";

/// What one backup needs to know; the configuration gives it, the command line may override it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    pub name: String,
    /// A URL or key/value string; without it the environment decides.
    pub url: Option<Url>,
    /// Where backups go; without it the synced folder.
    pub dir: Option<PathBuf>,
    /// The folder of `pg_dump`, or the program itself.
    pub pg_dump: Option<PathBuf>,
    /// When it is backed up without being asked; nothing for never.
    pub schedule: Option<Schedule>,
    /// Which backups are kept; without it all are.
    pub retention: Option<Policy>,
    /// How often the newest is restored on trial, where there is a schedule; nothing for never.
    pub drill: Option<Every>,
    /// Tables that raise no alarm: patterns on `schema.table`, with `*` and `?`.
    pub alarm_ignore: Vec<String>,
    /// Its server is a new one each time, as the demonstration's is: its backups are compared with none.
    pub is_throwaway: bool,
}

/// A connection string. It may hold a password, so its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(transparent)]
pub struct Url(pub String);

impl Url {
    /// Whether a password stands in the text itself. One that is not understood shows none.
    #[must_use]
    pub fn holds_password(&self) -> bool {
        Parameters::parse(&self.0).is_ok_and(|mut given| given.take("password").is_some())
    }
}

impl std::fmt::Debug for Url {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("***")
    }
}

impl Profile {
    /// From the URL, else `DATABASE_URL`, else the `PG*` variables. Of several hosts the one that
    /// fits, for which they are asked.
    ///
    /// # Errors
    /// [`Error::NothingConfigured`], or what [`Connection::parse`] and [`Server::choose`] say.
    pub fn connection(&self) -> Result<Connection> {
        Server::choose(self.place()?, Access::Reading)
    }

    /// [`connection`](Self::connection) to where something is to be written.
    ///
    /// # Errors
    /// As [`connection`](Self::connection).
    pub fn connection_to_write(&self) -> Result<Connection> {
        Server::choose(self.place()?, Access::Writing)
    }

    /// The same folder and tools, for the very server and login of this connection, whatever the
    /// environment asks for besides.
    #[must_use]
    pub fn pinned_to(&self, connection: &Connection) -> Self {
        Self { url: Some(Url(connection.url_with_password())), ..self.clone() }
    }

    /// [`connection`](Self::connection) without a look into the keyring: for whoever wants to know
    /// which database it is, and must not wait or let the user be asked.
    ///
    /// # Errors
    /// As [`connection`](Self::connection).
    pub fn place(&self) -> Result<Connection> {
        if let Some(url) = &self.url {
            return Connection::parse_place(&url.0);
        }
        match std::env::var("DATABASE_URL") {
            Ok(url) if !url.is_empty() => Connection::parse_place(&url),
            _ => Connection::from_environment()?.ok_or(Error::NothingConfigured),
        }
    }
}
