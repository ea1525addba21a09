//! The backups of a folder.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cloud::{self, Fetch};
use crate::error::{Error, Result};
use crate::manifest::{self, Manifest, Reason};
use crate::target::Target;

/// What a look at manifest and file size tells; whether the bytes are right, only
/// [`verify`](crate::verify) does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Complete,
    /// The manifest is not intact, the file has another size, or the last verification found it
    /// damaged.
    Damaged,
    /// Whole, and yet the last drill could not restore it.
    NotRestorable,
    /// The manifest is there, the dump is not.
    MissingFile,
    /// Dump or manifest is in the cloud only; to read it would fetch it.
    InCloud,
}

impl State {
    /// Whether the file is what the manifest says. One that failed its drill is not passed over
    /// in silence for an older one: its restore says why it fails.
    #[must_use]
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Complete | Self::NotRestorable | Self::InCloud)
    }
}

/// One manifest found.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Of the dump file.
    pub path: PathBuf,
    pub state: State,
    /// Nothing when the manifest cannot be read, or is in the cloud only and was left there.
    pub manifest: Option<Manifest>,
}

/// All of a folder's backups, newest first. Nothing is fetched from the cloud for it.
///
/// # Errors
/// [`Error::Io`] if the folder cannot be listed.
pub fn list(target: &Target) -> Result<Vec<Entry>> {
    entries(target, Fetch::Never, &cloud::is_elsewhere)
}

fn entries(
    target: &Target,
    fetch: Fetch,
    is_elsewhere: &dyn Fn(&Path) -> bool,
) -> Result<Vec<Entry>> {
    let folder = target.folder();
    let files = std::fs::read_dir(folder).map_err(|error| Error::reading(folder, error))?;
    let mut entries: Vec<Entry> = files
        .filter_map(|file| file.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(manifest::MANIFEST_SUFFIX) && !name.starts_with('.'))
        .map(|name| {
            let dump_name = name.strip_suffix(".json").unwrap_or(&name);
            entry(folder, dump_name, fetch, is_elsewhere)
        })
        .collect();
    // Names hold the local time, manifests the real one; unreadable ones go by name at the end.
    entries.sort_by(|a, b| {
        let key = |entry: &Entry| {
            (entry.manifest.as_ref().map(|manifest| manifest.created_at), entry.path.clone())
        };
        key(b).cmp(&key(a))
    });
    Ok(entries)
}

/// The newest backup that looks complete, here or in the cloud, of `database` or of any.
/// Manifests are fetched: an older backup must not pass for the newest.
///
/// # Errors
/// [`Error::NoBackup`], or [`Error::Io`] if the folder cannot be listed.
pub fn latest(target: &Target, database: Option<&str>) -> Result<(PathBuf, Manifest)> {
    entries(target, Fetch::Allowed, &cloud::is_elsewhere)?
        .into_iter()
        .filter(|entry| entry.state.is_whole())
        .filter_map(|entry| Some((entry.path, entry.manifest?)))
        .find(|(_, manifest)| database.is_none_or(|wanted| manifest.database == wanted))
        .ok_or_else(|| Error::NoBackup { path: target.folder().to_owned() })
}

/// As [`latest`], without the safety backups that restores make: "restore the latest" said twice
/// must not undo itself.
///
/// # Errors
/// As [`latest`].
pub fn latest_to_restore(target: &Target, database: &str) -> Result<PathBuf> {
    let made_by_choice = |manifest: &Manifest| {
        manifest.database == database && manifest.reason != Reason::BeforeRestore
    };
    entries(target, Fetch::Allowed, &cloud::is_elsewhere)?
        .into_iter()
        .find(|entry| entry.state.is_whole() && entry.manifest.as_ref().is_some_and(made_by_choice))
        .map(|entry| entry.path)
        .ok_or_else(|| Error::NoBackup { path: target.folder().to_owned() })
}

/// The newest safety backup of `database`, if there is one.
#[must_use]
pub fn latest_safety_backup(target: &Target, database: &str) -> Option<PathBuf> {
    let safety = |manifest: &Manifest| {
        manifest.database == database && manifest.reason == Reason::BeforeRestore
    };
    let newest = list(target)
        .ok()?
        .into_iter()
        .find(|entry| entry.state.is_whole() && entry.manifest.as_ref().is_some_and(safety));
    newest.map(|entry| entry.path)
}

