//! The backups of a folder.

use std::cmp::Reverse;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::folder::cloud::{self, Fetch};
use crate::folder::manifest::{self, Manifest, Reason};
use crate::folder::target::Target;
use crate::platform::clock;
use crate::report::error::{Error, Result};

mod listed;
mod named;

pub use listed::list;
pub use named::{Purpose, find};

/// No time zone is further from UTC.
const FURTHEST_ZONE: SignedDuration = SignedDuration::from_hours(26);

/// What a look at manifest and file size tells; whether the bytes are right, only
/// [`verify`](crate::folder::check) does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Complete,
    /// The manifest is not intact, the file has another size, or the last verification found it
    /// damaged.
    Damaged,
    /// Whole, and yet the last drill could not restore it.
    NotRestorable,
    /// Whole, and made without the rows of some tables: never the one that `latest` means.
    Incomplete,
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
        matches!(self, Self::Complete | Self::NotRestorable | Self::Incomplete | Self::InCloud)
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

/// Names of files that have a manifest beside them.
fn dump_names(folder: &Path) -> Result<Vec<String>> {
    let files = std::fs::read_dir(folder).map_err(|error| Error::reading(folder, error))?;
    let manifests = files
        .filter_map(|file| {
            let file = file.ok()?;
            // A link that leads nowhere is nobody's manifest; what it leads to need not be a file.
            let leads_somewhere =
                !file.file_type().is_ok_and(|kind| kind.is_symlink()) || file.path().exists();
            leads_somewhere.then(|| file.file_name().into_string().ok())?
        })
        .filter(|name| name.ends_with(manifest::MANIFEST_SUFFIX) && !name.starts_with('.'));
    Ok(manifests.filter_map(|name| Some(name.strip_suffix(".json")?.to_owned())).collect())
}

/// The newest backups whose file is whole and of which `wanted` makes something, at most `count`,
/// newest first. Reads no more manifests than that takes and keeps none of them, so that a folder
/// of thousands costs as little as a small one. Nothing is fetched from the cloud.
///
/// # Errors
/// [`Error::Io`] if the folder cannot be listed.
pub fn newest<T>(
    target: &Target,
    count: usize,
    wanted: impl FnMut(Entry) -> Option<T>,
) -> Result<Vec<T>> {
    newest_of(target.folder(), Fetch::Never, &cloud::is_elsewhere, count, usize::MAX, wanted)
}

/// As [`newest`], of so many that are newest by their names: in a folder that holds thousands of
/// others', not all of them are read.
///
/// # Errors
/// As [`newest`].
pub fn newest_among<T>(
    target: &Target,
    count: usize,
    most: usize,
    wanted: impl FnMut(Entry) -> Option<T>,
) -> Result<Vec<T>> {
    newest_of(target.folder(), Fetch::Never, &cloud::is_elsewhere, count, most, wanted)
}

fn newest_of<T>(
    folder: &Path,
    fetch: Fetch,
    is_elsewhere: &dyn Fn(&Path) -> bool,
    count: usize,
    most: usize,
    mut wanted: impl FnMut(Entry) -> Option<T>,
) -> Result<Vec<T>> {
    let mut names = dump_names(folder)?;
    names.sort_by_cached_key(|name| Reverse(made_before(name)));
    let mut newest: Vec<((Timestamp, PathBuf), T)> = Vec::new();
    for name in names.into_iter().take(most) {
        let oldest = newest.last().filter(|_| newest.len() >= count).map(|(age, _)| age);
        if oldest.is_some_and(|(created_at, _)| made_before(&name) < *created_at) {
            break;
        }
        let entry = entry(folder, &name, fetch, is_elsewhere);
        // A file of another name than its manifest says is not whole: names are to be believed.
        let Some(manifest) = entry.manifest.as_ref().filter(|_| entry.state.is_whole()) else {
            continue;
        };
        let age = (manifest.created_at, entry.path.clone());
        if oldest.is_some_and(|oldest| age < *oldest) {
            continue;
        }
        if let Some(it) = wanted(entry) {
            let place = newest.partition_point(|(other, _)| *other > age);
            newest.insert(place, (age, it));
            newest.truncate(count);
        }
    }
    Ok(newest.into_iter().map(|(_, it)| it).collect())
}

/// Shows `visit` the whole backups whose manifest has `text` in it, newest first by their names, until
/// it says that it has seen enough. At most `most` manifests are read; none is fetched from the cloud.
///
/// # Errors
/// [`Error::Io`] if the folder cannot be listed.
pub fn seek(
    target: &Target,
    most: usize,
    text: &str,
    visit: &mut dyn FnMut(Entry) -> std::ops::ControlFlow<()>,
) -> Result<()> {
    let folder = target.folder();
    let mut names = dump_names(folder)?;
    names.sort_by_cached_key(|name| Reverse(made_before(name)));
    for name in names.into_iter().take(most) {
        let path = manifest::path_beside(&folder.join(&name));
        if cloud::is_elsewhere(&path) {
            continue;
        }
        // To read one is cheap, to understand it is not.
        let has_it = path.is_file()
            && std::fs::read_to_string(&path).is_ok_and(|content| content.contains(text));
        if !has_it {
            continue;
        }
        let entry = entry(folder, &name, Fetch::Never, &cloud::is_elsewhere);
        if entry.state.is_whole() && visit(entry).is_break() {
            break;
        }
    }
    Ok(())
}

