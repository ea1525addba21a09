//! Puts a finished database in the place of the live one, and back.
//!
//! Invariants: both renames are one transaction, so there is a database of the live name at every
//! moment, whoever is killed; the former database is kept, and its comment says whose place it
//! had and what its own comment was.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp, Zoned};
use serde::{Deserialize, Serialize};

use super::evictor::{Evictor, Whom};
use super::hanging;
use crate::postgres::connection::Connection;
use crate::postgres::server::{FORMER_MARK, Server, quote_identifier, quote_literal};
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Obstacle, Result, Warning};

/// How long a former database is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// For the sessions on the live database to end.
const PATIENCE: Duration = Duration::from_secs(10);
/// PostgreSQL cuts longer names.
const LONGEST_NAME: usize = 63;

/// A database that another one has replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    pub name: String,
    pub mark: Mark,
}

/// What its comment says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The name that it had.
    pub database: String,
    pub at: Timestamp,
    pub cause: Cause,
    pub comment: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A restore replaced it: it can come back.
    Restore,
    /// It was the restored one, and the restore was undone.
    Undo,
}

impl Former {
    /// From then on the next backup removes it.
    #[must_use]
    pub fn kept_until(&self) -> Timestamp {
        kept_until(self.mark.at)
    }
}

/// The end of the time of a database that is replaced at `at`.
#[must_use]
pub fn kept_until(at: Timestamp) -> Timestamp {
    at.saturating_add(KEPT).unwrap_or(Timestamp::MAX)
}

/// The former databases on this server, newest first.
///
/// # Errors
/// As [`Server::query`].
pub fn formers(server: &Server) -> Result<Vec<Former>> {
    let rows = server.query(
        "select datname::text, shobj_description(oid, 'pg_database') from pg_database
         where shobj_description(oid, 'pg_database') like $1::text || '{%'",
        &[&FORMER_MARK],
    )?;
    let mut formers: Vec<Former> = rows
        .iter()
        .filter_map(|row| {
            let comment: &str = row.get(1);
            let mark = serde_json::from_str(comment.strip_prefix(FORMER_MARK)?).ok()?;
            Some(Former { name: row.get(0), mark })
        })
        .collect();
    formers.sort_by_key(|former| std::cmp::Reverse(former.mark.at));
    Ok(formers)
}

/// Renames `live` away and `new` into its place, with `comment` as the comment of the latter.
/// Gives the name that the former one has now.
///
/// # Errors
/// [`Error::SessionsStay`], [`Error::PreparedTransactions`], or as [`Server::query`]; both databases are then as before.
pub fn swap(
    server: &Server,
    maintenance: &Connection,
    live: &str,
    new: &str,
    comment: Option<&str>,
    cause: Cause,
) -> Result<String> {
    let at = Zoned::now();
    let former = former_name(server, live, cause, &at)?;
    let own_comment = server.database_comment(live)?;
    let mark = Mark { database: live.to_owned(), at: at.timestamp(), cause, comment: own_comment };
    let mark = format!("{FORMER_MARK}{}", serde_json::to_string(&mark).unwrap_or_default());
    let [live_name, new_name, former_name] = [live, new, &former].map(quote_identifier);
    // The first rename locks the name: from then on nobody gets in, and it waits for those who
    // are there while the evictor ends their sessions.
    let sql = format!(
        "begin;
         alter database {live_name} rename to {former_name};
         comment on database {former_name} is {};
         alter database {new_name} rename to {live_name};
         comment on database {live_name} is {};
         commit",
        quote_literal(&mark),
        comment.map_or_else(|| "null".to_owned(), quote_literal)
    );
    let whom = Whom::On(vec![live.to_owned(), new.to_owned()]);
    let evictor = Evictor::start(maintenance.clone(), whom);
    let deadline = Instant::now() + PATIENCE;
    let result = loop {
        let done = server.execute(&sql, &CancelToken::default());
        if done.is_err() {
            let _ = server.execute("rollback", &CancelToken::default());
        }
        match done {
            // 55006: somebody is still on it.
            Err(Error::ServerAnswer { sqlstate, .. }) if sqlstate == "55006" => {
                // One that was prepared meanwhile stays, however long we wait.
                let prepared = hanging::refuse_prepared(server, &[live, new]);
                if prepared.is_err() {
                    break prepared;
                }
                if Instant::now() < deadline {
                    continue;
                }
                let sessions = server.sessions(live).unwrap_or_default();
                break Err(Error::SessionsStay { database: live.to_owned(), sessions });
            }
            other => break other,
        }
    };
    drop(evictor);
    result.map(|()| former)
}

