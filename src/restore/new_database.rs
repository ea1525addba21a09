//! A database while it is being filled, under a provisional name.

use std::time::{Duration, Instant};

use super::properties::Properties;
use super::swap;
use crate::postgres::connection::Connection;
use crate::postgres::server::former::Cause;
use crate::postgres::server::{LocaleReplaced, PROVISIONAL, Server};
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result, Warning};
use crate::report::sql::quote_identifier;

/// PostgreSQL cuts longer names.
const LONGEST_NAME: usize = 63;

const LEAVE_LIMIT: Duration = Duration::from_secs(1);
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// Drops what interrupted restores left: only what has a name of ours, and whose lock is free
/// because its restore's session is gone.
pub fn sweep(server: &Server) -> Result<()> {
    // An advisory lock is taken in the database of its session, and another restore's need not be
    // the one of this; `pg_locks` shows those of all.
    let rows = server.query(
        "select datname::text from pg_database d
         where datname ~ ('^' || $1::text || '[0-9a-f]{32}$') and pg_has_role(datdba, 'USAGE')
         and not exists (select from pg_locks where locktype = 'advisory' and objsubid = 1
             and (classid::bigint << 32 | objid::bigint) = hashtextextended(d.datname::text, 0))",
        &[&PROVISIONAL],
    )?;
    for row in &rows {
        let name: &str = row.get(0);
        let free =
            server.query("select pg_try_advisory_lock(hashtextextended($1, 0))", &[&name])?;
        if free.first().is_some_and(|row| row.get(0)) {
            server.drop_database(name)?;
            server.query("select pg_advisory_unlock(hashtextextended($1, 0))", &[&name])?;
        }
    }
    Ok(())
}

/// The name of a database that is not what was wanted: no interrupted restore's, so it stays.
#[must_use]
pub fn provisional(wanted: &str) -> String {
    let mut end = wanted.len().min(LONGEST_NAME - PROVISIONAL.len());
    while !wanted.is_char_boundary(end) {
        end -= 1;
    }
    let name = format!("{PROVISIONAL}{}", &wanted[..end]);
    // 32 digits would be one that is swept.
    if end == 32 { name[..name.len() - 1].to_owned() } else { name }
}

/// Dropped again unless it gets its name.
pub struct NewDatabase<'a> {
    server: &'a Server,
    pub name: String,
    finished: bool,
}

impl<'a> NewDatabase<'a> {
    /// Also says what of its rules and its place this server does not have.
    pub fn create(server: &'a Server, properties: &Properties) -> Result<(Self, Vec<Warning>)> {
        let name = format!("{PROVISIONAL}{}", uuid::Uuid::new_v4().simple());
        server.query("select pg_advisory_lock(hashtextextended($1, 0))", &[&name])?;
        let mut warnings = Vec::new();
        let mut tablespace = properties.tablespace();
        if let Some(absent) = tablespace
            && !server.may_use_tablespace(absent)?
        {
            warnings.push(Warning::TablespaceReplaced { name: absent.to_owned() });
            tablespace = None;
        }
        let replaced = server.create_database(&name, properties.like.as_ref(), tablespace)?;
        warnings.extend(
            replaced.map(|LocaleReplaced { wanted, got }| Warning::LocaleReplaced { wanted, got }),
        );
        Ok((Self { server, name, finished: false }, warnings))
    }

    /// It has served its purpose.
    pub fn discard(mut self) -> Result<()> {
        self.finished = true;
        self.server.drop_database(&self.name)
    }

    pub fn rename(mut self, to: &str) -> Result<()> {
        self.await_our_sessions()?;
        let sql = format!(
            "alter database {} rename to {}",
            quote_identifier(&self.name),
            quote_identifier(to)
        );
        self.server.execute(&sql, &CancelToken::default()).map_err(|error| match error {
            // Somebody else has made it meanwhile.
            Error::ServerAnswer { sqlstate, .. } if sqlstate == "42P04" => {
                Error::DatabaseExists { database: to.to_owned() }
            }
            error => error,
        })?;
        self.finished = true;
        Ok(())
    }

    /// Our sessions on it are closed, but the server takes a moment to end them, and a rename
    /// that meets one looks again only after a tenth of a second.
    fn await_our_sessions(&self) -> Result<()> {
        if self.server.is_pooled() {
            // A pooler keeps them for the next client, who will never come under this name.
            let _ = self.server.end_sessions(std::slice::from_ref(&self.name));
        }
        let patience = Instant::now() + LEAVE_LIMIT;
        while Instant::now() < patience && !self.server.sessions(&self.name)?.is_empty() {
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }

    /// Gives the name that the former database has now.
    pub fn replace(mut self, maintenance: &Connection, live: &str) -> Result<String> {
        self.await_our_sessions()?;
        let comment = self.server.database_comment(&self.name)?;
        let former = swap::swap(
            self.server,
            maintenance,
            live,
            &self.name,
            comment.as_deref(),
            Cause::Restore,
        )?;
        self.finished = true;
        Ok(former)
    }
}

impl Drop for NewDatabase<'_> {
    fn drop(&mut self) {
        if !self.finished {
            let _ = self.server.drop_database(&self.name);
        }
    }
}

/// Roles that were missing and are made for the drill only.
pub struct ScratchRoles<'a> {
    server: &'a Server,
    names: Vec<String>,
}

impl<'a> ScratchRoles<'a> {
    pub fn new(server: &'a Server, names: Vec<String>) -> Self {
        Self { server, names }
    }
}

impl Drop for ScratchRoles<'_> {
    fn drop(&mut self) {
        for name in &self.names {
            let _ = self.server.drop_role(name);
        }
    }
}
