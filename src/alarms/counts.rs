//! What is compared of a manifest: the rows and bytes of the tables that count.

use std::collections::{BTreeMap, BTreeSet};

use crate::folder::manifest::Manifest;

/// Schema and table.
pub type Name<'m> = (&'m str, &'m str);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub rows: u64,
    /// Of the COPY data; 0 beside rows where the manifest does not say it.
    pub bytes: u64,
}

/// The tables of one backup.
#[derive(Clone, Debug)]
pub struct Counts<'m> {
    pub tables: BTreeMap<Name<'m>, Count>,
    /// Uncompressed, without the rows of tables that were left out.
    pub dump_bytes: u64,
    whole_dump_bytes: u64,
    knows_bytes: bool,
}

impl<'m> Counts<'m> {
    /// All tables of a backup.
    #[must_use]
    pub fn of(manifest: &'m Manifest) -> Self {
        let mut tables: BTreeMap<Name<'m>, Count> = BTreeMap::new();
        for table in &manifest.tables {
            let count = tables.entry((&table.schema, &table.name)).or_default();
            count.rows = count.rows.saturating_add(table.rows);
            count.bytes = count.bytes.saturating_add(table.bytes);
        }
        // The shortest row is the end of its line.
        let knows_bytes = tables.values().all(|table| table.bytes >= table.rows);
        let bytes = manifest.dump.bytes;
        Self { tables, dump_bytes: bytes, whole_dump_bytes: bytes, knows_bytes }
    }

    /// Without these tables.
    #[must_use]
    pub fn without(mut self, left_out: &BTreeSet<Name<'m>>) -> Self {
        for name in left_out {
            if let Some(count) = self.tables.remove(name) {
                self.dump_bytes = self.dump_bytes.saturating_sub(count.bytes);
            }
        }
        self
    }

    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.values().fold(0, |rows, table| rows.saturating_add(table.rows))
    }

    /// Of one table; nothing where it is not there.
    #[must_use]
    pub fn rows_of(&self, name: Name<'_>) -> Option<u64> {
        self.tables.get(&name).map(|count| count.rows)
    }

    /// Of a table, 0 where it is not there.
    #[must_use]
    pub fn count(&self, name: Name<'_>) -> Count {
        self.tables.get(&name).copied().unwrap_or_default()
    }

    #[must_use]
    pub fn has(&self, name: Name<'_>) -> bool {
        self.tables.contains_key(&name)
    }
}

/// Where one manifest does not say how large tables are, whole dumps are compared: what is left out of
/// the one would be in the other.
pub fn level<'c, 'm: 'c>(counts: impl Iterator<Item = &'c mut Counts<'m>>) {
    let counts: Vec<_> = counts.collect();
    if counts.iter().any(|it| !it.knows_bytes) {
        for it in counts {
            it.dump_bytes = it.whole_dump_bytes;
        }
    }
}

/// `schema.table`, as patterns and alarms have it.
#[must_use]
pub fn display((schema, table): Name<'_>) -> String {
    if schema.is_empty() { table.to_owned() } else { format!("{schema}.{table}") }
}