/// No backup of this name is newer, whatever the zone that its local time is of; of any age where
/// the name holds no time.
fn made_before(dump_name: &str) -> Timestamp {
    let latest = || {
        let utc = time_of(dump_name)?.to_zoned(TimeZone::UTC).ok()?.timestamp();
        utc.checked_add(FURTHEST_ZONE).ok()
    };
    latest().unwrap_or(Timestamp::MAX)
}

/// What became of the file at `path`, by a look at it and its manifest; nothing is fetched.
#[must_use]
pub fn state_of(path: &Path) -> Option<State> {
    let (folder, name) = (path.parent()?, path.file_name()?.to_str()?);
    if !manifest::path_beside(path).exists() {
        return Some(State::MissingFile);
    }
    Some(entry(folder, name, Fetch::Never, &cloud::is_elsewhere).state)
}

/// The moment that a name says it was made, by this computer's zone; nothing where it says none.
#[must_use]
pub fn named_at(path: &Path) -> Option<Timestamp> {
    let time = time_of(path.file_name()?.to_str()?)?;
    time.to_zoned(TimeZone::system()).ok().map(|at| at.timestamp())
}

/// Whether a file bears the name of a backup of ours.
#[must_use]
pub fn is_named_as_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str);
    name.is_some_and(|name| name.ends_with(manifest::DUMP_SUFFIX) && time_of(name).is_some())
}

/// The local time that a name holds.
fn time_of(dump_name: &str) -> Option<DateTime> {
    let stem = dump_name.strip_suffix(manifest::DUMP_SUFFIX).unwrap_or(dump_name);
    let time = |stem: &str| {
        let mut parts = stem.rsplitn(3, '_');
        let (clock, day) = (parts.next()?, parts.next()?);
        DateTime::strptime("%Y%m%d %H%M%S", format!("{day} {clock}")).ok()
    };
    // A second backup of the same second ends in `_2`.
    let first = || time(stem.rsplit_once('_')?.0);
    time(stem).or_else(first)
}

/// The newest backup that looks complete, here or in the cloud, of `database` or of any. One that
/// was made without the rows of a table is passed over. Manifests are fetched: an older backup must
/// not pass for the newest.
///
/// # Errors
/// [`Error::NoBackup`], or [`Error::Io`] if the folder cannot be listed.
pub fn latest(target: &Target, database: Option<&str>) -> Result<(PathBuf, Manifest)> {
    let is_wanted = |manifest: &Manifest| database.is_none_or(|wanted| manifest.database == wanted);
    latest_that(target, |manifest| is_wanted(manifest) && !manifest.is_incomplete())
}

/// The backup of `database` that was made last, an incomplete one too; nothing is restored from it
/// that was not asked for by its name.
///
/// # Errors
/// As [`latest`].
pub fn last_made(target: &Target, database: &str) -> Result<(PathBuf, Manifest)> {
    latest_that(target, |manifest| manifest.database == database)
}

/// As [`latest`], without the safety backups that restores make: "restore the latest" said twice
/// must not undo itself.
///
/// # Errors
/// As [`latest`].
pub fn latest_to_restore(target: &Target, database: &str) -> Result<PathBuf> {
    let is_meant = |manifest: &Manifest| is_meant_by_latest(manifest, database);
    latest_that(target, is_meant).map(|(path, _)| path)
}

/// Whether `latest` may mean this backup of a whole file, where one of `database` is restored.
#[must_use]
pub fn is_meant_by_latest(manifest: &Manifest, database: &str) -> bool {
    manifest.database == database
        && manifest.reason != Reason::BeforeRestore
        && !manifest.is_incomplete()
}

fn latest_that(
    target: &Target,
    is_wanted: impl Fn(&Manifest) -> bool,
) -> Result<(PathBuf, Manifest)> {
    let folder = target.folder();
    let now = clock::now();
    let newest = |takes_future: bool| {
        let is_meant =
            |it: &Manifest| is_wanted(it) && (takes_future || !it.is_from_the_future(now));
        let wanted = |entry: Entry| Some((entry.path, entry.manifest.filter(is_meant)?));
        newest_of(folder, Fetch::Allowed, &cloud::is_elsewhere, 1, usize::MAX, wanted)
    };
    // A clock that was ahead must not have the last word; where all are from the future, it is now
    // that the clock is wrong.
    let found = newest(false)?.into_iter().next();
    let found =
        found.map_or_else(|| newest(true).map(|it| it.into_iter().next()), |it| Ok(Some(it)))?;
    found.ok_or_else(|| Error::NoBackup { path: folder.to_owned() })
}

/// The newest safety backup of the whole `database`, if there is one.
#[must_use]
pub fn latest_safety_backup(target: &Target, database: &str) -> Option<PathBuf> {
    let safety = |manifest: &Manifest| {
        manifest.database == database
            && manifest.reason == Reason::BeforeRestore
            && !manifest.is_incomplete()
    };
    let wanted = |entry: Entry| entry.manifest.as_ref().is_some_and(safety).then_some(entry.path);
    newest(target, 1, wanted).ok()?.into_iter().next()
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
            } else if manifest.is_incomplete() {
                State::Incomplete
            } else {
                State::Complete
            }
        }
        _ => State::Damaged,
    };
    Entry { path, state, manifest }
}

#[cfg(test)]
pub(crate) mod tests;
