//! What hangs on a live database and does not come along when another one takes its place.

use super::way::Way;
use crate::postgres::server::Server;
use crate::report::error::{Error, Result, Warning};

/// Asked before anything is done. Of a database that keeps its place nothing is lost.
///
/// # Errors
/// [`Error::PreparedTransactions`], or as [`Server::query`].
pub fn before_replacing(server: &Server, database: &str, way: Way) -> Result<Vec<Warning>> {
    refuse_prepared(server, &[database])?;
    match way {
        Way::Swap => left_behind(server, database),
        Way::InPlace => Ok(Vec::new()),
    }
}

/// No session's end ends them, so nobody can replace a database that has one.
///
/// # Errors
/// [`Error::PreparedTransactions`], or as [`Server::query`].
pub fn refuse_prepared(server: &Server, databases: &[&str]) -> Result<()> {
    for database in databases {
        let transactions = server.prepared_transactions(database)?;
        if !transactions.is_empty() {
            let database = (*database).to_owned();
            return Err(Error::PreparedTransactions { database, transactions });
        }
    }
    Ok(())
}

/// What goes with the database to its new name.
///
/// # Errors
/// As [`Server::query`].
pub fn left_behind(server: &Server, database: &str) -> Result<Vec<Warning>> {
    let mut warnings = Vec::new();
    let slots = server.replication_slots(database)?;
    if !slots.is_empty() {
        warnings.push(Warning::SlotsLeft { database: database.to_owned(), slots });
    }
    let names = server.subscriptions(database)?;
    if !names.is_empty() {
        warnings.push(Warning::SubscriptionsLeft { database: database.to_owned(), names });
    }
    let names = server.background_workers(database)?;
    if !names.is_empty() {
        warnings.push(Warning::WorkersEnded { database: database.to_owned(), names });
    }
    Ok(warnings)
}
