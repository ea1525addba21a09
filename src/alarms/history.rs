//! What a new backup is compared with: the newest ones before it, as the folder has them.

use jiff::Timestamp;

use crate::folder::catalog;
use crate::folder::lineage::Lineage;
use crate::folder::manifest::Manifest;
use crate::folder::target::Target;
use crate::report::error::Result;

/// So many are looked at for tables that swing, and for the one that is the measure.
pub const LENGTH: usize = 10;

/// The newest backups that are compared with each other, newest first.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io) if the folder cannot be listed.
pub fn read(target: &Target, lineage: &Lineage) -> Result<Vec<Manifest>> {
    catalog::newest(target, LENGTH, |entry| lineage.ordinary(&entry).cloned())
}

/// Since when each table has the very number of rows that it has in `new`; nothing where the last
/// backup had others.
#[must_use]
pub fn unchanged_since(new: &Manifest, history: &[Manifest]) -> Option<Timestamp> {
    let last = history.first()?;
    let rows = |manifest: &Manifest| {
        let tables = manifest.tables.iter();
        let mut rows: Vec<_> =
            tables.map(|it| (it.schema.clone(), it.name.clone(), it.rows)).collect();
        rows.sort();
        rows
    };
    (rows(last) == rows(new)).then(|| last.unchanged_since.unwrap_or(last.created_at))
}
