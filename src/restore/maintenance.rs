//! The sessions that a restore works in: beside the databases that it makes or renames, and writable.

use crate::postgres::connection::Connection;
use crate::postgres::server::Server;
use crate::report::error::{Error, Result};

/// Databases to connect to while others are made, in this order.
const MAINTENANCE: [&str; 2] = ["postgres", "template1"];
/// The restored database has its own settings by then.
pub(super) const READ_WRITE: &str = "set default_transaction_read_only = off";

/// A session in which a restore can work.
///
/// # Errors
/// [`Error::SessionNeeded`], [`Error::ReadOnlyStandby`], or as [`Server::connect`].
pub fn writable(connection: &Connection) -> Result<Server> {
    let server = Server::connect_session(connection)?;
    refuse_standby(&server, connection)?;
    Ok(server)
}

pub(super) fn refuse_standby(server: &Server, connection: &Connection) -> Result<()> {
    match server.primary()? {
        None => Ok(()),
        Some(primary) => Err(Error::ReadOnlyStandby { address: connection.address(), primary }),
    }
}

/// A connection that is on none of the databases that a restore makes or renames, and where it is.
pub(super) fn connect(
    connection: &Connection,
    replaced: Option<&str>,
    connect: fn(&Connection) -> Result<Server>,
) -> Result<(Server, Connection)> {
    for database in MAINTENANCE.into_iter().filter(|name| Some(*name) != replaced) {
        let place = connection.with_database(database);
        match connect(&place) {
            Err(
                Error::DatabaseUnknown { .. }
                | Error::DatabaseClosed { .. }
                | Error::MayNotConnect { .. }
                | Error::NotInPgHba { .. }
                | Error::PoolerRefused { .. },
            ) => {}
            other => return other.map(|server| (server, place)),
        }
    }
    connect(connection).map(|server| (server, connection.clone()))
}
