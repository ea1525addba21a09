//! Puts a finished database in the place of the live one, and back.
//!
//! Invariants: both renames are one transaction, so there is a database of the live name at every
//! moment, whoever is killed; the former database is kept, and its comment says whose place it
//! had and what its own comment was.

use std::time::{Duration, Instant};

use jiff::Zoned;

use super::evictor::{Evictor, Whom};
use super::hanging;
use crate::postgres::connection::Connection;
use crate::postgres::server::former::{self, Cause, Former, Mark};
use crate::postgres::server::{FORMER_MARK, Server};
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result};
use crate::report::sql::{quote_identifier, quote_literal};

/// For the sessions on the live database to end.
const PATIENCE: Duration = Duration::from_secs(10);
/// PostgreSQL cuts longer names.
const LONGEST_NAME: usize = 63;

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

/// Brings back what the last restore of `live` replaced. Gives the name that the restored one has
/// now.
///
/// # Errors
/// [`Error::NothingToUndo`], [`Error::NothingToReplace`], [`Error::PreparedTransactions`] before
/// anything is done, or as [`swap`].
pub fn undo(server: &Server, maintenance: &Connection, live: &str) -> Result<(Former, String)> {
    let nothing = || Error::NothingToUndo { database: live.to_owned(), safety_backup: None };
    let former = former::newest(server, live)?.ok_or_else(nothing)?;
    if !server.database_exists(live)? {
        let database = live.to_owned();
        return Err(Error::NothingToReplace { database, former: Some(former.name) });
    }
    hanging::refuse_prepared(server, &[live, &former.name])?;
    let comment = former.mark.comment.as_deref();
    let set_aside = swap(server, maintenance, live, &former.name, comment, Cause::Undo)?;
    Ok((former, set_aside))
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
