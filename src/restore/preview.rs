//! What replacing the live database would change, to be read before its name is typed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::hanging;
use super::way::Way;
use crate::folder::manifest::Manifest;
use crate::postgres::connection::Connection;
use crate::postgres::server::Server;
use crate::report::error::{Result, Warning};
use crate::report::format;
use crate::report::i18n::tr;

/// For the rows of all tables to be counted; statistics will do for what takes longer.
const COUNT_LIMIT: Duration = Duration::from_secs(5);

/// Nothing is changed to find it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub created_at: Timestamp,
    /// Those whose rows are not in the backup.
    pub tables_missing: Vec<String>,
    pub way: Way,
    /// Nothing where nobody counted them.
    pub rows_then: Option<u64>,
    pub rows_now: u64,
    /// Whether `rows_now` are counted, not the statistics'.
    pub counted: bool,
    /// Those that differ, the most different first.
    pub tables: Vec<TableChange>,
    pub version_then: String,
    pub version_now: String,
    /// Who is connected and will not be.
    pub sessions: Vec<String>,
    /// What will not come along.
    pub left_behind: Vec<Warning>,
    /// Django applications whose last migration is another one.
    pub django: Vec<String>,
}

/// A table whose rows are not the same in number. Nothing where it is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableChange {
    /// With its schema.
    pub name: String,
    pub rows_now: Option<u64>,
    pub rows_then: Option<u64>,
}

impl Preview {
    /// # Errors
    /// Those of a connection to the live database, and [`Error::PreparedTransactions`]: it cannot
    /// be replaced.
    ///
    /// [`Error::PreparedTransactions`]: crate::Error::PreparedTransactions
    pub fn new(connection: &Connection, manifest: &Manifest) -> Result<Self> {
        let server = super::maintenance::writable(connection)?;
        let facts = server.facts()?;
        let database = server.database_facts(&facts)?;
        let (then, now) = (manifest.django.clone(), database.django);
        let (then, now) = (then.unwrap_or_default(), now.unwrap_or_default());
        let mut django: Vec<String> = then
            .keys()
            .chain(now.keys())
            .filter(|app| then.get(*app) != now.get(*app))
            .cloned()
            .collect();
        django.sort();
        django.dedup();
        let way = Way::of(&server)?;
        let left_behind = hanging::before_replacing(&server, &connection.database, way)?;
        let sessions = server.sessions(&connection.database)?;
        let counts = counts(&server)?;
        let then = manifest
            .tables
            .iter()
            .map(|table| (format!("{}.{}", table.schema, table.name), table.rows))
            .collect();
        let rows_now = match &counts {
            Some(counts) => counts.values().sum(),
            None => server.rows_about()?,
        };
        Ok(Self {
            created_at: manifest.created_at,
            tables_missing: manifest.tables_missing(),
            way,
            rows_then: manifest.counts_rows().then(|| manifest.rows()),
            rows_now,
            counted: counts.is_some(),
            tables: counts
                .filter(|_| manifest.counts_rows())
                .map_or_else(Vec::new, |now| changes(&now, &then)),
            version_then: manifest.server.version.clone(),
            version_now: facts.version,
            sessions,
            left_behind,
            django,
        })
    }

    /// Its number, or that nobody counted them.
    #[must_use]
    pub fn rows_then_text(&self) -> String {
        self.rows_then.map_or_else(|| tr!("not-counted"), format::count)
    }
}

/// The rows of each table, unless that takes too long or is not allowed.
fn counts(server: &Server) -> Result<Option<BTreeMap<String, u64>>> {
    let deadline = Instant::now() + COUNT_LIMIT;
    let mut counts = BTreeMap::new();
    for (name, sql) in server.tables_to_count()? {
        let left = deadline.saturating_duration_since(Instant::now());
        match server.count_within(&sql, left) {
            Some(rows) => counts.insert(name, rows),
            None => return Ok(None),
        };
    }
    Ok(Some(counts))
}

fn changes(now: &BTreeMap<String, u64>, then: &BTreeMap<String, u64>) -> Vec<TableChange> {
    let names: std::collections::BTreeSet<&String> = now.keys().chain(then.keys()).collect();
    let mut changes: Vec<TableChange> = names
        .into_iter()
        .map(|name| TableChange {
            name: name.clone(),
            rows_now: now.get(name).copied(),
            rows_then: then.get(name).copied(),
        })
        .filter(|change| change.rows_now != change.rows_then)
        .collect();
    let by = |change: &TableChange| {
        change.rows_now.unwrap_or_default().abs_diff(change.rows_then.unwrap_or_default())
    };
    changes.sort_by_key(|change| std::cmp::Reverse(by(change)));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_that_differ_come_the_most_different_first() {
        let of = |rows: &[(&str, u64)]| {
            rows.iter().map(|(name, rows)| ((*name).to_owned(), *rows)).collect()
        };
        let now = of(&[("a", 5), ("b", 7), ("gone", 100), ("same", 3)]);
        let then = of(&[("a", 2000), ("b", 6), ("new", 0), ("same", 3)]);
        let found: Vec<_> = changes(&now, &then)
            .into_iter()
            .map(|change| (change.name, change.rows_now, change.rows_then))
            .collect();
        assert_eq!(
            found,
            [
                ("a".to_owned(), Some(5), Some(2000)),
                ("gone".to_owned(), Some(100), None),
                ("b".to_owned(), Some(7), Some(6)),
                ("new".to_owned(), None, Some(0)),
            ]
        );
    }
}
