//! Where a database is and how to log in, from a URL, a key/value string, a service file, the
//! `PG*` variables and the password file, in libpq's order of precedence.
//!
//! Invariant: the password appears in no `Debug`, no `Display` and no argument list; the child
//! gets it in its environment.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::code_page::environment_value;
use crate::error::{Error, Result};
use crate::tr;

mod keyring;
mod parameters;
mod pgpass;
#[cfg_attr(unix, path = "connection/unix.rs")]
#[cfg_attr(windows, path = "connection/windows.rs")]
mod platform;
mod service;

pub use keyring::{KeyringTrouble, has as is_in_keyring};
pub use parameters::Parameters;
pub use pgpass::{file as password_file, store as store_password};

/// The port that PostgreSQL listens on unless told otherwise.
pub const DEFAULT_PORT: u16 = 5432;

/// A value that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself; for the protocol and the child's environment only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

/// libpq's `sslmode`. `allow` is taken as `prefer`: both accept either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub enum SslMode {
    Disable,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

impl SslMode {
    fn parse(text: &str) -> Result<Self> {
        match text {
            "disable" => Ok(Self::Disable),
            "allow" | "prefer" => Ok(Self::Prefer),
            "require" => Ok(Self::Require),
            "verify-ca" => Ok(Self::VerifyCa),
            "verify-full" => Ok(Self::VerifyFull),
            _ => Err(invalid(tr!("connection-sslmode", value = text))),
        }
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Prefer => "prefer",
            Self::Require => "require",
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
        }
    }
}

/// Everything needed to reach one database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// A host name, an address, or the folder of a Unix socket (it starts with `/`).
    pub host: String,
    pub port: u16,
    pub user: String,
    pub password: Option<Secret>,
    pub database: String,
    pub ssl_mode: SslMode,
    /// The authorities to trust; `system` in the source means those of the system.
    pub root_certificate: Option<PathBuf>,
    pub client_certificate: Option<(PathBuf, PathBuf)>,
    pub options: Option<String>,
    /// libpq's `passfile`.
    pub password_file: Option<PathBuf>,
    /// Why the keyring gave no password, if it should have.
    pub keyring_trouble: Option<KeyringTrouble>,
}

impl Connection {
    /// From a URL or a key/value string, the rest from the service file, the environment and the
    /// defaults.
    ///
    /// # Errors
    /// [`Error::ConnectionInvalid`] or [`Error::ServiceUnknown`]; the text itself is never
    /// repeated in the error, since it may hold a password.
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

