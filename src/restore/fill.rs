//! Fills a database with a dump and proves what came out: the bytes are those that were inspected,
//! the rows those of the manifest.

use super::crew::{Crew, Task, Work};
use super::executor::{Executor, Rules, Transactions};
use super::source::Source;
use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::manifest::Manifest;
use crate::progress::Tracker;
use crate::server::{Server, quote_identifier};

/// Every row is seen, and every name means what it says.
const SEE_ALL: &str = "set row_security = off; set search_path = ''";

/// A dump on its way into a database.
pub struct Filling<'a, 'm> {
    pub source: &'a Source,
    /// Nothing for a file of another tool, whose rows nobody counted.
    pub manifest: Option<&'a Manifest>,
    pub cancel: &'a CancelToken,
    pub tracker: &'a mut Tracker<'m>,
}

impl Filling<'_, '_> {
    /// Runs the whole dump.
    ///
    /// # Errors
    /// [`Error::RestoreFailed`], or [`Error::Damaged`] for a file that is another than it was when
    /// it was inspected.
    pub fn run(
        &mut self,
        server: &Server,
        rules: Rules,
        transactions: Transactions,
        crew: Option<&mut Crew>,
    ) -> Result<()> {
        let mut reader = self.source.read_from(0)?;
        let work = self.source.work();
        let (cancel, tracker) = (self.cancel, &mut *self.tracker);
        let mut watch = |restored, table: Option<&str>| tracker.restoring(restored, work, table);
        let mut executor =
            Executor::new(server, rules, transactions, crew, cancel, self.source, &mut watch);
        while let Some(piece) = reader.next_piece()? {
            cancel.check()?;
            if let Some(byte) = executor.feed(piece)? {
                reader = self.source.read_from(byte)?;
            }
        }
        for warning in executor.finish()? {
            self.tracker.warn(warning);
        }
        reader.prove(self.source)
    }

    /// The rows that are there against those that the backup had.
    ///
    /// # Errors
    /// [`Error::CountsDiffer`], or as [`Server::execute`].
    pub fn prove(&mut self, server: &Server, crew: Option<&mut Crew>) -> Result<()> {
        server.execute(SEE_ALL, self.cancel)?;
        let mut alone = self.counts();
        // One count is not worth the connections.
        if let Some(crew) = crew.filter(|_| alone.len() > 1) {
            crew.settings(SEE_ALL);
            alone = alone.into_iter().filter_map(|task| crew.take(task)).collect();
            self.count_together(crew)?;
        }
        self.count_alone(server, alone)?;
        let Some(manifest) = self.manifest else { return Ok(()) };
        let sql = "select count(*) from pg_catalog.pg_largeobject_metadata";
        differs("pg_largeobject", manifest.large_objects, server.count(sql, self.cancel)?)
    }

    fn counts(&self) -> Vec<Task> {
        let count = |table| {
            let sql = format!("select count(*) from only {}", self.name_of(table));
            Task { work: Work::Count(table), sql }
        };
        (0..self.tables()).map(count).collect()
    }

    fn count_alone(&mut self, server: &Server, counts: Vec<Task>) -> Result<()> {
        for task in counts {
            if let Work::Count(table) = task.work {
                let found = server.count(&task.sql, self.cancel)?;
                self.counted(table, found, table + 1)?;
            }
        }
        Ok(())
    }

    fn count_together(&mut self, crew: &mut Crew) -> Result<()> {
        let mut counted = 0;
        while let Some(done) = crew.next_done(self.cancel, &mut |_| {})? {
            let found = done.result?;
            if let Work::Count(table) = done.task.work {
                counted += 1;
                self.counted(table, found, counted)?;
            }
        }
        Ok(())
    }

    fn tables(&self) -> usize {
        self.manifest.map_or(0, |manifest| manifest.tables.len())
    }

    fn name_of(&self, table: usize) -> String {
        let table = self.manifest.and_then(|manifest| manifest.tables.get(table));
        table.map_or_else(String::new, |table| {
            format!("{}.{}", quote_identifier(&table.schema), quote_identifier(&table.name))
        })
    }

    fn counted(&mut self, table: usize, found: u64, counted: usize) -> Result<()> {
        let expected = self.manifest.and_then(|manifest| manifest.tables.get(table));
        differs(&self.name_of(table), expected.map_or(0, |table| table.rows), found)?;
        self.tracker.counting(counted, self.tables());
        Ok(())
    }
}

fn differs(table: &str, expected: u64, found: u64) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    Err(Error::CountsDiffer { table: table.to_owned(), expected, found })
}