/// What the last restore of `live` replaced.
///
/// # Errors
/// As [`Server::query`].
pub fn newest_former(server: &Server, live: &str) -> Result<Option<Former>> {
    let mut formers = formers(server)?.into_iter();
    Ok(formers.find(|it| it.mark.database == live && it.mark.cause == Cause::Restore))
}

/// Brings back what the last restore of `live` replaced. Gives the name that the restored one has
/// now.
///
/// # Errors
/// [`Error::NothingToUndo`], [`Error::NothingToReplace`], [`Error::PreparedTransactions`] before
/// anything is done, or as [`swap`].
pub fn undo(server: &Server, maintenance: &Connection, live: &str) -> Result<(Former, String)> {
    let nothing = || Error::NothingToUndo { database: live.to_owned(), safety_backup: None };
    let former = newest_former(server, live)?.ok_or_else(nothing)?;
    if !server.database_exists(live)? {
        let database = live.to_owned();
        return Err(Error::NothingToReplace { database, former: Some(former.name) });
    }
    hanging::refuse_prepared(server, &[live, &former.name])?;
    let comment = former.mark.comment.as_deref();
    let set_aside = swap(server, maintenance, live, &former.name, comment, Cause::Undo)?;
    Ok((former, set_aside))
}

/// Drops the former databases of `live` whose time is over, and says of each whether it is gone.
///
/// # Errors
/// As [`Server::query`], where it is not known which there are.
pub fn remove_expired(server: &Server, live: &str) -> Result<Vec<Warning>> {
    let now = Timestamp::now();
    let expired = |former: &Former| former.mark.database == live && former.kept_until() < now;
    let removed = |Former { name, .. }| match server.drop_database(&name) {
        Ok(()) => Warning::FormerRemoved { name },
        Err(error) => Warning::FormerStays { because: obstacle(server, &name, error), name },
    };
    Ok(formers(server)?.into_iter().filter(expired).map(removed).collect())
}

/// Why a database could not be dropped. The server's words are in its language and name nothing
/// that can be done, so it is asked; where it does not say, its words must do.
fn obstacle(server: &Server, database: &str, error: Error) -> Obstacle {
    let transactions = server.prepared_transactions(database).unwrap_or_default();
    if !transactions.is_empty() {
        return Obstacle::Prepared { transactions };
    }
    let mut slots = server.replication_slots(database).unwrap_or_default();
    // The others go with the database.
    slots.retain(|slot| slot.reader.is_some());
    if !slots.is_empty() {
        return Obstacle::Slots { slots };
    }
    match server.subscriptions(database).unwrap_or_default() {
        names if names.is_empty() => match error {
            Error::Forbidden { detail } | Error::ServerAnswer { detail, .. } => {
                Obstacle::Refused { detail }
            }
            other => Obstacle::Refused { detail: other.message() },
        },
        names => Obstacle::Subscriptions { names },
    }
}

/// `torii_avant_20261122_180405`, shortened to what PostgreSQL takes and free.
fn former_name(server: &Server, live: &str, cause: Cause, at: &Zoned) -> Result<String> {
    let word = match cause {
        Cause::Restore => "avant",
        Cause::Undo => "annule",
    };
    let mut attempt = 1;
    loop {
        let again = if attempt == 1 { String::new() } else { format!("_{attempt}") };
        let ending = format!("_{word}_{}{again}", at.strftime("%Y%m%d_%H%M%S"));
        let mut end = live.len().min(LONGEST_NAME - ending.len());
        while !live.is_char_boundary(end) {
            end -= 1;
        }
        let name = format!("{}{ending}", &live[..end]);
        if !server.database_exists(&name)? {
            return Ok(name);
        }
        attempt += 1;
    }
}
