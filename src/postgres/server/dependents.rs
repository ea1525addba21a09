//! Who hangs on a database besides the sessions on it.

use std::time::Duration;

use super::{Server, lossy};
use crate::report::error::{Error, PreparedTransaction, ReplicationSlot, Result};

impl Server {
    /// The oldest first.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn prepared_transactions(&self, database: &str) -> Result<Vec<PreparedTransaction>> {
        let rows = self.query(
            "select gid, owner::text, extract(epoch from now() - prepared)::bigint
             from pg_prepared_xacts where database = $1::text order by prepared",
            &[&database],
        )?;
        let transaction = |row| PreparedTransaction {
            gid: lossy::text(row, 0),
            owner: lossy::text(row, 1),
            age: Duration::from_secs(row.get::<_, i64>(2).try_into().unwrap_or_default()),
        };
        Ok(rows.iter().map(transaction).collect())
    }

    /// Those that outlast their session.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn replication_slots(&self, database: &str) -> Result<Vec<ReplicationSlot>> {
        let rows = self.query(
            "select slot_name::text,
                    case when active then coalesce(
                        (select concat_ws(', ', nullif(application_name, ''), usename)
                         from pg_stat_activity where pid = active_pid) || ', ', '')
                        || 'PID ' || active_pid end
             from pg_replication_slots where database = $1::text and not temporary order by 1",
            &[&database],
        )?;
        let slot =
            |row| ReplicationSlot { name: lossy::text(row, 0), reader: lossy::optional(row, 1) };
        Ok(rows.iter().map(slot).collect())
    }

    /// Workers of extensions that sit in the database, such as pg_cron's launcher. Ended like a
    /// session, they end for good: the server starts none again that has ended in peace.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn background_workers(&self, database: &str) -> Result<Vec<String>> {
        let rows = self.query(
            "select distinct backend_type from pg_stat_activity where datname = $1::text
             and backend_type not in ('client backend', 'autovacuum worker', 'parallel worker',
                                      'walsender')
             and backend_type not like 'logical replication%' order by 1",
            &[&database],
        )?;
        Ok(rows.iter().map(|row| lossy::text(row, 0)).collect())
    }

    /// None where this login may not see them.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn subscriptions(&self, database: &str) -> Result<Vec<String>> {
        let rows = self.query(
            "select subname::text from pg_subscription
             where subdbid = (select oid from pg_database where datname = $1::text) order by 1",
            &[&database],
        );
        match rows {
            Err(Error::Forbidden { .. }) => Ok(Vec::new()),
            rows => Ok(rows?.iter().map(|row| lossy::text(row, 0)).collect()),
        }
    }
}
