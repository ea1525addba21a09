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
use crate::report::error::{KeyringTrouble, Result};
use crate::report::i18n::tr;
use crate::report::secret::Secret;

mod address;
mod foreign;
mod hosts;
pub mod keyring;
mod parameters;
mod pgpass;
mod protection;
mod resolve;
mod service;
mod url;

pub use address::DEFAULT_PORT;
pub(crate) use address::{is_one as is_address, not_another};
pub use hosts::{Alternatives, Host, SessionTarget};
pub use parameters::{Parameters, quoted};
pub use pgpass::{file as password_file, store as store_password};
pub use protection::{ChannelBinding, Protection};

/// Names a file whose first line is the password: what containers are given as a secret.
pub const SECRET_FILE: &str = "PGPASSWORD_FILE";
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
            _ => Err(address::invalid(tr!("connection-sslmode", value = text))),
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

    /// All hosts of the address, in its order.
    #[must_use]
    pub fn hosts(&self) -> Vec<Host> {
        let (name, address, port) = (self.host.clone(), self.host_address, self.port);
        let mut hosts = vec![Host { name, address, port }];
        hosts.extend(self.alternatives.more.iter().cloned());
        hosts
    }

    /// The same database on one of its hosts.
    #[must_use]
    pub fn at(&self, host: &Host) -> Self {
        let alternatives = Alternatives::default();
        let Host { name, address, port } = host.clone();
        Self { host: name, host_address: address, port, alternatives, ..self.clone() }
    }

    /// The same login on these hosts; lists with commas, as libpq takes them.
    ///
    /// # Errors
    /// [`Error::ConnectionInvalid`](crate::Error::ConnectionInvalid).
    pub fn with_hosts(&self, names: &str, ports: &str) -> Result<Self> {
        // An address that was given for another host is not this one's.
        let former = self.hosts();
        let address = |name: &str| former.iter().find(|host| host.name == name)?.address;
        let hosts = hosts::parse(Some(names), None, ports)?.into_iter();
        let mut hosts = hosts.map(|host| Host { address: address(&host.name), ..host });
        let Some(first) = hosts.next() else { return Ok(self.clone()) };
        let mut alternatives = Alternatives { more: hosts.collect(), ..self.alternatives.clone() };
        alternatives.tried.clear();
        let Host { name: host, address: host_address, port } = first;
        Ok(Self { host, port, host_address, alternatives, ..self.clone() })
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

#[cfg(test)]
mod tests;