    fn resolve(
        mut given: Parameters,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self> {
        let service = given.take("service").or_else(|| environment("PGSERVICE"));
        if let Some(name) = service {
            given.fill_from(service::find(&name, environment)?);
        }
        given.fill_from(Parameters::from_environment(environment));
        let host = given
            .take("host")
            .or_else(|| given.take("hostaddr"))
            .filter(|host| !host.is_empty())
            .unwrap_or_else(default_host);
        if host.contains(',') {
            return Err(invalid(tr!("connection-one-host")));
        }
        let port = given.take("port").unwrap_or_default();
        let port = parameters::port(&port)?.unwrap_or(DEFAULT_PORT);
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
        Ok(Self {
            host,
            port,
            user,
            password: given.take("password").filter(|word| !word.is_empty()).map(Secret::new),
            database,
            ssl_mode,
            root_certificate,
            client_certificate,
            options: given.take("options"),
            password_file: given.take("passfile").map(PathBuf::from),
            keyring_trouble: None,
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
            self.password = pgpass::find(&self, self.password_file.as_deref());
        }
        self
    }

    /// The password file, if there is a line in it that fits and it is read at all.
    #[must_use]
    pub fn password_file_with_it(&self) -> Option<PathBuf> {
        let given = self.password_file.as_deref();
        pgpass::find(self, given)?;
        given.map(Path::to_owned).or_else(password_file)
    }

    /// The same login on another database of the server.
    #[must_use]
    pub fn with_database(&self, database: &str) -> Self {
        Self { database: database.to_owned(), ..self.clone() }
    }

    /// `host:port`, or the socket's path; for people.
    #[must_use]
    pub fn address(&self) -> String {
        if self.is_socket() {
            Path::new(&self.host).join(format!(".s.PGSQL.{}", self.port)).display().to_string()
        } else if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// A URL without the password, for display and for the configuration file.
    #[must_use]
    pub fn url_without_password(&self) -> String {
        use std::fmt::Write as _;

        use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
        const KEPT: &AsciiSet =
            &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
        let encode = |text: &str| utf8_percent_encode(text, KEPT).to_string();
        let mut url = format!("postgresql://{}@", encode(&self.user));
        let mut query = Vec::new();
        if self.is_socket() {
            query.push(format!("host={}", encode(&self.host)));
            if self.port != DEFAULT_PORT {
                query.push(format!("port={}", self.port));
            }
        } else {
            let host = encode(&self.host);
            let host =
                if host.contains("%3A") { format!("[{}]", host.replace("%3A", ":")) } else { host };
            let _ = write!(url, "{host}:{}", self.port);
        }
        url.push('/');
        url.push_str(&encode(&self.database));
        if self.ssl_mode != SslMode::Prefer {
            query.push(format!("sslmode={}", self.ssl_mode.as_str()));
        }
        if let Some(root) = &self.root_certificate {
            query.push(format!("sslrootcert={}", encode(&root.to_string_lossy())));
        }
        if let Some((certificate, key)) = &self.client_certificate {
            query.push(format!("sslcert={}", encode(&certificate.to_string_lossy())));
            query.push(format!("sslkey={}", encode(&key.to_string_lossy())));
        }
        if let Some(options) = &self.options {
            query.push(format!("options={}", encode(options)));
        }
        if let Some(file) = &self.password_file {
            query.push(format!("passfile={}", encode(&file.to_string_lossy())));
        }
        if !query.is_empty() {
            url.push('?');
            url.push_str(&query.join("&"));
        }
        url
    }

    #[must_use]
    pub fn is_socket(&self) -> bool {
        self.host.starts_with('/')
    }

    /// Whether the bytes stay on this machine, so that TLS adds nothing.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.is_socket()
            || self.host == "localhost"
            || self.host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// What `pg_dump` is told, all of it in its environment. `PGTZ` makes two dumps of the same
    /// data the same text; `LC_ALL` keeps the tool's own messages in English.
    #[must_use]
    pub fn child_environment(&self) -> Vec<(&'static str, OsString)> {
        let mut environment: Vec<(&'static str, OsString)> = vec![
            ("PGHOST", self.host.clone().into()),
            ("PGPORT", self.port.to_string().into()),
            ("PGUSER", environment_value(&self.user)),
            ("PGDATABASE", environment_value(&self.database)),
            ("PGSSLMODE", self.ssl_mode.as_str().into()),
            ("PGCONNECT_TIMEOUT", "10".into()),
            ("PGAPPNAME", "sauvegarde".into()),
            ("PGTZ", "UTC".into()),
            ("LC_ALL", "C".into()),
        ];
        if let Some(password) = &self.password {
            environment.push(("PGPASSWORD", environment_value(password.expose())));
        }
        if let Some(root) = &self.root_certificate {
            environment.push(("PGSSLROOTCERT", root.clone().into()));
        }
        if let Some((certificate, key)) = &self.client_certificate {
            environment.push(("PGSSLCERT", certificate.clone().into()));
            environment.push(("PGSSLKEY", key.clone().into()));
        }
        if let Some(options) = &self.options {
            environment.push(("PGOPTIONS", environment_value(options)));
        }
        environment
    }
}

fn default_host() -> String {
    if cfg!(windows) {
        return "localhost".to_owned();
    }
    // Debian's libpq looks in the first, an upstream build in the second.
    let folders = ["/var/run/postgresql", "/tmp"];
    let there = folders
        .iter()
        .find(|folder| Path::new(folder).join(format!(".s.PGSQL.{DEFAULT_PORT}")).exists());
    (*there.unwrap_or(&"localhost")).to_owned()
}

/// libpq asks the system, not the environment; where the system does not say, the environment.
fn system_user(environment: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let names = if cfg!(windows) { ["USERNAME", "USER"] } else { ["USER", "LOGNAME"] };
    let in_environment = || names.iter().find_map(|name| environment(name));
    platform::user().or_else(in_environment).filter(|user| !user.is_empty())
}

pub(crate) fn invalid(detail: String) -> Error {
    Error::ConnectionInvalid { detail }
}

#[cfg(test)]
mod tests;
