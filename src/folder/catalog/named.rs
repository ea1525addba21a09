//! Which backup is meant by what somebody wrote for it: a file, a name as `list` prints it or its
//! beginning, a date, or `latest`. Every command that takes a backup asks [`find`].

use std::cmp::Reverse;
use std::path::{Component, Path, PathBuf};

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{
    FURTHEST_ZONE, dump_names, entry, is_meant_by_latest, latest, latest_to_restore, time_of,
};
use crate::folder::cloud::{self, Fetch};
use crate::folder::manifest::{self, Manifest};
use crate::folder::target::Target;
use crate::report::error::{Error, Result};

/// What stands for the newest backup.
const LATEST: &str = "latest";
/// As `list` prints them in both languages, and as they are usually written.
const DAYS: [&str; 2] = ["%Y-%m-%d", "%d/%m/%Y"];
const TIMES: [&str; 3] = [" %H:%M", "T%H:%M", " %H:%M:%S"];
/// How many names are given that may have been meant.
const NEAR: usize = 3;

/// Whose newest backup is meant where none is named, and which of its backups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// Of the database with this name; none that a restore made for safety.
    Restore(&'a str),
    /// Of this database, or of any.
    Read(Option<&'a str>),
}

impl Purpose<'_> {
    fn latest(self, target: &Target) -> Result<PathBuf> {
        match self {
            Self::Restore(database) => latest_to_restore(target, database),
            Self::Read(database) => latest(target, database).map(|(path, _)| path),
        }
    }

    /// Whether a backup may be meant by no more than a day.
    fn may_mean(self, manifest: &Manifest) -> bool {
        match self {
            Self::Restore(database) => is_meant_by_latest(manifest, database),
            Self::Read(_) => self.is_of_the_database(manifest) && !manifest.is_incomplete(),
        }
    }

    fn is_of_the_database(self, manifest: &Manifest) -> bool {
        match self {
            Self::Restore(database) | Self::Read(Some(database)) => manifest.database == database,
            Self::Read(None) => true,
        }
    }
}

/// The file of the backup that `given` means; a file that is there wins over everything but
/// `latest`. `dir` is the folder of the backups, opened only if it is needed.
///
/// # Errors
/// [`Error::BackupMissing`] for a path, [`Error::BackupUnknown`] and [`Error::BackupAmbiguous`] for
/// a name or a date, [`Error::NoBackup`] for `latest`; or the folder cannot be read.
pub fn find(given: &Path, dir: Option<&Path>, purpose: Purpose<'_>) -> Result<PathBuf> {
    if given == Path::new(LATEST) {
        return purpose.latest(&Target::open(dir)?);
    }
    let path = dump_of(given);
    if is_file(&path) {
        return Ok(path);
    }
    let Some(text) = given.to_str() else { return Err(Error::BackupMissing { path }) };
    let moment = Moment::parse(text);
    if moment.is_none() && !is_name(given) {
        return if path.is_dir() { Ok(path) } else { Err(Error::BackupMissing { path }) };
    }
    let target = match Target::open(dir) {
        Err(Error::TargetNotConfigured) => return Err(unknown(text, None, Vec::new())),
        target => target?,
    };
    let mut names = dump_names(target.folder())?;
    // Of the same second, the one that ends in `_2` is the newer one.
    names.sort_by_cached_key(|name| Reverse((time_of(name), name.clone())));
    let found = match moment {
        Some(moment) => moment.find(text, target.folder(), names, purpose),
        None => by_name(text, target.folder(), names),
    };
    match found {
        // What that is its reader says.
        Err(Error::BackupUnknown { .. }) if path.is_dir() => Ok(path),
        found => found,
    }
}

/// The manifest's name means its dump.
fn dump_of(path: &Path) -> PathBuf {
    let text = path.to_string_lossy();
    match text.strip_suffix(".json") {
        Some(dump) if text.ends_with(manifest::MANIFEST_SUFFIX) => PathBuf::from(dump),
        _ => path.to_owned(),
    }
}

