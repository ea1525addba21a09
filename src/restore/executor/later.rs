//! What can only be done when the database has its name: an extension that lives in one database
//! of a server, by its name, such as pg_cron in that of `cron.database_name`.

use super::errors::Refusal;
use super::state::Run;
use crate::report::error::Result;
use crate::restore::subject::Subject;

impl Run<'_, '_> {
    /// An extension that the server gives to the database of that name only, and all that cannot
    /// be found without it.
    pub(super) fn must_wait_for_the_name(
        &self,
        subject: &Subject,
        refusal: &Refusal,
    ) -> Result<bool> {
        let Some(name) = &self.rules.will_be_named else { return Ok(false) };
        if !self.later.is_empty() && refusal.misses_something() {
            return Ok(true);
        }
        if subject.kind != "extension" {
            return Ok(false);
        }
        let sql = "select from pg_catalog.pg_settings
                   where name like '%.database\\_name' and setting = $1";
        Ok(!self.server.query(sql, &[name])?.is_empty())
    }
}
