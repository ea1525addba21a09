//! Where the password of a profile is kept. Nobody is asked for it: a keyring may be locked.

use std::path::PathBuf;

use super::{Profile, Url};
use crate::postgres::connection::{Connection, SECRET_FILE, keyring};
use crate::report::error::{LookUp, PasswordFile, Result};

/// In libpq's order of precedence, the keyring before the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordPlace {
    /// In the URL, where somebody has written it by hand.
    Configuration,
    /// `DATABASE_URL` or `PGPASSWORD`.
    Environment,
    ServiceFile,
    Keyring,
    File(PathBuf),
    Nowhere,
}

impl PasswordPlace {
    /// Stable name for `--json`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Environment => "environment",
            Self::ServiceFile => "service_file",
            Self::Keyring => "keyring",
            Self::File(_) => "file",
            Self::Nowhere => "nowhere",
        }
    }
}

impl Profile {
    /// The login, and where its password is.
    ///
    /// # Errors
    /// As [`place`](Self::place).
    pub fn password_place(&self) -> Result<(Connection, PasswordPlace)> {
        let connection = self.place()?;
        let place = if connection.password.is_some() {
            self.given()
        } else if keyring::has(&connection) {
            PasswordPlace::Keyring
        } else {
            match connection.in_password_file() {
                Some(PasswordFile { path, outcome: LookUp::Found }) => PasswordPlace::File(path),
                _ => PasswordPlace::Nowhere,
            }
        };
        Ok((connection, place))
    }

    /// Where a password comes from that a connection has without a store.
    fn given(&self) -> PasswordPlace {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let of_environment =
            || std::env::var("DATABASE_URL").is_ok_and(|it| Url(it).holds_password());
        match &self.url {
            Some(url) if url.holds_password() => PasswordPlace::Configuration,
            None if of_environment() => PasswordPlace::Environment,
            _ if is_set("PGPASSWORD") => PasswordPlace::Environment,
            _ if is_set(SECRET_FILE) => {
                PasswordPlace::File(std::env::var_os(SECRET_FILE).unwrap_or_default().into())
            }
            _ => PasswordPlace::ServiceFile,
        }
    }
}
