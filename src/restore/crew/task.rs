//! What one connection of a crew does at a time.

use crate::dump::inspect::LongCopy;
use crate::dump::order::Build;
use crate::report::error::{Error, Result};

/// A sort that fits into the processor's caches takes two thirds of the time of one in the 64 MB
/// that servers give by default, as long as what it writes can be merged in one go.
const SORT_MEMORIES_KIB: [u64; 3] = [8 * 1024, 16 * 1024, 32 * 1024];
/// What a sort takes for each part that it merges (`tuplesort.c`: 32 + 2 blocks).
const MERGED_PART_KIB: u64 = 272;

/// Something for one connection to do.
#[derive(Clone, Debug)]
pub struct Task {
    pub work: Work,
    pub sql: String,
}

#[derive(Clone, Debug)]
pub enum Work {
    /// Fills a table, which has this name in the dump.
    Load { table: String, copy: LongCopy },
    /// Of this line of the dump, of tables and sequences with these names in it.
    Define { line: u64, names: Vec<String> },
    /// Of this line of the dump, on a table with as many bytes in the dump.
    Build { line: u64, build: Build, table_bytes: u64 },
    /// Of the tables with these numbers.
    Count(Vec<usize>),
}

/// A task that ended; with the number for one that counts.
pub struct Done {
    pub task: Task,
    pub result: Result<u64>,
}

impl Task {
    /// Its table, as the dump writes it.
    #[must_use]
    pub fn table(&self) -> Option<&str> {
        match &self.work {
            Work::Load { table, .. } | Work::Build { build: Build { table, .. }, .. } => {
                Some(table)
            }
            Work::Define { names, .. } => names.first().map(String::as_str),
            Work::Count(_) => None,
        }
    }

    /// Where its statement begins in the dump; nothing for one of our own.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        match &self.work {
            Work::Load { copy, .. } => Some(copy.line),
            Work::Define { line, .. } | Work::Build { line, .. } => Some(*line),
            Work::Count(_) => None,
        }
    }

    /// A guess, to compare it with others.
    #[must_use]
    pub fn length(&self) -> u64 {
        let columns = 1 + self.sql.matches(',').count() as u64;
        match &self.work {
            Work::Load { copy, .. } => copy.data.end - copy.data.start,
            Work::Build { table_bytes, .. } => table_bytes.saturating_mul(columns),
            Work::Define { .. } | Work::Count(_) => 0,
        }
    }

    /// None: as much as the server gives.
    #[must_use]
    pub fn sort_memory_kib(&self) -> Option<u64> {
        match &self.work {
            Work::Build { build, table_bytes, .. } if build.sorted => {
                let fits = |kib: &u64| table_bytes / 1024 <= kib * kib / MERGED_PART_KIB;
                SORT_MEMORIES_KIB.into_iter().find(fits)
            }
            _ => None,
        }
    }

    /// Whether both may not run at the same time.
    #[must_use]
    pub fn collides_with(&self, other: &Self) -> bool {
        match (&self.work, &other.work) {
            (Work::Build { build, .. }, Work::Build { build: other, .. }) => {
                build.collides_with(other)
            }
            _ => self.names().iter().any(|name| other.names().contains(name)),
        }
    }

    fn names(&self) -> &[String] {
        match &self.work {
            Work::Define { names, .. } => names,
            Work::Load { table, .. } | Work::Build { build: Build { table, .. }, .. } => {
                std::slice::from_ref(table)
            }
            Work::Count(_) => &[],
        }
    }

    /// Whether it may succeed when all that ran beside it has ended: it needed that, two have
    /// waited for each other, or there was too little memory or disk for both.
    #[must_use]
    pub fn may_go_well_alone(&self, error: &Error) -> bool {
        let defines = matches!(self.work, Work::Define { .. });
        match error {
            Error::ServerAnswer { sqlstate, .. } => {
                defines || sqlstate == "40P01" || sqlstate.starts_with("53")
            }
            Error::Forbidden { .. } => defines,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dump::order;

    fn build(sql: &str, table_bytes: u64) -> Task {
        let build = Build::of(sql).unwrap();
        Task { work: Work::Build { line: 1, build, table_bytes }, sql: sql.to_owned() }
    }

    fn load(table: &str, bytes: u64) -> Task {
        let end = crate::dump::lexer::Position { byte: bytes, line: 2 };
        let copy = LongCopy { line: 1, data: 0..bytes, end };
        Task { work: Work::Load { table: table.to_owned(), copy }, sql: String::new() }
    }

    fn define(sql: &str) -> Task {
        let names = order::defines(sql).unwrap();
        Task { work: Work::Define { line: 1, names }, sql: sql.to_owned() }
    }

    #[test]
    fn definitions_of_one_table_run_one_after_the_other() {
        let table = define("CREATE TABLE s.t (\n    a integer\n);");
        let other = define("CREATE TABLE s.u (\n    a integer\n);");
        let sequence = define("ALTER SEQUENCE s.q OWNED BY s.t.a;");
        assert!(table.collides_with(&sequence) && sequence.collides_with(&table));
        assert!(!table.collides_with(&other) && !other.collides_with(&sequence));
        assert!(!other.collides_with(&load("s.t", 1)) && table.collides_with(&load("s.t", 1)));
    }

    const MIB: u64 = 1024 * 1024;

    #[test]
    fn a_sort_gets_the_least_memory_that_merges_in_one_go() {
        let memory =
            |mib| build("CREATE INDEX i ON t USING btree (a);", mib * MIB).sort_memory_kib();
        for (table_mib, expected_mib) in
            [(0, Some(8)), (200, Some(8)), (300, Some(16)), (2000, Some(32)), (5000, None)]
        {
            assert_eq!(memory(table_mib), expected_mib.map(|mib| mib * 1024), "{table_mib} MiB");
        }
        // It gathers words until its memory is full: with less it would begin more often.
        assert_eq!(build("CREATE INDEX i ON t USING gin (a);", 0).sort_memory_kib(), None);
    }

    #[test]
    fn what_takes_long_is_begun_first() {
        let wide = build("CREATE INDEX i ON t USING btree (a, b);", 10).length();
        assert!(wide > build("CREATE INDEX i ON t USING btree (a);", 10).length());
        assert!(wide < build("CREATE INDEX i ON u USING btree (a);", 30).length());
        assert!(load("t", 11).length() > load("t", 10).length());
    }

    #[test]
    fn an_index_waits_for_the_rows_of_its_table_only() {
        let index = build("CREATE INDEX i ON t USING btree (a);", 0);
        for (table, expected) in [("t", true), ("u", false)] {
            assert_eq!(index.collides_with(&load(table, 1)), expected);
            assert_eq!(load(table, 1).collides_with(&index), expected);
            assert_eq!(load(table, 1).collides_with(&load("t", 2)), expected);
        }
    }

    #[test]
    fn what_failed_beside_others_is_tried_alone_where_that_may_help() {
        let answer = |sqlstate: &str| Error::ServerAnswer {
            sqlstate: sqlstate.to_owned(),
            detail: String::new(),
            object: None,
        };
        let index = build("CREATE INDEX i ON t USING btree (a);", 0);
        let table = define("CREATE TABLE s.t (\n);");
        for (sqlstate, expected) in [("40P01", true), ("53200", true), ("23514", false)] {
            assert_eq!(index.may_go_well_alone(&answer(sqlstate)), expected, "{sqlstate}");
            assert!(table.may_go_well_alone(&answer(sqlstate)), "{sqlstate}");
        }
        assert!(!table.may_go_well_alone(&Error::Cancelled));
    }
}
