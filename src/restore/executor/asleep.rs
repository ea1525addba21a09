//! Event triggers: those of the dump are made last, and those that extensions bring sleep until
//! then. What they do upon the statements of a restore is no part of the backup.

use super::errors::refused;
use super::state::{Asleep, Run, Transactions};
use crate::dump::statement::{self, Kind};
use crate::report::error::Result;
use crate::report::sql::quote_identifier;

impl Run<'_, '_> {
    /// After an extension was made.
    pub(super) fn put_to_sleep(&mut self) -> Result<()> {
        // In a database that is not new they are somebody else's.
        if self.transactions == Transactions::Ours {
            return Ok(());
        }
        let awake = self.server.texts(
            "select evtname::text, evtenabled::text from pg_catalog.pg_event_trigger
             where evtenabled <> 'D'",
            &[],
        )?;
        for row in awake {
            let mut columns = row.into_iter().flatten();
            let (Some(name), Some(state)) = (columns.next(), columns.next()) else { continue };
            let name = quote_identifier(&name);
            let enable = match state.as_str() {
                "R" => "enable replica",
                "A" => "enable always",
                _ => "enable",
            };
            match self.send(&format!("alter event trigger {name} disable")) {
                Ok(()) => self.asleep.wake.push(format!("alter event trigger {name} {enable}")),
                // Of a superuser's extension: it acts, and the counts know of that.
                Err(error) => drop(refused(error)?),
            }
        }
        Ok(())
    }

    /// Last of all.
    pub(super) fn wake(&mut self) -> Result<()> {
        let Asleep { statements, wake } = std::mem::take(&mut self.asleep);
        for (line, text) in statements {
            if self.rules.leave_out_owners && statement::is_of_owner(text.as_bytes()) {
                continue;
            }
            self.run_statement(Kind::EventTrigger, &text, line)?;
        }
        wake.iter().try_for_each(|sql| self.send(sql))
    }
}
