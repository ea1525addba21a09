//! Where a database is and how to log in, from a URL, a key/value string, a service file, the
//! `PG*` variables and the password file, in libpq's order of precedence.
//!
//! Invariant: the password appears in no `Debug`, no `Display` and no argument list; the child
//! gets it in its environment.

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::platform::code_page::environment_value;
use crate::report::error::{Error, KeyringTrouble, PasswordFile, Result};
use crate::report::secret::Secret;
use crate::tr;

mod address;
mod foreign;
mod hosts;
pub mod keyring;
mod parameters;
mod pgpass;
#[cfg_attr(unix, path = "connection/unix.rs")]
#[cfg_attr(windows, path = "connection/windows.rs")]
mod platform;
mod protection;
mod service;

pub(crate) use address::{is_one as is_address, not_another};
pub use hosts::{Alternatives, Host, SessionTarget};
pub use parameters::{Parameters, quoted};
pub use pgpass::{file as password_file, store as store_password};
pub use protection::{ChannelBinding, Protection};

/// The port that PostgreSQL listens on unless told otherwise.
pub const DEFAULT_PORT: u16 = 5432;

/// To a server that answers, a connection takes milliseconds; to a firewall that drops packets it
/// would take minutes.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// Also for whoever asks to wait for ever.
const LONGEST_CONNECT_LIMIT: Duration = Duration::from_secs(300);

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
            // The second is node-postgres's word: TLS whatever the certificate.
            "require" | "no-verify" => Ok(Self::Require),
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
    /// libpq's `hostaddr`, where a host is named too.
    pub host_address: Option<IpAddr>,
    /// As long as it is not decided which host it is.
    pub alternatives: Alternatives,
    pub user: String,
    pub password: Option<Secret>,
    pub database: String,
    pub ssl_mode: SslMode,
    /// The authorities to trust; `system` in the source means those of the system.
    pub root_certificate: Option<PathBuf>,
    pub client_certificate: Option<(PathBuf, PathBuf)>,
    pub protection: Protection,
    /// libpq's `connect_timeout`, in seconds; 0 is for ever.
    pub connect_timeout_s: Option<u32>,
    pub options: Option<String>,
    /// libpq's `passfile`.
    pub password_file: Option<PathBuf>,
    /// Why the keyring gave no password, if it should have.
    pub keyring_trouble: Option<KeyringTrouble>,
    /// Parameters of other programs, which change nothing here.
    pub passed_over: Vec<String>,
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

    fn resolve(
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
            password: given.take("password").filter(|word| !word.is_empty()).map(Secret::new),
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

    /// How long one host may take to answer.
    #[must_use]
    pub fn connect_limit(&self) -> Duration {
        match self.connect_timeout_s {
            None => CONNECT_LIMIT,
            Some(0) => LONGEST_CONNECT_LIMIT,
            // libpq has no less than two either.
            Some(seconds) => Duration::from_secs(seconds.max(2).into()).min(LONGEST_CONNECT_LIMIT),
        }
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
        use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
        const KEPT: &AsciiSet =
            &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
        let encode = |text: &str| utf8_percent_encode(text, KEPT).to_string();
        let (places, hosts) = hosts::in_url(&self.hosts(), &encode);
        let mut url = format!("postgresql://{}@{places}/", encode(&self.user));
        url.push_str(&encode(&self.database));
        let mut query: Vec<(&str, String)> = hosts;
        if self.alternatives.target != SessionTarget::Any {
            let target = self.alternatives.target.as_str();
            query.push(("target_session_attrs", target.to_owned()));
        }
        if self.alternatives.in_any_order {
            query.push(("load_balance_hosts", "random".to_owned()));
        }
        if self.ssl_mode != SslMode::Prefer {
            query.push(("sslmode", self.ssl_mode.as_str().to_owned()));
        }
        let path = |path: &Path| path.to_string_lossy().into_owned();
        if let Some(root) = &self.root_certificate {
            query.push(("sslrootcert", path(root)));
        }
        if let Some((certificate, key)) = &self.client_certificate {
            query.push(("sslcert", path(certificate)));
            query.push(("sslkey", path(key)));
        }
        query.extend(self.protection.parameters());
        if let Some(seconds) = self.connect_timeout_s {
            query.push(("connect_timeout", seconds.to_string()));
        }
        if let Some(options) = &self.options {
            query.push(("options", options.clone()));
        }
        if let Some(file) = &self.password_file {
            query.push(("passfile", path(file)));
        }
        let query: Vec<String> =
            query.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect();
        if !query.is_empty() {
            url.push('?');
            url.push_str(&query.join("&"));
        }
        url
    }

    /// As [`url_without_password`](Self::url_without_password), with the password: for our own
    /// memory only. The environment has no say in what it means.
    #[must_use]
    pub fn url_with_password(&self) -> String {
        use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
        let mut url = self.url_without_password();
        let mut add = |key: &str, value: &str| {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(key);
            url.push('=');
            url.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
        };
        if self.alternatives.target == SessionTarget::Any {
            add("target_session_attrs", SessionTarget::Any.as_str());
        }
        if self.ssl_mode == SslMode::Prefer {
            add("sslmode", self.ssl_mode.as_str());
        }
        if let Some(password) = &self.password {
            add("password", password.expose());
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
            ("PGCONNECT_TIMEOUT", self.connect_limit().as_secs().to_string().into()),
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
        if let Some(address) = self.host_address {
            environment.push(("PGHOSTADDR", address.to_string().into()));
        }
        environment.extend(self.protection.child_environment());
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