/// Also one that may not be looked at, and one whose manifest is left alone: both are told when
/// it is read. In `pg_dump`'s directory format a folder is the file; any other one may by chance
/// have the name that was given.
fn is_file(path: &Path) -> bool {
    match std::fs::metadata(path) {
        Ok(metadata) => !metadata.is_dir() || path.join("toc.dat").is_file(),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => true,
        Err(_) => manifest::path_beside(path).is_file(),
    }
}

/// A name alone, without a folder before it.
fn is_name(path: &Path) -> bool {
    let mut components = path.components();
    let first = components.next();
    matches!((first, components.next()), (Some(Component::Normal(_)), None))
        && !path.to_string_lossy().ends_with(std::path::is_separator)
}

fn by_name(given: &str, folder: &Path, names: Vec<String>) -> Result<PathBuf> {
    let wanted = given.strip_suffix(".json").unwrap_or(given);
    let is_it = |name: &&String| {
        *name == wanted || name.strip_suffix(manifest::DUMP_SUFFIX) == Some(wanted)
    };
    if let Some(name) = names.iter().find(is_it) {
        return Ok(folder.join(name));
    }
    let (mut beginning, others): (Vec<_>, Vec<_>) =
        names.into_iter().partition(|name| name.starts_with(wanted));
    match (beginning.len(), beginning.pop()) {
        (1, Some(name)) => Ok(folder.join(name)),
        (_, Some(name)) => {
            beginning.push(name);
            Err(Error::BackupAmbiguous { given: given.to_owned(), found: beginning })
        }
        (_, None) => {
            let mut near = others;
            // The sort keeps the newest first among those that begin alike.
            near.sort_by_key(|name| Reverse(common_beginning(name, wanted)));
            Err(unknown(given, Some(folder), near))
        }
    }
}

fn common_beginning(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}

fn unknown(given: &str, folder: Option<&Path>, mut near: Vec<String>) -> Error {
    near.truncate(NEAR);
    Error::BackupUnknown { given: given.to_owned(), folder: folder.map(Path::to_owned), near }
}

/// A day or a minute in local time, which `list` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    day: Date,
    minute: Option<Time>,
}

impl Moment {
    fn parse(text: &str) -> Option<Self> {
        let day = DAYS.iter().find_map(|day| Date::strptime(day, text).ok());
        let minute = || {
            let formats = DAYS.iter().flat_map(|day| TIMES.map(|time| format!("{day}{time}")));
            let read = |format: String| DateTime::strptime(format, text).ok();
            let time = formats.into_iter().find_map(read)?;
            Some(Self { day: time.date(), minute: Some(to_the_minute(time.time())) })
        };
        day.map(|day| Self { day, minute: None }).or_else(minute)
    }

    fn holds(self, at: Timestamp) -> bool {
        let local = at.to_zoned(TimeZone::system()).datetime();
        let time = to_the_minute(local.time());
        local.date() == self.day && self.minute.is_none_or(|minute| minute == time)
    }

    /// How far a name's time is from this one; nothing for a name without a time.
    fn distance(self, name: &str) -> Option<SignedDuration> {
        let wanted = self.day.to_datetime(self.minute.unwrap_or_default());
        Some(time_of(name)?.duration_since(wanted).abs())
    }

