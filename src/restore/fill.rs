//! Fills a database with a dump and proves what came out: the bytes are those that were inspected,
//! the rows those of the manifest.

use super::crew::Crew;
use super::executor::{Executor, Outcome, Rules, Transactions};
use super::source::Source;
use crate::folder::manifest::Manifest;
use crate::postgres::server::Server;
use crate::report::cancel::CancelToken;
use crate::report::error::Result;
use crate::report::progress::Tracker;

/// A dump on its way into a database.
pub struct Filling<'a, 'm> {
    pub source: &'a Source,
    /// Nothing for a script that somebody wrote by hand.
    pub manifest: Option<&'a Manifest>,
    pub cancel: &'a CancelToken,
    pub tracker: &'a mut Tracker<'m>,
}

impl Filling<'_, '_> {
    /// Runs the whole dump.
    ///
    /// # Errors
    /// [`Error::RestoreFailed`](crate::Error::RestoreFailed),
    /// [`Error::CountsDiffer`](crate::Error::CountsDiffer), or
    /// [`Error::Damaged`](crate::Error::Damaged) for a file that is another than it was when it was
    /// inspected.
    pub fn run(
        self,
        server: &Server,
        rules: Rules,
        transactions: Transactions,
        crew: Option<&mut Crew>,
    ) -> Result<Outcome> {
        let mut reader = self.source.read_from(0)?;
        let (cancel, source) = (self.cancel, self.source);
        let mut executor =
            Executor::new(server, rules, transactions, crew, cancel, source, self.tracker);
        while let Some(piece) = reader.next_piece()? {
            cancel.check()?;
            if let Some(byte) = executor.feed(piece)? {
                reader = source.read_from(byte)?;
            }
        }
        executor.end_of_dump()?;
        reader.prove(source)?;
        if let Some(manifest) = self.manifest {
            executor.prove(manifest)?;
        }
        executor.finish()
    }
}
