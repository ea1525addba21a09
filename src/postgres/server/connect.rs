//! The way into a server: login, language, pooler or not; and why it came to nothing.

use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::error::SqlState;

use super::failure::unreachable;
use super::greeting::{Greeting, started};
use super::{ANSWER_LIMIT, Server, as_stored, last_text, others, pooler, refusal, tls};
use crate::postgres::connection::{ChannelBinding, Connection, SslMode};
use crate::report::error::{Error, Result};

/// Those of the login and of the database are meant for others; not each server has all of them.
const NO_LIMITS: &str = "select set_config(name, '0', false)
    from unnest(array['statement_timeout', 'lock_timeout', 'transaction_timeout',
                      'idle_session_timeout', 'idle_in_transaction_session_timeout']) name
    where current_setting(name, true) is not null";

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

    pub(super) fn open(
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