    /// The newest of the moment. A minute points at a line of `list`, whatever that is; a day
    /// means what `latest` would have meant at its end.
    fn find(
        self,
        given: &str,
        folder: &Path,
        mut names: Vec<String>,
        purpose: Purpose<'_>,
    ) -> Result<PathBuf> {
        // The manifests of other days stay where they are: in the cloud, perhaps.
        let furthest = FURTHEST_ZONE + SignedDuration::from_hours(24);
        let is_near = |name: &&String| self.distance(name).is_none_or(|far| far <= furthest);
        let entries = names
            .iter()
            .filter(is_near)
            .map(|name| entry(folder, name, Fetch::Allowed, &cloud::is_elsewhere));
        let mut found: Vec<(Timestamp, bool, PathBuf)> = entries
            .filter_map(|entry| {
                let manifest = entry.manifest?;
                let is_wanted =
                    self.holds(manifest.created_at) && purpose.is_of_the_database(&manifest);
                let is_meant = entry.state.is_whole() && purpose.may_mean(&manifest);
                is_wanted.then_some((manifest.created_at, is_meant, entry.path))
            })
            .collect();
        found.sort_by_key(|(at, is_meant, _)| Reverse((*is_meant, *at)));
        let best = found.into_iter().next();
        best.filter(|(_, is_meant, _)| *is_meant || self.minute.is_some())
            .map(|(_, _, path)| path)
            .ok_or_else(|| {
                names.sort_by_key(|name| self.distance(name).unwrap_or(SignedDuration::MAX));
                unknown(given, Some(folder), names)
            })
    }
}

