//! The empty `search_path` of a dump, and the one that its functions were written for.
//!
//! `pg_dump` empties it, and names everything with its schema. What a function finds by the path
//! only, it does not find then: in generated columns, indexes, checks and materialized views.

use super::errors::Refusal;
use super::errors::refused;
use super::state::Run;
use crate::report::error::Result;
use crate::report::sql::quote_literal;

impl Run<'_, '_> {
    /// Tries a statement once more, with the database's own path. Nothing where that has helped.
    pub(super) fn send_with_path(&mut self, text: &str) -> Result<Option<Refusal>> {
        match self.with_path(|run| run.send(text))? {
            Ok(()) => Ok(None),
            Err(error) => refused(error).map(Some),
        }
    }

    /// Does something with the database's own path; the dump's is there again afterwards.
    pub(super) fn with_path<T>(
        &mut self,
        act: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<Result<T>> {
        let path = self.path();
        let before = self.server.texts("select current_setting('search_path')", &[])?;
        let before = before.into_iter().flatten().flatten().next().unwrap_or_default();
        self.set_path(&path)?;
        let done = act(self);
        self.set_path(&before)?;
        if done.is_ok() {
            self.findings.path_used(path);
        }
        Ok(done)
    }

    fn set_path(&self, path: &str) -> Result<()> {
        let sql =
            format!("select pg_catalog.set_config('search_path', {}, false)", quote_literal(path));
        self.server.execute_one(&sql, self.cancel)
    }

    /// The one that the database has for itself, and behind it whatever schemas the dump has made.
    fn path(&self) -> String {
        let own = self.rules.search_path.clone().unwrap_or_default();
        let known: Vec<&str> = own.split(',').map(|name| name.trim().trim_matches('"')).collect();
        let is_new = |name: &&str| !known.contains(&name.trim_matches('"'));
        let schemas = ["public"].into_iter().chain(self.schemas.iter().map(String::as_str));
        let mut path: Vec<&str> =
            own.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
        path.extend(schemas.filter(is_new));
        path.join(", ")
    }
}
