//! What runs on the connections of a crew, beside what the dump goes on with.
//!
//! Invariant: a definition that was refused there is tried again when all before it have ended, in
//! the order of the dump: it may need one of these. Nothing that needs definitions begins before.

use super::errors::refused;
use super::state::{Rows, Run};
use crate::dump::order::{self, Build};
use crate::report::error::{Error, Result};
use crate::restore::crew::{Done, Task};

/// So many definitions may wait: their text is kept until they have run.
const MOST_WAITING: usize = 1000;

impl Run<'_, '_> {
    /// Hands a statement to the crew, or gives it back.
    pub(super) fn for_the_crew(
        &mut self,
        build: Option<&Build>,
        text: String,
        line: u64,
    ) -> Result<Option<String>> {
        if self.in_transaction {
            return Ok(Some(text));
        }
        if let Some(build) = build {
            self.definitions_have_run()?;
            let Some(crew) = &mut self.crew else { return Ok(Some(text)) };
            return Ok(crew.build(line, build.clone(), text).map(|task| task.sql));
        }
        let Some(crew) = self.crew.as_mut().filter(|_| !self.after_data) else {
            return Ok(Some(text));
        };
        let Some(names) = order::defines(&text) else { return Ok(Some(text)) };
        let table = order::table_made(&text);
        if let Some(task) = crew.define(line, names, text) {
            return Ok(Some(task.sql));
        }
        self.made.extend(table);
        self.defining += 1;
        if self.defining >= MOST_WAITING {
            self.await_crew()?;
        }
        Ok(None)
    }

    /// Whatever was handed to the crew that rows or indexes need.
    pub(super) fn definitions_have_run(&mut self) -> Result<()> {
        if self.defining > 0 { self.await_crew() } else { Ok(()) }
    }

    /// Everything that came before has run.
    pub(super) fn await_crew(&mut self) -> Result<()> {
        let mut again = Vec::new();
        while let Some(done) = self.next_of_crew()? {
            let Err(error) = done.result else { continue };
            match Rows::of_task(&done.task) {
                Some(rows) => self.postpone(rows, refused(error))?,
                None if done.task.may_go_well_alone(&error) => again.push(done.task),
                None => self.task_was_refused(&done.task, error)?,
            }
        }
        self.defining = 0;
        again.sort_by_key(Task::line);
        for task in again {
            let taken = self.crew.as_mut().and_then(|crew| crew.take(task));
            if taken.is_some() {
                return Err(Error::RestoreInterrupted);
            }
            while let Some(done) = self.next_of_crew()? {
                if let Err(error) = done.result {
                    self.task_was_refused(&done.task, error)?;
                }
            }
        }
        if self.after_data { self.fill_postponed() } else { Ok(()) }
    }

    fn next_of_crew(&mut self) -> Result<Option<Done>> {
        let Some(crew) = &mut self.crew else { return Ok(None) };
        let account = &mut self.account;
        let done = crew.next_done(self.cancel, &mut |crew| account.tell(None, Some(crew)))?;
        if let Some(done) = &done {
            account.done(&done.task);
        }
        Ok(done)
    }
}
