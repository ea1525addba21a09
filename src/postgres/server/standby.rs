//! A server that follows another one.

use super::{Server, lossy};
use crate::report::error::Result;

impl Server {
    /// Where this server only follows another one: that one, if it is to be learnt. The outer
    /// nothing is a server that can be written to.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn primary(&self) -> Result<Option<Option<String>>> {
        let rows = self.query("select pg_is_in_recovery()", &[])?;
        if !rows.first().is_some_and(|row| row.get(0)) {
            return Ok(None);
        }
        // Only whoever may read the server's statistics sees it.
        let sql = "select sender_host || ':' || sender_port from pg_stat_wal_receiver
                   where sender_host <> ''";
        let rows = self.query(sql, &[]).unwrap_or_default();
        Ok(Some(rows.first().and_then(|row| lossy::optional(row, 0))))
    }
}