fn entry(
    folder: &Path,
    dump_name: &str,
    fetch: Fetch,
    is_elsewhere: &dyn Fn(&Path) -> bool,
) -> Entry {
    let path = folder.join(dump_name);
    let manifest_path = manifest::path_beside(&path);
    if fetch == Fetch::Never && is_elsewhere(&manifest_path) {
        return Entry { path, state: State::InCloud, manifest: None };
    }
    let manifest = manifest::read(&manifest_path).ok().and_then(std::result::Result::ok);
    let size = std::fs::metadata(&path).map(|metadata| metadata.len()).ok();
    let state = match (&manifest, size) {
        (_, None) => State::MissingFile,
        (Some(manifest), Some(size))
            if manifest.file.bytes == size
                && manifest.file.name == dump_name
                && manifest.last_verification().is_none_or(|last| last.ok) =>
        {
            if manifest.last_drill().is_some_and(|last| !last.ok) {
                State::NotRestorable
            } else if is_elsewhere(&path) {
                State::InCloud
            } else {
                State::Complete
            }
        }
        _ => State::Damaged,
    };
    Entry { path, state, manifest }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::tests::example;

    fn put(folder: &Path, name: &str, second: i64, content: &[u8]) {
        let mut manifest = example();
        manifest.file.name = name.to_owned();
        manifest.file.bytes = 4;
        manifest.created_at = jiff::Timestamp::from_second(second).unwrap();
        std::fs::write(folder.join(format!("{name}.json")), manifest.to_text()).unwrap();
        std::fs::write(folder.join(name), content).unwrap();
    }

    #[test]
    fn what_is_in_the_cloud_only_is_told_and_left_there() {
        let folder = tempfile::tempdir().unwrap();
        for (name, second) in [("a.sql.gz", 10), ("b.sql.gz", 20), ("c.sql.gz", 30)] {
            put(folder.path(), name, second, b"good");
        }
        let target = Target::open(Some(folder.path())).unwrap();
        let is_elsewhere =
            |path: &Path| path.ends_with("b.sql.gz") || path.ends_with("c.sql.gz.json");
        let seen = |fetch| {
            let entries = entries(&target, fetch, &is_elsewhere).unwrap();
            let seen = entries.into_iter().map(|entry| {
                let name = entry.path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, entry.state, entry.manifest.is_some())
            });
            seen.collect::<Vec<_>>()
        };
        let expected = |rows: [(&str, State, bool); 3]| rows.map(|(n, s, m)| (n.to_owned(), s, m));
        assert_eq!(
            seen(Fetch::Never),
            expected([
                ("b.sql.gz", State::InCloud, true),
                ("a.sql.gz", State::Complete, true),
                ("c.sql.gz", State::InCloud, false),
            ])
        );
        assert_eq!(
            seen(Fetch::Allowed),
            expected([
                ("c.sql.gz", State::Complete, true),
                ("b.sql.gz", State::InCloud, true),
                ("a.sql.gz", State::Complete, true),
            ])
        );
    }

    #[test]
    fn newest_first_with_what_is_wrong_told() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "a.sql.gz", 10, b"good");
        put(folder.path(), "b.sql.gz", 30, b"short file");
        put(folder.path(), "c.sql.gz", 20, b"gone");
        std::fs::remove_file(folder.path().join("c.sql.gz")).unwrap();
        std::fs::write(folder.path().join("d.sql.gz"), "no manifest, no backup").unwrap();
        let target = Target::open(Some(folder.path())).unwrap();
        let entries = list(&target).unwrap();
        let seen: Vec<_> = entries
            .iter()
            .map(|entry| (entry.path.file_name().unwrap().to_str().unwrap(), entry.state))
            .collect();
        assert_eq!(
            seen,
            [
                ("b.sql.gz", State::Damaged),
                ("c.sql.gz", State::MissingFile),
                ("a.sql.gz", State::Complete),
            ]
        );
        assert!(latest(&target, None).unwrap().0.ends_with("a.sql.gz"));
        assert!(matches!(latest(&target, Some("autre")), Err(Error::NoBackup { .. })));
    }
}
