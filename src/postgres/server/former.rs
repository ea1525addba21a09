//! Databases that a restore has replaced. Each keeps in its comment whose place it had, when and why,
//! and what its own comment was: that is all the state there is.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Server;
use crate::report::error::{Error, Obstacle, Result, Warning};

/// The name of a database that is being filled: this and 32 hexadecimal digits. Its restore holds
/// an advisory lock on the name; where nobody does, it is an interrupted restore's.
pub const PROVISIONAL: &str = "sauvegarde_restore_";
/// Begins the comment of a database that a restore has replaced; JSON follows.
pub const FORMER_MARK: &str = "sauvegarde: ";

/// How long a former database is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
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
pub fn all(server: &Server) -> Result<Vec<Former>> {
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

/// What the last restore of `live` replaced.
///
/// # Errors
/// As [`Server::query`].
pub fn newest(server: &Server, live: &str) -> Result<Option<Former>> {
    let mut formers = all(server)?.into_iter();
    Ok(formers.find(|it| it.mark.database == live && it.mark.cause == Cause::Restore))
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
    Ok(all(server)?.into_iter().filter(expired).map(removed).collect())
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
