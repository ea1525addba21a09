//! From the parts of an address to a connection: service file, `PG*` variables, stored passwords, in
//! libpq's order of precedence.

use std::path::PathBuf;

use super::address::invalid;
use super::hosts::Host;
use super::parameters::Parameters;
use super::protection::Protection;
use super::{Connection, SECRET_FILE, SslMode, hosts, keyring, pgpass, service};
use crate::platform::{text_file, user};
use crate::report::error::{Error, PasswordFile, Result};
use crate::report::i18n::tr;
use crate::report::secret::Secret;

impl Connection {
    /// From a URL or a key/value string, the rest from the service file, the environment and the
    /// defaults.
    ///
    /// # Errors
    /// [`Error::ConnectionInvalid`] or
    /// [`Error::ServiceUnknown`]; the text itself is never repeated in
    /// the error, since it may hold a password.
    pub fn parse(text: &str) -> Result<Self> {
        Ok(Self::parse_place(text)?.with_stored_password())
    }

    /// Without a look into the keyring, which may ask the user to open it.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_place(text: &str) -> Result<Self> {
        Self::resolve(Parameters::parse(text)?, &|name| std::env::var(name).ok())
    }

    /// As [`parse`](Self::parse), of what is taken apart already.
    pub(crate) fn of(mut parameters: Parameters) -> Result<Self> {
        parameters.settle();
        let place = Self::resolve(parameters, &|name| std::env::var(name).ok())?;
        Ok(place.with_stored_password())
    }

    /// From the `PG*` variables alone, without a look into the keyring; nothing when none of them
    /// names a database.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn from_environment() -> Result<Option<Self>> {
        let names = ["PGDATABASE", "PGSERVICE", "PGHOST", "PGHOSTADDR"];
        if names.iter().all(|name| std::env::var_os(name).is_none()) {
            return Ok(None);
        }
        Self::resolve(Parameters::default(), &|name| std::env::var(name).ok()).map(Some)
    }

    pub(super) fn resolve(
        mut given: Parameters,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self> {
        let service = given.take("service").or_else(|| environment("PGSERVICE"));
        let service_file = given.take("servicefile").map(PathBuf::from);
        if let Some(name) = service {
            given.fill_from(service::find(&name, service_file, environment)?);
        }
        given.fill_from(Parameters::from_environment(environment));
        let (hosts, alternatives) = hosts::take(&mut given)?;
        let first = hosts.into_iter().next();
        let Host { name: host, address: host_address, port } =
            first.ok_or_else(|| invalid(tr!("connection-lists")))?;
        let user = given
            .take("user")
            .filter(|name| !name.is_empty())
            .or_else(|| system_user(environment))
            .ok_or_else(|| invalid(tr!("connection-no-user")))?;
        let database =
            given.take("dbname").filter(|name| !name.is_empty()).unwrap_or_else(|| user.clone());
        let ssl_mode =
            given.take("sslmode").map_or(Ok(SslMode::Prefer), |mode| SslMode::parse(&mode))?;
        let root_certificate = given.take("sslrootcert").map(PathBuf::from);
        let client_certificate = match (given.take("sslcert"), given.take("sslkey")) {
            (Some(certificate), Some(key)) => Some((certificate.into(), key.into())),
            _ => None,
        };
        let timeout = given.take("connect_timeout");
        Ok(Self {
            host,
            port,
            host_address,
            alternatives,
            user,
            password: match given.take("password").filter(|word| !word.is_empty()) {
                Some(password) => Some(Secret::new(password)),
                None => secret_file(environment)?,
            },
            database,
            ssl_mode,
            root_certificate,
            client_certificate,
            protection: Protection::take(&mut given)?,
            connect_timeout_s: timeout.and_then(|text| text.trim().parse().ok()),
            options: given.take("options"),
            password_file: given.take("passfile").map(PathBuf::from),
            keyring_trouble: None,
            passed_over: given.passed_over().to_vec(),
        })
    }

    /// With a password from the keyring, else from libpq's password file, if it has none yet.
    #[must_use]
    pub fn with_stored_password(mut self) -> Self {
        if self.password.is_none() {
            match keyring::load(&self) {
                Ok(password) => self.password = password,
                Err(trouble) => self.keyring_trouble = Some(trouble),
            }
        }
        self.with_password_file()
    }

    /// With a password from libpq's password file, if it has none yet.
    #[must_use]
    pub fn with_password_file(mut self) -> Self {
        if self.password.is_none() {
            self.password = pgpass::find(&self).0;
        }
        self
    }

    /// What the password file has for this login.
    #[must_use]
    pub fn in_password_file(&self) -> Option<PasswordFile> {
        pgpass::find(self).1
    }
}

/// The first line of the file that `PGPASSWORD_FILE` names, as containers are given their secrets: who
/// may read it is up to whoever put it there, so that it is taken whatever its rights are.
fn secret_file(environment: &dyn Fn(&str) -> Option<String>) -> Result<Option<Secret>> {
    let Some(path) = environment(SECRET_FILE).filter(|path| !path.is_empty()) else {
        return Ok(None);
    };
    let path = PathBuf::from(path);
    let text = text_file::read(&path).map_err(|error| Error::reading(&path, error))?;
    let password = text.lines().next().unwrap_or_default();
    Ok((!password.is_empty()).then(|| Secret::new(password)))
}

/// libpq asks the system, not the environment; where the system does not say, the environment.
fn system_user(environment: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let names = if cfg!(windows) { ["USERNAME", "USER"] } else { ["USER", "LOGNAME"] };
    let in_environment = || names.iter().find_map(|name| environment(name));
    user::user().or_else(in_environment).filter(|user| !user.is_empty())
}
