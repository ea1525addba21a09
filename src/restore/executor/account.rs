//! What is done of a dump, for who watches.

use crate::dump::order::Build;
use crate::report::progress::{Restored, Tracker};
use crate::restore::crew::{Crew, Task, Work};
use crate::restore::source::{Source, index_work};

pub struct Account<'a, 'm> {
    source: &'a Source,
    /// All bytes to load and to build.
    work: u64,
    /// Bytes of the dump that are behind us, and how many of these the crew reads.
    pub read: u64,
    pub read_by_crew: u64,
    built: u64,
    tracker: &'a mut Tracker<'m>,
}

impl<'a, 'm> Account<'a, 'm> {
    pub fn new(source: &'a Source, tracker: &'a mut Tracker<'m>) -> Self {
        Self { source, work: source.work(), read: 0, read_by_crew: 0, built: 0, tracker }
    }

    pub fn built(&mut self, build: &Build) {
        self.built += index_work(self.source.table_bytes(&build.table));
    }

    /// By the crew, which counts what it loads itself.
    pub fn done(&mut self, task: &Task) {
        if let Work::Build { build, .. } = &task.work {
            self.built(build);
        }
    }

    /// `table` as the dump writes it; else the one that the crew is busy with.
    pub fn tell(&mut self, table: Option<&str>, crew: Option<&Crew>) {
        let here = self.read.saturating_sub(self.read_by_crew);
        let loaded = here + crew.map_or(0, Crew::loaded);
        let table = table.or_else(|| crew.and_then(Crew::table));
        let table = table.map(|table| table.replace('"', ""));
        self.tracker.restoring(Restored { loaded, built: self.built }, self.work, table.as_deref());
    }

    /// The rows of so many tables are counted.
    pub fn counting(&mut self, tables: usize, of: usize) {
        self.tracker.counting(tables, of);
    }
}
