//! What a restored database has of its own: encoding, sorting rules, owner, limits, place.

use super::request::{Goal, RestoreRequest};
use crate::folder::manifest::{DatabaseSettings, Manifest, ServerInfo};
use crate::postgres::server::Server;
use crate::report::error::Result;

/// The encoding into which everything goes.
const UNIVERSAL: &str = "UTF8";
/// The one that takes any bytes, and the locale that goes with it.
const ANY_BYTES: (&str, &str) = ("SQL_ASCII", "C");

const DEFAULT_TABLESPACE: &str = "pg_default";

/// From the manifest; what it does not say, from the database that is replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties {
    pub like: Option<ServerInfo>,
    pub settings: Option<DatabaseSettings>,
}

impl Properties {
    /// `any_bytes`: the text of the dump is in no encoding.
    ///
    /// # Errors
    /// Those of a connection to the live database.
    pub fn of(
        request: &RestoreRequest<'_>,
        manifest: Option<&Manifest>,
        any_bytes: bool,
    ) -> Result<Self> {
        // Another tool's file says it only if it makes its database.
        let said = manifest.filter(|it| it.origin.is_none() || !it.server.encoding.is_empty());
        let saved = Self {
            like: said
                .map(|manifest| manifest.server.clone())
                .or_else(|| any_bytes.then(Self::taking_any_bytes)),
            settings: said.map(|manifest| manifest.database_settings.clone()),
        };
        match request.goal {
            Goal::Replace(_) if !saved.is_complete() => {
                let live = Server::connect(request.connection)?;
                Ok(saved.or(live.server_info(&live.facts()?)?, live.database_settings()?))
            }
            _ => Ok(saved),
        }
    }

    fn taking_any_bytes() -> ServerInfo {
        let (encoding, locale) = ANY_BYTES;
        ServerInfo {
            encoding: encoding.to_owned(),
            collation: locale.to_owned(),
            ctype: locale.to_owned(),
            locale_provider: "c".to_owned(),
            ..ServerInfo::default()
        }
    }

    /// Where the database itself is, unless that is the server's own place for databases.
    #[must_use]
    pub fn tablespace(&self) -> Option<&str> {
        let tablespace = self.settings.as_ref()?.tablespace.as_deref();
        tablespace.filter(|name| *name != DEFAULT_TABLESPACE)
    }

    fn is_complete(&self) -> bool {
        self.settings.as_ref().is_some_and(|settings| {
            settings.connection_limit.is_some()
                && settings.is_template.is_some()
                && settings.tablespace.is_some()
        })
    }

    fn or(self, replaced: ServerInfo, present: DatabaseSettings) -> Self {
        // A file without a manifest may be in any encoding, and rows that the live database's does
        // not have would be refused.
        let like = self.like.or_else(|| Some(replaced).filter(|it| it.encoding == UNIVERSAL));
        let settings = match self.settings {
            None => present,
            Some(saved) => DatabaseSettings {
                connection_limit: saved.connection_limit.or(present.connection_limit),
                is_template: saved.is_template.or(present.is_template),
                tablespace: saved.tablespace.or(present.tablespace),
                ..saved
            },
        };
        Self { like, settings: Some(settings) }
    }
}
