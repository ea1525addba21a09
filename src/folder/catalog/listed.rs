//! All backups of a folder, as `list` and `prune` want them.

use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use jiff::Timestamp;

use super::{Entry, dump_names, entry};
use crate::folder::cloud::{self, Fetch};
use crate::folder::target::Target;
use crate::report::error::Result;

/// A folder of thousands is read by several threads, each so many manifests at least.
const LEAST_PART: usize = 250;
const MOST_READERS: usize = 4;

/// All of a folder's backups, newest first. Nothing is fetched from the cloud for it.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io) if the folder cannot be listed.
pub fn list(target: &Target) -> Result<Vec<Entry>> {
    entries(target, Fetch::Never, &cloud::is_elsewhere)
}

pub(super) fn entries(
    target: &Target,
    fetch: Fetch,
    is_elsewhere: &(dyn Fn(&Path) -> bool + Sync),
) -> Result<Vec<Entry>> {
    let folder = target.folder();
    let names = dump_names(folder)?;
    let read = |names: &[String]| -> Vec<Entry> {
        names.iter().map(|name| entry(folder, name, fetch, is_elsewhere)).collect()
    };
    let most = thread::available_parallelism().map_or(1, usize::from).min(MOST_READERS);
    let part = names.len().div_ceil(most).max(LEAST_PART);
    let mut entries = thread::scope(|scope| {
        let start = |names| {
            let reader = thread::Builder::new().spawn_scoped(scope, move || read(names));
            reader.map_err(|_| names)
        };
        let readers: Vec<_> = names.chunks(part).map(start).collect();
        let entries = readers.into_iter().flat_map(|reader| match reader {
            Ok(reader) => reader.join().unwrap_or_else(|panic| resume_unwind(panic)),
            // No thread to be had.
            Err(names) => read(names),
        });
        entries.collect::<Vec<Entry>>()
    });
    entries.sort_by(|a, b| age_key(b).cmp(&age_key(a)));
    Ok(entries)
}

/// Names hold the local time, manifests the real one; unreadable ones go by name at the end.
fn age_key(entry: &Entry) -> (Option<Timestamp>, &Path) {
    (entry.manifest.as_ref().map(|manifest| manifest.created_at), &entry.path)
}
