//! Tables by their names, and one read to its end to see whether the server still can.

use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio_postgres::error::DbError;

use super::{Server, lossy};
use crate::report::cancel::CancelToken;
use crate::report::error::Result;
use crate::report::sql::quote_identifier;

/// Whose rows a dump holds, or whose partitions' rows.
const WITH_ROWS: &str = "c.relkind in ('r', 'p') and c.relpersistence <> 't'
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";
/// For whoever holds the table that is to be read. The transaction keeps the session together and
/// takes the limit along when it ends.
const BEGIN: &str =
    "begin read only; set local lock_timeout = '5s'; set local statement_timeout = 0";
const ROLLBACK_LIMIT: Duration = Duration::from_secs(5);

/// A table that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// With its schema, quoted as SQL needs it.
    pub shown: String,
    /// Schema and name in the database's own encoding, as its own `pg_dump` takes them.
    pub schema: Vec<u8>,
    pub name: Vec<u8>,
    oid: u32,
}

/// What came of reading a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    Whole,
    Refused(Refusal),
    /// Neither its end nor an error came in time.
    TooLong,
}

/// An error of the server. The texts are in the server's language, but for those that only its
/// authors were meant to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub sqlstate: String,
    pub message: String,
    pub detail: String,
    pub hint: String,
}

impl Server {
    /// The tables of this name, in this schema or in any.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn tables_named(&self, schema: Option<&str>, name: &str) -> Result<Vec<Table>> {
        self.tables(
            "(select c.oid from pg_catalog.pg_class c
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              where c.relname::text = $1::text
                and ($2::text is null or n.nspname::text = $2::text))",
            &[&name, &schema],
        )
    }

    /// The partitions of a table, and theirs; none of one that is not partitioned.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn partitions(&self, table: &Table) -> Result<Vec<Table>> {
        self.tables(
            "(with recursive parts(oid) as (
                  select inhrelid from pg_catalog.pg_inherits where inhparent = $1
                  union select i.inhrelid from pg_catalog.pg_inherits i
                        join parts p on p.oid = i.inhparent)
              select p.oid from parts p join pg_catalog.pg_class c on c.oid = p.oid
              where c.relispartition)",
            &[&table.oid],
        )
    }

    fn tables(
        &self,
        which: &str,
        values: &[&(dyn tokio_postgres::types::ToSql + Sync)],
    ) -> Result<Vec<Table>> {
        let encoded = |name: &str| {
            format!("pg_catalog.convert_to({name}::text, pg_catalog.getdatabaseencoding())")
        };
        let sql = format!(
            "select (pg_catalog.quote_ident(n.nspname) || '.' ||
                     pg_catalog.quote_ident(c.relname))::text, {}, {}, c.oid
             from pg_catalog.pg_class c
             join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where {WITH_ROWS} and c.oid in {which} order by 1",
            encoded("n.nspname"),
            encoded("c.relname"),
        );
        let rows = self.query(&sql, values)?;
        let table = |row: &tokio_postgres::Row| Table {
            shown: lossy::text(row, 0),
            schema: row.get(1),
            name: row.get(2),
            oid: row.get(3),
        };
        Ok(rows.iter().map(table).collect())
    }

    /// Reads every row of a table in the way in which `pg_dump` reads it, and keeps none.
    ///
    /// # Errors
    /// [`Error::Cancelled`](crate::Error::Cancelled), or the loss of the connection.
    pub fn read_through(
        &self,
        schema: &str,
        name: &str,
        limit: Duration,
        cancel: &CancelToken,
    ) -> Result<Reading> {
        self.execute(BEGIN, cancel)?;
        let [schema, name] = [schema, name].map(quote_identifier);
        let sql = format!("copy {schema}.{name} to stdout");
        let read = async {
            let mut rows = pin!(self.client.copy_out(&sql).await?);
            while let Some(piece) = rows.next().await {
                piece?;
            }
            Ok::<_, tokio_postgres::Error>(Reading::Whole)
        };
        let in_time = async {
            match tokio::time::timeout(limit, read).await {
                Err(_) => Ok(Reading::TooLong),
                Ok(Err(error)) => match error.as_db_error() {
                    Some(db) if !is_farewell(db) => Ok(Reading::Refused(Refusal {
                        sqlstate: db.code().code().to_owned(),
                        message: db.message().to_owned(),
                        detail: db.detail().unwrap_or_default().to_owned(),
                        hint: db.hint().unwrap_or_default().to_owned(),
                    })),
                    _ => Err(error),
                },
                Ok(read) => read,
            }
        };
        let reading = self.unless_cancelled(in_time, cancel);
        // Rows of a table that took too long may still be on their way.
        let _ = self.batch("rollback", ROLLBACK_LIMIT);
        reading
    }
}

/// The session was ended from outside.
fn is_farewell(error: &DbError) -> bool {
    error.code().code().starts_with("57P")
}