fn to_the_minute(time: Time) -> Time {
    time.with().second(0).subsec_nanosecond(0).build().unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::catalog::tests::put;

    /// In a folder with these backups of the database `école`, made at these local times.
    fn folder(backups: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, local) in backups {
            let local: DateTime = local.parse().unwrap();
            let at = local.to_zoned(TimeZone::system()).unwrap().timestamp();
            put(folder.path(), name, at.as_second(), b"good");
        }
        folder
    }

    const FOUR: [(&str, &str); 4] = [
        ("école_20261119_120000.sql.gz", "2026-11-19T12:00:00"),
        ("école_20261120_093000.sql.gz", "2026-11-20T09:30:00"),
        ("école_20261120_123015.sql.gz", "2026-11-20T12:30:15"),
        ("autre_20261120_235900.sql.gz", "2026-11-20T23:59:00"),
    ];

    fn found(folder: &tempfile::TempDir, given: &str, purpose: Purpose<'_>) -> Result<String> {
        let path = find(Path::new(given), Some(folder.path()), purpose)?;
        assert_eq!(path.parent(), Some(Target::open(Some(folder.path())).unwrap().folder()));
        Ok(path.file_name().unwrap().to_str().unwrap().to_owned())
    }

    #[test]
    fn a_name_is_taken_however_it_is_cut() {
        let folder = folder(&FOUR);
        let name = "école_20261120_093000.sql.gz";
        for given in [
            name,
            "école_20261120_093000.sql.gz.json",
            "école_20261120_093000",
            "école_20261120_09",
        ] {
            assert_eq!(found(&folder, given, Purpose::Read(None)).unwrap(), name, "{given}");
        }
        // A whole name is meant, even if it is how another one begins.
        put(folder.path(), "école_20261120_093000_2.sql.gz", 0, b"good");
        let given = "école_20261120_093000";
        assert_eq!(found(&folder, given, Purpose::Read(None)).unwrap(), name);
    }

    #[test]
    fn a_beginning_that_fits_several_names_them_newest_first() {
        let folder = folder(&FOUR);
        let error = found(&folder, "école_2026112", Purpose::Read(None)).unwrap_err();
        let Error::BackupAmbiguous { found, .. } = error else { panic!("{error:?}") };
        assert_eq!(found, [FOUR[2].0, FOUR[1].0]);
    }

    #[test]
    fn what_fits_nothing_names_what_comes_nearest() {
        let folder = folder(&FOUR);
        for (given, nearest) in
            [("école_20261119_12x", FOUR[0].0), ("autr_", FOUR[3].0), ("2026-11-01", FOUR[0].0)]
        {
            let error = found(&folder, given, Purpose::Restore("école")).unwrap_err();
            let Error::BackupUnknown { near, .. } = error else { panic!("{error:?}") };
            assert_eq!((near.len(), near[0].as_str()), (3, nearest), "{given}");
        }
    }

    #[test]
    fn a_date_means_the_newest_of_that_day_or_minute() {
        let folder = folder(&FOUR);
        // The newest of the folder, if nobody says of which database.
        let wanted = |manifest: &mut Manifest| manifest.database = "autre".to_owned();
        change(folder.path(), FOUR[3].0, wanted);
        for (given, purpose, name) in [
            ("2026-11-20", Purpose::Read(None), FOUR[3].0),
            ("2026-11-20", Purpose::Restore("école"), FOUR[2].0),
            ("20/11/2026", Purpose::Read(Some("école")), FOUR[2].0),
            ("2026-11-20 09:30", Purpose::Restore("école"), FOUR[1].0),
            ("20/11/2026 12:30", Purpose::Restore("école"), FOUR[2].0),
            ("2026-11-20T12:30", Purpose::Restore("école"), FOUR[2].0),
            ("2026-11-20 12:30:15", Purpose::Restore("école"), FOUR[2].0),
        ] {
            assert_eq!(found(&folder, given, purpose).unwrap(), name, "{given}");
        }
        for given in ["2026-11-21", "2026-11-20 12:31", "2026-02-30"] {
            let error = found(&folder, given, Purpose::Restore("école")).unwrap_err();
            assert!(matches!(error, Error::BackupUnknown { .. }), "{given}: {error:?}");
        }
    }

    fn change(folder: &Path, name: &str, change: impl FnOnce(&mut Manifest)) {
        let path = manifest::path_beside(&folder.join(name));
        let mut manifest = manifest::read(&path).unwrap().unwrap();
        change(&mut manifest);
        std::fs::write(&path, manifest.to_text()).unwrap();
    }

    #[test]
    fn a_day_means_no_safety_backup_and_a_minute_does() {
        let folder = folder(&FOUR[..3]);
        let safety = |manifest: &mut Manifest| manifest.reason = manifest::Reason::BeforeRestore;
        change(folder.path(), FOUR[2].0, safety);
        std::fs::write(folder.path().join(FOUR[0].0), "too long").unwrap();
        let restore = Purpose::Restore("école");
        assert_eq!(found(&folder, "2026-11-20", restore).unwrap(), FOUR[1].0);
        assert_eq!(found(&folder, "2026-11-20 12:30", restore).unwrap(), FOUR[2].0);
        // A day on which every backup is damaged has none; the minute of one is that one.
        assert!(found(&folder, "2026-11-19", restore).is_err());
        assert_eq!(found(&folder, "2026-11-19 12:00", restore).unwrap(), FOUR[0].0);
    }

    #[test]
    fn a_file_that_is_there_wins() {
        let folder = folder(&FOUR);
        let elsewhere = tempfile::tempdir().unwrap();
        let file = elsewhere.path().join("2026-11-20");
        std::fs::write(&file, "").unwrap();
        assert_eq!(find(&file, Some(folder.path()), Purpose::Read(None)).unwrap(), file);
        let gone = elsewhere.path().join(FOUR[0].0);
        let error = find(&gone, Some(folder.path()), Purpose::Read(None)).unwrap_err();
        assert!(matches!(error, Error::BackupMissing { path } if path == gone));
        // A folder only if it is one of pg_dump's, or nothing else is meant.
        let project = elsewhere.path().join("2026-11-19");
        std::fs::create_dir(&project).unwrap();
        assert!(!is_file(&project));
        std::fs::write(project.join("toc.dat"), "").unwrap();
        assert_eq!(find(&project, Some(folder.path()), Purpose::Read(None)).unwrap(), project);
        // Without its dump, a manifest is what its reader is told about.
        std::fs::write(manifest::path_beside(&gone), "").unwrap();
        assert_eq!(find(&gone, None, Purpose::Read(None)).unwrap(), gone);
    }
}
