//! What a new backup is compared with: the newest ones before it, as the folder has them.

use jiff::Timestamp;

use crate::folder::catalog;
use crate::folder::lineage::Lineage;
use crate::folder::manifest::Manifest;
use crate::folder::target::Target;
use crate::report::error::Result;

/// So many are looked at for tables that swing, and for the one that is the measure.
pub const LENGTH: usize = 10;
/// Where all of these are suspicious, so many manifests are read for the good ones before them: a
/// year of nights.
const MOST_READ: usize = 400;
/// Then so many of the good ones are wanted, for their median.
const GOOD: usize = super::thresholds::MEDIAN_OF;

/// The newest backups that are compared with each other, newest first; good ones follow where none of
/// these is one.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io) if the folder cannot be listed.
pub fn read(target: &Target, lineage: &Lineage) -> Result<Vec<Manifest>> {
    let newest = catalog::newest(target, LENGTH, |entry| lineage.ordinary(&entry).cloned())?;
    if newest.len() < LENGTH || newest.iter().any(|manifest| !manifest.is_suspicious()) {
        return Ok(newest);
    }
    let mut read = 0;
    let good = catalog::newest(target, GOOD, |entry| {
        read += 1;
        let manifest = lineage.ordinary(&entry).filter(|it| !it.is_suspicious());
        // What is not looked for fills the list up, which ends the search.
        manifest.map(|it| Some(it.clone())).or((read > MOST_READ).then_some(None))
    })?;
    Ok(newest.into_iter().chain(good.into_iter().flatten()).collect())
}

/// Since when each table has the very number of rows that it has in `new`; nothing where the last
/// backup had others.
#[must_use]
pub fn unchanged_since(new: &Manifest, history: &[Manifest]) -> Option<Timestamp> {
    let rows = |manifest: &Manifest| {
        let tables = manifest.tables.iter();
        let mut rows: Vec<_> =
            tables.map(|it| (it.schema.clone(), it.name.clone(), it.rows)).collect();
        rows.sort();
        rows
    };
    let now = rows(new);
    let mut since = None;
    for same in history.iter().take_while(|it| rows(it) == now) {
        since = Some(same.unchanged_since.unwrap_or(same.created_at));
        if same.unchanged_since.is_some() {
            break;
        }
    }
    since
}
