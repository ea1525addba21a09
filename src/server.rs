//! One connection to the server, with blocking calls that all have a time limit.
//!
//! A current-thread runtime runs inside: the job's thread drives it while it waits for an answer.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Runtime;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Row};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::connection::{ChannelBinding, Connection, SslMode};
use crate::error::{Error, Result, ServerObject, system};

mod admin;
mod as_stored;
mod choose;
mod dependents;
mod facts;
mod locale;
mod lossy;
mod privileges;
mod session;
mod tables;
mod tls;

pub use admin::{quote_identifier, quote_literal};
pub use choose::Purpose;
pub use dependents::{PreparedTransaction, ReplicationSlot};
pub use facts::{DatabaseFacts, ServerFacts};
pub use locale::LocaleReplaced;
pub use session::CopyIn;
pub use tables::{Reading, Refusal, Table};

/// Our questions read catalogs only.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

/// Those of the login and of the database are meant for others; not each server has all of them.
const NO_LIMITS: &str = "select set_config(name, '0', false)
    from unnest(array['statement_timeout', 'lock_timeout', 'transaction_timeout',
                      'idle_session_timeout', 'idle_in_transaction_session_timeout']) name
    where current_setting(name, true) is not null";

/// A session on one database.
pub struct Server {
    runtime: Runtime,
    client: Client,
    tls: MakeRustlsConnect,
    address: String,
    version: String,
    encoding: String,
}

impl Server {
    /// # Errors
    /// Unreachable, silent, wrong login, unknown database: each its own [`Error`].
    pub fn connect(connection: &Connection) -> Result<Self> {
        let address = connection.address();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| unreachable(&address, &error.to_string()))?;
        let tls = tls::connector(connection)?;
        let config = config(connection);
        let connect_limit = connection.connect_limit();
        let (client, Greeting { version, encoding }) = runtime.block_on(async {
            let silent = |after| Error::ServerSilent { address: address.clone(), after };
            let attempt = tokio::time::timeout(connect_limit, config.connect(tls.clone())).await;
            let (client, greeting) = match attempt.map_err(|_| silent(connect_limit))? {
                Ok((client, driver)) => started(client, driver),
                Err(error) if error.code() == Some(&SqlState::FEATURE_NOT_SUPPORTED) => {
                    let attempt = as_stored::connect(config, connection, &tls);
                    let attempt = tokio::time::timeout(connect_limit, attempt).await;
                    attempt.map_err(|_| silent(connect_limit))??
                }
                Err(error) => return Err(connect_error(&error, connection)),
            };
            // Otherwise the server refuses to send a name or a comment that is not UTF-8.
            let lossless = match greeting.encoding.as_str() {
                "SQL_ASCII" | "MULE_INTERNAL" => "set client_encoding = 'SQL_ASCII'",
                _ => "",
            };
            let sql = format!("{NO_LIMITS}; {lossless}");
            let answer = tokio::time::timeout(ANSWER_LIMIT, client.batch_execute(&sql)).await;
            let answer = answer.map_err(|_| silent(ANSWER_LIMIT))?;
            answer.map_err(|error| connect_error(&error, connection))?;
            Ok::<_, Error>((client, greeting))
        })?;
        Ok(Self { runtime, client, tls, address, version, encoding })
    }

    /// As people write it: `15.18`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Of the database, as PostgreSQL calls it.
    #[must_use]
    pub fn encoding(&self) -> &str {
        &self.encoding
    }

    /// # Errors
    /// [`Error::ServerSilent`], [`Error::ServerLost`] or the server's own words.
    pub fn query(&self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>> {
        self.wait(self.client.query(sql, values), ANSWER_LIMIT)
    }

    /// As [`query`](Self::query), of columns that are all text.
    ///
    /// # Errors
    /// As [`query`](Self::query), also for bytes that are no text.
    pub fn texts(
        &self,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Vec<Option<String>>>> {
        let rows = self.query(sql, values)?;
        let texts = rows.iter().map(|row| (0..row.len()).map(|at| row.try_get(at)).collect());
        texts.collect::<std::result::Result<_, _>>().map_err(|error| self.answer_error(&error))
    }

    /// Runs statements separated by `;`, within `limit`.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub fn batch(&self, sql: &str, limit: Duration) -> Result<()> {
        self.wait(self.client.batch_execute(sql), limit)
    }

    fn wait<T>(
        &self,
        answer: impl Future<Output = std::result::Result<T, tokio_postgres::Error>>,
        limit: Duration,
    ) -> Result<T> {
        self.runtime
            .block_on(async { tokio::time::timeout(limit, answer).await })
            .map_err(|_| Error::ServerSilent { address: self.address.clone(), after: limit })?
            .map_err(|error| self.answer_error(&error))
    }

    fn answer_error(&self, error: &tokio_postgres::Error) -> Error {
        match error.as_db_error() {
            // 57P01 and its like: the session was ended from outside.
            Some(db) if db.code().code().starts_with("57P") => {
                Error::ServerLost { address: self.address.clone() }
            }
            Some(db) if db.code().code() == "42501" => {
                Error::Forbidden { detail: db.message().to_owned() }
            }
            Some(db) => Error::ServerAnswer {
                sqlstate: db.code().code().to_owned(),
                detail: db.message().to_owned(),
                object: named(db).map(Box::new),
            },
            None if error.is_closed() || self.client.is_closed() => {
                Error::ServerLost { address: self.address.clone() }
            }
            None => answer("", &with_cause(error)),
        }
    }
}

