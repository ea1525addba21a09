//! The rows that are there against those that the backup had.
//!
//! Invariant: less than the backup had is an error. More is not: a database may write rows itself
//! while it is restored, and the server has said of each COPY how many rows it took.

use std::collections::HashSet;

use super::errors::misses_something;
use super::state::{Run, Transactions};
use crate::dump::order;
use crate::dump::scanner::TableCount;
use crate::folder::manifest::Manifest;
use crate::report::error::{Error, Result};
use crate::report::sql::{quote_identifier, quote_literal};
use crate::restore::crew::{Done, Task, Work};

/// Every row is seen, and every name means what it says.
const SEE_ALL: &str = "set row_security = off; set search_path = ''";
/// Tables that one query counts, as long as they are small.
const COUNTED_TOGETHER: usize = 64;
const SMALL_TABLE_BYTES: u64 = 1024 * 1024;

/// A table to count.
struct Counted {
    name: String,
    expected: u64,
    bytes: u64,
}

impl Run<'_, '_> {
    pub(super) fn prove(&mut self, manifest: &Manifest) -> Result<()> {
        self.server.execute(SEE_ALL, self.cancel)?;
        let tables = self.to_count(manifest);
        let mut tasks = tasks(&tables);
        let mut differing = Vec::new();
        let mut counted = 0;
        // One count is not worth the connections.
        if tasks.len() > 1 && self.crew.is_some() {
            if let Some(crew) = &mut self.crew {
                crew.settings(SEE_ALL);
                tasks = tasks.into_iter().filter_map(|task| crew.take(task)).collect();
            }
            while let Some(Done { task, result }) = self.next_counted()? {
                let Work::Count(numbers) = task.work else { continue };
                counted += numbers.len();
                if !matches!(result, Ok(0)) {
                    differing.extend(numbers);
                }
                self.account.counting(counted, tables.len());
            }
        }
        for task in tasks {
            let Work::Count(numbers) = task.work else { continue };
            counted += numbers.len();
            match self.apart(|run| run.server.count(&task.sql, run.cancel)) {
                Ok(0) => {}
                Ok(_) | Err(Error::Forbidden { .. } | Error::ServerAnswer { .. }) => {
                    differing.extend(numbers);
                }
                Err(error) => return Err(error),
            }
            self.account.counting(counted, tables.len());
        }
        for table in differing.into_iter().filter_map(|number| tables.get(number)) {
            self.count_again(table)?;
        }
        let sql = "select count(*) from pg_catalog.pg_largeobject_metadata";
        let found = self.server.count(sql, self.cancel)?;
        self.judge("pg_largeobject", manifest.large_objects, found)
    }

    fn next_counted(&mut self) -> Result<Option<Done>> {
        match &mut self.crew {
            Some(crew) => crew.next_done(self.cancel, &mut |_| {}),
            None => Ok(None),
        }
    }

    /// Those of the backup that the dump has made and filled: an extension's tables hold rows of its
    /// own, and what is known to be lost is told.
    fn to_count(&self, manifest: &Manifest) -> Vec<Counted> {
        let made: HashSet<_> = self.made.iter().map(|name| order::parts(name)).collect();
        let lost: HashSet<_> = self.findings.tables_without_rows().map(order::parts).collect();
        // Before its version 10.3 pg_dump names no schema where the search_path tells it.
        let bare = |key: &(String, String)| made.contains(&(String::new(), key.1.clone()));
        let counts =
            |key: &(String, String)| (made.contains(key) || bare(key)) && !lost.contains(key);
        let tables = manifest.tables.iter();
        let counted = tables.filter(|table| counts(&(table.schema.clone(), table.name.clone())));
        let name = |table: &TableCount| {
            format!("{}.{}", quote_identifier(&table.schema), quote_identifier(&table.name))
        };
        counted
            .map(|table| Counted { name: name(table), expected: table.rows, bytes: table.bytes })
            .collect()
    }

