//! One connection to the server, with blocking calls that all have a time limit.
//!
//! A current-thread runtime runs inside: the job's thread drives it while it waits for an answer.

use std::time::Duration;

use tokio::runtime::Runtime;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row, SimpleQueryMessage};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::report::error::{Error, Result};

mod admin;
mod as_stored;
mod choose;
mod connect;
mod dependents;
mod facts;
mod failure;
pub mod former;
mod greeting;
mod locale;
mod lossy;
mod others;
mod pooler;
mod privileges;
mod refusal;
mod relay;
mod session;
mod standby;
mod stream;
mod tables;
mod tls;
mod values;

pub use admin::QUOTED_LISTS;
pub use choose::Access;
pub use facts::{DatabaseFacts, ServerFacts};
pub use former::{FORMER_MARK, PROVISIONAL};
pub use locale::LocaleReplaced;
pub use others::with_tables as databases_with_tables;
pub use relay::Relay;
pub use session::CopyIn;
pub use tables::{Reading, Refusal, Table};

/// Our questions read catalogs only.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

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
                object: failure::named(db).map(Box::new),
            },
            None if error.is_closed() || self.client.is_closed() => {
                Error::ServerLost { address: self.address.clone() }
            }
            None => failure::answer("", &failure::with_cause(error)),
        }
    }
}

/// The first column of the last row.
fn last_text(answer: &[SimpleQueryMessage]) -> Option<&str> {
    answer.iter().rev().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    })
}
