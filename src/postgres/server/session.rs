//! Statements and COPY that may take as long as they need and end when the user cancels.

use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::SinkExt as _;
use tokio_postgres::CopyInSink;
use tokio_postgres::types::Type;

use super::Server;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result};

/// How often a wish to cancel is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// For the server to take note of it.
const CANCEL_LIMIT: Duration = Duration::from_secs(5);

/// Rows on their way into a table. Dropping it before [`CopyIn::finish`] takes them back.
pub struct CopyIn<'a> {
    server: &'a Server,
    sink: Pin<Box<CopyInSink<Bytes>>>,
}

impl Server {
    /// Runs one statement, however long it takes.
    ///
    /// # Errors
    /// [`Error::Cancelled`], or as [`Server::query`].
    pub fn execute(&self, sql: &str, cancel: &CancelToken) -> Result<()> {
        self.unless_cancelled(self.client.batch_execute(sql), cancel)
    }

    /// As [`execute`](Self::execute), and refuses a text that is more than one statement.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn execute_one(&self, sql: &str, cancel: &CancelToken) -> Result<()> {
        self.unless_cancelled(self.client.execute_typed(sql, &[]), cancel).map(drop)
    }

    /// The one number that a query gives.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn count(&self, sql: &str, cancel: &CancelToken) -> Result<u64> {
        let row = self.unless_cancelled(self.client.query_typed_one(sql, &[]), cancel)?;
        let count: i64 = row.try_get(0).map_err(|error| self.answer_error(&error))?;
        Ok(count.try_into().unwrap_or_default())
    }

    /// The types of the columns that a query gives; it is not run.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn types(&self, sql: &str, cancel: &CancelToken) -> Result<Vec<Type>> {
        let statement = self.unless_cancelled(self.client.prepare(sql), cancel)?;
        Ok(statement.columns().iter().map(|column| column.type_().clone()).collect())
    }

    /// Begins `COPY … FROM stdin`.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub fn copy_in(&self, sql: &str, cancel: &CancelToken) -> Result<CopyIn<'_>> {
        let sink = self.unless_cancelled(self.client.copy_in::<_, Bytes>(sql), cancel)?;
        Ok(CopyIn { server: self, sink: Box::pin(sink) })
    }

    pub(super) fn unless_cancelled<T>(
        &self,
        answer: impl Future<Output = std::result::Result<T, tokio_postgres::Error>>,
        cancel: &CancelToken,
    ) -> Result<T> {
        // Rows are sent one after the other, each of them faster than we look below.
        cancel.check()?;
        let answer = self.runtime.block_on(async {
            let mut answer = std::pin::pin!(answer);
            loop {
                match tokio::time::timeout(LOOK_EVERY, &mut answer).await {
                    Ok(answer) => return Some(answer),
                    Err(_) if cancel.is_cancelled() => {
                        let asked = self.client.cancel_token();
                        let asked = asked.cancel_query(self.tls.clone());
                        let _ = tokio::time::timeout(CANCEL_LIMIT, asked).await;
                        return None;
                    }
                    Err(_) => {}
                }
            }
        });
        answer.ok_or(Error::Cancelled)?.map_err(|error| self.answer_error(&error))
    }
}

impl CopyIn<'_> {
    /// # Errors
    /// As [`Server::execute`].
    pub fn send(&mut self, rows: Bytes, cancel: &CancelToken) -> Result<()> {
        self.server.unless_cancelled(self.sink.send(rows), cancel)
    }

    /// # Errors
    /// As [`Server::execute`]; the table is then as before.
    pub fn finish(mut self, cancel: &CancelToken) -> Result<u64> {
        self.server.unless_cancelled(self.sink.as_mut().finish(), cancel)
    }
}
