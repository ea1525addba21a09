//! A backup of ours out of a file that another tool wrote: converted → inspected → published.

use std::path::Path;
use std::time::Instant;

use jiff::tz::TimeZone;

use super::BackupReport;
use super::publish::publish;
use crate::backup::plan::BackupName;
use crate::config::profile::Profile;
use crate::dump::inspect::Inspector;
use crate::dump::reader::DumpReader;
use crate::folder::manifest::{Verification, VerificationKind};
use crate::folder::run::{JobKey, JobLock};
use crate::folder::staging::{self, Staging};
use crate::folder::target::Target;
use crate::foreign::{self, Converted, Rows};
use crate::platform::clock;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result, Warning};
use crate::report::progress::{Monitor, Tracker};

/// One import into a folder at a time, so that each finds what a killed one has left.
const KEY: &str = "\0import";
/// Endings of the files of other tools, the longer ones first.
const ENDINGS: [&str; 11] = [
    ".sql.gz", ".dump.gz", ".tar.gz", ".backup", ".custom", ".pgdump", ".dump", ".sql", ".tar",
    ".tgz", ".gz",
];

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct ImportRequest<'a> {
    /// Where the backup goes, and which database is meant of several in the file.
    pub profile: &'a Profile,
    pub file: &'a Path,
    /// The database in the file, if it is not the profile's.
    pub database: Option<&'a str>,
}

/// Makes a backup out of a file of `pg_dump` or `pg_dumpall`; the file stays as it is. Its date is
/// that of the file.
///
/// # Errors
/// As [`foreign::convert`], [`Error::MadeByHand`], and those of the folder; nothing is left behind.
pub fn import(
    request: &ImportRequest<'_>,
    cancel: &CancelToken,
    monitor: &mut dyn Monitor,
) -> Result<BackupReport> {
    let started = Instant::now();
    let mut tracker = Tracker::new(monitor);
    let target = Target::open(request.profile.dir.as_deref())?;
    let key = JobKey::new(&target, KEY);
    let _lock = JobLock::acquire(&key, KEY.trim_start_matches('\0'))?;
    let staging = Staging::prepare(&target, &key)?;
    for name in staging.recover()? {
        tracker.warn(Warning::Recovered { name });
    }
    // Without a configured address there is only a guess.
    let place = request.profile.url.as_ref().and_then(|_| request.profile.place().ok());
    let of_profile = place.map(|place| place.database);
    let wanted = request.database.map(str::to_owned).or_else(|| of_profile.clone());
    let conversion = foreign::Request {
        file: request.file,
        database: wanted.as_deref().unwrap_or_default(),
        no_other: request.database.is_some(),
        tools: request.profile.pg_dump.as_deref(),
        keeps_lines: false,
    };
    let place = staging.path("");
    let mut watch = |bytes, of: u64| tracker.verifying(bytes, of.saturating_mul(2));
    let mut converted =
        foreign::convert(&conversion, &place, staging::DUMP_NAME, cancel, &mut watch)?;
    let path = converted.dumped.file.path().to_owned();
    converted.dumped.file.sync().map_err(|error| Error::of_target(target.folder(), error))?;
    inspect(&path, &converted, cancel, &mut |bytes, of| {
        tracker.verifying(of.saturating_add(bytes), of.saturating_mul(2));
    })?;
    if converted.by_hand {
        return Err(Error::MadeByHand { path: request.file.to_owned() });
    }
    if converted.rows == Rows::Missing {
        return Err(Error::NoRowsInFile);
    }
    if converted.rows == Rows::NotCounted {
        tracker.warn(Warning::RowsNotCounted);
    }
    if !converted.dumped.summary.complete {
        return Err(Error::FileCut);
    }
    let database = converted.database().map(str::to_owned).or(wanted);
    let database = database.unwrap_or_else(|| name_of(request.file));
    let made_at = converted.made_at.to_zoned(TimeZone::system());
    let name = BackupName::new(&database, &made_at);
    let mut manifest = converted.manifest("", &database, &request.profile.name);
    manifest.elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (at, kind) = (clock::now(), VerificationKind::Backup);
    manifest.verifications.push(Verification { at, kind, ok: true, detail: String::new() });
    if manifest.is_incomplete() {
        tracker.warn(Warning::RowsNotInBackup { tables: manifest.tables_missing() });
    }
    let manifest = |name: &str| {
        let mut manifest = manifest.clone();
        name.clone_into(&mut manifest.file.name);
        manifest
    };
    for warning in converted.warnings.clone() {
        tracker.warn(warning);
    }
    let file = converted.dumped.file;
    let (path, manifest) = publish(file, &name, &manifest, &target, &staging)?;
    tracker.finished();
    Ok(BackupReport { path, manifest, warnings: tracker.into_warnings() })
}

/// Reads it back from the disk, as a restore would: nothing has a place in a backup that has none
/// in a dump.
fn inspect(
    path: &Path,
    converted: &Converted,
    cancel: &CancelToken,
    watch: &mut dyn FnMut(u64, u64),
) -> Result<()> {
    let mut reader = DumpReader::open(path)?;
    let mut inspector = Inspector::default();
    while let Some(piece) = reader.next_piece()? {
        cancel.check()?;
        inspector.feed(piece);
        watch(reader.file_bytes_read(), reader.file_bytes());
    }
    inspector.finish()?;
    if reader.file_sha256()? != Some(converted.dumped.file_sha256.clone()) {
        return Err(Error::ReadBackDiffers { path: path.to_owned() });
    }
    Ok(())
}

/// For a file that does not say of which database it is.
fn name_of(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let lower = name.to_lowercase();
    let ending = ENDINGS.iter().find(|ending| lower.ends_with(**ending));
    let stem = ending.and_then(|ending| name.get(..name.len() - ending.len())).unwrap_or(&name);
    stem.to_owned()
}
