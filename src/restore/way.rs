//! How the live database is replaced.

use crate::postgres::server::Server;
use crate::report::error::Result;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A new database takes its place, and the former one is kept.
    Swap,
    /// Its content is exchanged in one transaction, for a login that may not create databases.
    InPlace,
}

impl Way {
    /// # Errors
    /// As [`Server::query`].
    pub fn of(server: &Server) -> Result<Self> {
        let (may_create_databases, _) = server.may_create()?;
        Ok(if may_create_databases { Self::Swap } else { Self::InPlace })
    }
}
