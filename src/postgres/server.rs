//! One connection to the server, with blocking calls that all have a time limit.
//!
//! A current-thread runtime runs inside: the job's thread drives it while it waits for an answer.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Runtime;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Row, SimpleQueryMessage};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::postgres::connection::{ChannelBinding, Connection, SslMode};
use crate::report::error::{Error, Result, ServerObject, system};
use crate::tr;

mod admin;
mod as_stored;
mod choose;
mod dependents;
mod facts;
pub mod former;
mod locale;
mod lossy;
mod others;
mod pooler;
mod privileges;
mod refusal;
mod relay;
mod session;
mod standby;
mod tables;
mod tls;
mod values;

pub use admin::QUOTED_LISTS;
pub use choose::Access;
pub use facts::{DatabaseFacts, ServerFacts};
pub use locale::LocaleReplaced;
pub use others::with_tables as databases_with_tables;
pub use refusal::{FORMER_MARK, PROVISIONAL};
pub use relay::Relay;
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
///
/// Invariant: until [`connect_session`](Self::connect_session) has proved that the session is ours
/// alone, each question is one exchange, and none leaves a setting behind. A pooler gives the
/// server's process to somebody else between two of them.
pub struct Server {
    runtime: Runtime,
    client: Client,
    tls: MakeRustlsConnect,
    address: String,
    version: String,
    encoding: String,
    pooled: bool,
}

impl Server {
    /// # Errors
    /// Unreachable, silent, wrong login, unknown database: each its own [`Error`].
    pub fn connect(connection: &Connection) -> Result<Self> {
        let open = |it: &Connection| Self::open(it, it.connect_limit(), ANSWER_LIMIT);
        open(connection).or_else(|error| match error {
            Error::DatabaseUnknown { database, .. } => {
                Err(Error::DatabaseUnknown { database, others: others::names(connection) })
            }
            // As libpq: the server's rules may be for connections without encryption.
            Error::NotInPgHba { .. } if connection.ssl_mode == SslMode::Prefer => {
                let plain = Connection { ssl_mode: SslMode::Disable, ..connection.clone() };
                open(&plain).map_err(|_| error)
            }
            other => Err(other),
        })
    }

    /// As [`connect`](Self::connect), to a session that is ours alone until it ends, without the
    /// limits that are meant for others.
    ///
    /// # Errors
    /// [`Error::SessionNeeded`] through a pooler that gives none, or as [`connect`](Self::connect).
    pub fn connect_session(connection: &Connection) -> Result<Self> {
        let server = Self::connect(connection)?;
        if server.pooled {
            if !server.is_kept(connection)? {
                return Err(server.session_needed(connection));
            }
            server.batch(NO_LIMITS, ANSWER_LIMIT)?;
        }
        Ok(server)
    }

    fn open(
        connection: &Connection,
        connect_limit: Duration,
        answer_limit: Duration,
    ) -> Result<Self> {
        let address = connection.address();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| unreachable(&address, &error.to_string()))?;
        let tls = tls::connector(connection)?;
        let config = config(connection);
        let attempt = async {
            let silent = |after| Error::ServerSilent { address: address.clone(), after };
            let attempt = tokio::time::timeout(connect_limit, config.connect(tls.clone())).await;
            let (client, greeting) = match attempt.map_err(|_| silent(connect_limit))? {
                Ok((client, driver)) => started(client, driver),
                Err(error) if error.code() == Some(&SqlState::FEATURE_NOT_SUPPORTED) => {
                    let attempt = as_stored::connect(config, connection, &tls);
                    let attempt = tokio::time::timeout(connect_limit, attempt).await;
                    attempt.map_err(|_| silent(connect_limit))??
                }
                Err(error) => return Err(refusal::of(&error, connection)),
            };
            // Otherwise the server refuses to send a name or a comment that is not UTF-8.
            let lossless = match greeting.encoding.as_str() {
                "SQL_ASCII" | "MULE_INTERNAL" => "set client_encoding = 'SQL_ASCII';",
                _ => "",
            };
            let number = pooler::number_told(&client).await;
            let sql = format!(
                "{NO_LIMITS} and pg_backend_pid() = {number}; {lossless}
                 select pg_backend_pid()"
            );
            let answer = tokio::time::timeout(answer_limit, client.simple_query(&sql)).await;
            let answer = answer.map_err(|_| silent(answer_limit))?;
            let answer = answer.map_err(|error| refusal::of(&error, connection))?;
            let pooled = last_text(&answer) != Some(number.to_string().as_str());
            Ok::<_, Error>((client, greeting, pooled))
        };
        let (client, Greeting { version, encoding }, pooled) = runtime.block_on(async {
            match attempt.await {
                Err(error) => Err(refusal::unless_foreign(error, connection).await),
                connected => connected,
            }
        })?;
        Ok(Self { runtime, client, tls, address, version, encoding, pooled })
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

    /// Whether something stands between us and the server that answers in its name.
    #[must_use]
    pub fn is_pooled(&self) -> bool {
        self.pooled
    }

    /// # Errors
    /// [`Error::ServerSilent`], [`Error::ServerLost`] or the server's own words.
    pub fn query(&self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>> {
        self.wait(self.client.query_typed(sql, &values::typed(values)), ANSWER_LIMIT)
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
    // Of the systems' own words for it no kind is left.
    let unknown = ["failed to lookup address information", "(os error 11001)"];
    let detail = if unknown.iter().any(|words| detail.contains(words)) {
        tr!("system-host-unknown")
    } else {
        detail.to_owned()
    };
    Error::ServerUnreachable { address: address.to_owned(), detail }
}

/// The first column of the last row.
fn last_text(answer: &[SimpleQueryMessage]) -> Option<&str> {
    answer.iter().rev().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    })
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