/// What a server says of itself without being asked.
struct Greeting {
    version: String,
    encoding: String,
}

/// The session at work.
fn started<S, T>(client: Client, driver: tokio_postgres::Connection<S, T>) -> (Client, Greeting)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let version = driver.parameter("server_version").unwrap_or_default();
    let version = version.split_whitespace().next().unwrap_or_default().to_owned();
    let encoding = driver.parameter("server_encoding").unwrap_or("UTF8").to_owned();
    // The driver ends with the client; its error comes with the next answer.
    tokio::spawn(driver);
    (client, Greeting { version, encoding })
}

fn config(connection: &Connection) -> Config {
    let mut config = Config::new();
    config
        .host(&connection.host)
        .port(connection.port)
        .user(&connection.user)
        .dbname(&connection.database)
        .application_name("sauvegarde")
        .connect_timeout(connection.connect_limit())
        .channel_binding(match connection.protection.channel_binding {
            ChannelBinding::Disable => tokio_postgres::config::ChannelBinding::Disable,
            ChannelBinding::Prefer => tokio_postgres::config::ChannelBinding::Prefer,
            ChannelBinding::Require => tokio_postgres::config::ChannelBinding::Require,
        })
        .ssl_mode(match connection.ssl_mode {
            SslMode::Disable => tokio_postgres::config::SslMode::Disable,
            SslMode::Prefer => tokio_postgres::config::SslMode::Prefer,
            _ => tokio_postgres::config::SslMode::Require,
        });
    if let Some(address) = connection.host_address {
        config.hostaddr(address);
    }
    if let Some(password) = &connection.password {
        config.password(password.expose());
    }
    if let Some(options) = &connection.options {
        config.options(options);
    }
    config
}

fn answer(sqlstate: &str, detail: &str) -> Error {
    let (sqlstate, detail) = (sqlstate.to_owned(), detail.to_owned());
    Error::ServerAnswer { sqlstate, detail, object: None }
}

fn named(db: &tokio_postgres::error::DbError) -> Option<ServerObject> {
    db.constraint().map(|name| ServerObject { constraint: Some(name.to_owned()) })
}

fn unreachable(address: &str, detail: &str) -> Error {
    Error::ServerUnreachable { address: address.to_owned(), detail: detail.to_owned() }
}

/// Decides by SQLSTATE, never by the message: that one is in the server's language.
fn connect_error(error: &tokio_postgres::Error, connection: &Connection) -> Error {
    let address = connection.address();
    let Some(db) = error.as_db_error() else {
        // The library's own text, not the server's; it has no kind for it.
        if connection.password.is_none() && with_cause(error).contains("password missing") {
            return match connection.keyring_trouble.clone() {
                Some(trouble) => Error::Keyring { trouble },
                None => Error::PasswordMissing {
                    user: connection.user.clone(),
                    file: connection.in_password_file(),
                },
            };
        }
        return match tls::refused_certificate(error) {
            Some(detail) => Error::CertificateRefused { address, detail },
            None => unreachable(&address, &with_cause(error)),
        };
    };
    match db.code().code() {
        "28P01" => Error::AuthenticationFailed {
            user: connection.user.clone(),
            password_given: connection.password.is_some(),
        },
        // No such role, no line for it in pg_hba.conf, or peer authentication: a password would
        // not help.
        "28000" => Error::LoginNotAllowed {
            user: connection.user.clone(),
            detail: db.message().to_owned(),
        },
        "3D000" => Error::DatabaseUnknown { database: connection.database.clone() },
        "42501" => Error::Forbidden { detail: db.message().to_owned() },
        // Starting up, shutting down, too many clients: the server is there and does not serve.
        _ => unreachable(&address, db.message()),
    }
}

/// tokio-postgres names the step, its cause says what happened.
fn with_cause(error: &tokio_postgres::Error) -> String {
    let cause = std::error::Error::source(error);
    let of_system = cause.and_then(|cause| cause.downcast_ref::<std::io::Error>());
    if let Some(detail) = of_system.and_then(|cause| system::known(cause.kind())) {
        return detail;
    }
    match cause {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
