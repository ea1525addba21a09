//! What replacing the live database would change, to be read before its name is typed.

use jiff::Timestamp;

use crate::connection::Connection;
use crate::error::Result;
use crate::manifest::Manifest;
use crate::server::Server;

/// Nothing is changed to find it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub created_at: Timestamp,
    pub rows_then: u64,
    /// By the server's statistics; about.
    pub rows_now: u64,
    pub version_then: String,
    pub version_now: String,
    /// Who is connected and will not be.
    pub sessions: Vec<String>,
    /// Django applications whose last migration is another one.
    pub django: Vec<String>,
}

impl Preview {
    /// # Errors
    /// Those of a connection to the live database.
    pub fn new(connection: &Connection, manifest: &Manifest) -> Result<Self> {
        let server = Server::connect(connection)?;
        let facts = server.facts()?;
        let database = server.database_facts(&facts)?;
        let (then, now) = (manifest.django.clone(), database.django);
        let (then, now) = (then.unwrap_or_default(), now.unwrap_or_default());
        let mut django: Vec<String> = then
            .keys()
            .chain(now.keys())
            .filter(|app| then.get(*app) != now.get(*app))
            .cloned()
            .collect();
        django.sort();
        django.dedup();
        Ok(Self {
            created_at: manifest.created_at,
            rows_then: manifest.rows(),
            rows_now: server.rows_about()?,
            version_then: manifest.server.version.clone(),
            version_now: facts.version,
            sessions: server.sessions(&connection.database)?,
            django,
        })
    }
}