    fn count_again(&mut self, table: &Counted) -> Result<()> {
        // Rows that came through a partitioned table are in its partitions.
        let partitioned = format!(
            "select (relkind = 'p')::int::bigint from pg_catalog.pg_class where oid = {}::regclass",
            quote_literal(&table.name)
        );
        let through = self.apart(|run| run.server.count(&partitioned, run.cancel))? == 1;
        let sql = if through {
            self.count_of_partitions(&table.name)?
        } else {
            format!("select count(*) from only {}", table.name)
        };
        let found = match self.count_by_any_path(&sql) {
            Err(Error::Forbidden { .. }) => self.count_behind_policies(&table.name, &sql)?,
            found => Some(found?),
        };
        match found {
            // Some of its partitions may be filled by themselves too.
            Some(found) if through && found >= table.expected => Ok(()),
            Some(found) => self.judge(&table.name, table.expected, found),
            // Policies hide them from this login. When they came the server counted them.
            None => Ok(()),
        }
    }

    /// Whoever plans a query looks into the functions of the table's indexes, which may find others
    /// by the database's path only.
    fn count_by_any_path(&mut self, sql: &str) -> Result<u64> {
        let count = |run: &Self| run.apart(|run| run.server.count(sql, run.cancel));
        match count(self) {
            Err(Error::ServerAnswer { sqlstate, .. }) if misses_something(&sqlstate) => {
                self.with_path(|run| count(run))?
            }
            found => found,
        }
    }

    /// Of another server's partitions nobody asks: no backup has their rows.
    fn count_of_partitions(&self, table: &str) -> Result<String> {
        let partitions = format!(
            "with recursive parts(oid) as (
                 select {}::pg_catalog.regclass::pg_catalog.oid
                 union select i.inhrelid from pg_catalog.pg_inherits i
                       join parts p on p.oid = i.inhparent)
             select pg_catalog.format('%I.%I', n.nspname, c.relname) from parts p
             join pg_catalog.pg_class c on c.oid = p.oid
             join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r'",
            quote_literal(table)
        );
        let names = self.server.texts(&partitions, &[])?.into_iter().flatten().flatten();
        let counts: Vec<String> =
            names.map(|name| format!("(select count(*) from only {name})")).collect();
        Ok(if counts.is_empty() {
            "select 0::bigint".to_owned()
        } else {
            format!("select {}", counts.join(" + "))
        })
    }

    /// The owner may put its own policies aside, and takes that back.
    fn count_behind_policies(&self, table: &str, count: &str) -> Result<Option<u64>> {
        let ours = self.transactions == Transactions::Ours;
        let [begin, end] = if ours {
            ["savepoint sauvegarde", "rollback to savepoint sauvegarde"]
        } else {
            ["begin", "rollback"]
        };
        self.server.execute_one(begin, self.cancel)?;
        let see = format!("alter table {table} no force row level security");
        let found = self
            .server
            .execute_one(&see, self.cancel)
            .and_then(|()| self.server.count(count, self.cancel));
        self.server.execute_one(end, self.cancel)?;
        match found {
            Err(Error::Forbidden { .. }) => Ok(None),
            found => found.map(Some),
        }
    }

    fn judge(&mut self, table: &str, expected: u64, found: u64) -> Result<()> {
        if found < expected {
            return Err(Error::CountsDiffer { table: table.to_owned(), expected, found });
        }
        if found > expected {
            self.findings.rows_added(table.replace('"', ""), expected, found);
        }
        Ok(())
    }
}

/// Each asks how many of its tables have another number of rows than expected.
fn tasks(tables: &[Counted]) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut together: Vec<usize> = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        if table.bytes >= SMALL_TABLE_BYTES {
            tasks.push(task(tables, vec![number]));
            continue;
        }
        together.push(number);
        if together.len() == COUNTED_TOGETHER {
            tasks.push(task(tables, std::mem::take(&mut together)));
        }
    }
    if !together.is_empty() {
        tasks.push(task(tables, together));
    }
    tasks
}

fn task(tables: &[Counted], numbers: Vec<usize>) -> Task {
    let same = |number: &usize| {
        let table = &tables[*number];
        format!("((select count(*) from only {}) <> {})::int", table.name, table.expected)
    };
    let sum: Vec<String> = numbers.iter().map(same).collect();
    let sql = format!("select ({})::bigint", sum.join(" + "));
    Task { work: Work::Count(numbers), sql }
}
