//! Finds `pg_dump` and picks the one that fits the server.
//!
//! The rule: the server's own major version, else the smallest newer one, never an older one (an
//! older `pg_dump` refuses the server). Places in order: the setting, where the platform installs
//! it, `PATH`, and pgAdmin's copy last.

use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::platform::child;
use crate::platform::local_path;
use crate::report::error::{Error, Result};

#[cfg(target_os = "macos")]
#[path = "client_tools/macos.rs"]
mod platform;
#[cfg(all(unix, not(target_os = "macos")))]
#[path = "client_tools/unix.rs"]
mod platform;
#[cfg(windows)]
#[path = "client_tools/windows.rs"]
mod platform;

/// It prints one line and ends.
const VERSION_LIMIT: Duration = Duration::from_secs(5);

/// A `pg_dump` that answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PgDump {
    pub path: PathBuf,
    /// As it prints it: `15.18`.
    pub version: String,
    pub major: u32,
}

/// The `pg_restore` of this major version, else of the smallest newer one, found as `pg_dump` is:
/// `setting` is a folder or the `pg_dump` beside it.
///
/// # Errors
/// [`Error::PgRestoreMissing`], or [`Error::PgDumpUnusable`] for a setting that does not run.
pub fn find_pg_restore(setting: Option<&Path>, major: u32) -> Result<PathBuf> {
    let folder = setting.map(|place| match place.parent() {
        Some(folder) if !place.is_dir() => folder.to_owned(),
        _ => place.to_owned(),
    });
    let found = Search::of("pg_restore", folder.as_deref()).all()?;
    let newest = found.iter().max_by_key(|tool| tool.major).map(|tool| tool.version.clone());
    let fitting = found.into_iter().filter(|tool| tool.major >= major);
    let fitting =
        fitting.min_by_key(|tool| tool.major).ok_or(Error::PgRestoreMissing { major, newest })?;
    Ok(fitting.path)
}

/// Every `pg_dump` of the machine while it is asked for its version, each by a thread of its own.
pub struct Search {
    asked: Vec<JoinHandle<Result<PgDump>>>,
    /// What the user named has to run; elsewhere what does not run is passed over, since a broken
    /// installation beside a good one is common.
    named: bool,
}

impl Search {
    /// `setting` is a folder or the program itself; when it is given, no other place is looked at.
    #[must_use]
    pub fn start(setting: Option<&Path>) -> Self {
        Self::of("pg_dump", setting)
    }

    fn of(program: &str, setting: Option<&Path>) -> Self {
        let mut paths = Vec::new();
        if let Some(place) = setting {
            let path = if place.is_dir() { in_folder(place, program) } else { place.to_owned() };
            paths.extend(path.exists().then_some(path));
        } else {
            for folder in folders() {
                let path = genuine(&in_folder(&folder, program));
                paths.extend(path.filter(|path| !paths.contains(path)));
            }
        }
        let ask = |path: PathBuf| std::thread::spawn(move || ask_version(&path));
        Self { asked: paths.into_iter().map(ask).collect(), named: setting.is_some() }
    }

    /// The `pg_dump` for a server of this version.
    ///
    /// # Errors
    /// [`Error::PgDumpMissing`], [`Error::PgDumpTooOld`], or [`Error::PgDumpUnusable`] for a
    /// setting that does not run.
    pub fn choose(self, server_version: &str) -> Result<PgDump> {
        choose(self.all()?, server_version)
    }

    /// All that answer.
    fn all(mut self) -> Result<Vec<PgDump>> {
        let mut candidates = Vec::new();
        for asked in self.asked.drain(..) {
            match asked.join() {
                Ok(Ok(found)) => candidates.push(found),
                Ok(Err(error)) if self.named => return Err(error),
                _ => {}
            }
        }
        Ok(candidates)
    }
}

impl Drop for Search {
    /// No program that was asked outlives the question.
    fn drop(&mut self) {
        for asked in self.asked.drain(..) {
            let _ = asked.join();
        }
    }
}

/// The folder of the newest complete set of server programs (`initdb`, `postgres`, `pg_dump`), or
/// of those of `major`; for the demo and for local drills.
///
/// # Errors
/// [`Error::ServerProgramsMissing`].
pub fn find_server_programs(major: Option<u32>) -> Result<PathBuf> {
    find_server_programs_with(None, major)
}

/// As [`find_server_programs`], first in the place of the setting for `pg_dump`. That may be a
/// folder of client programs only: then they are looked for elsewhere all the same.
///
/// # Errors
/// [`Error::ServerProgramsMissing`].
pub fn find_server_programs_with(setting: Option<&Path>, major: Option<u32>) -> Result<PathBuf> {
    let complete = |folder: PathBuf| {
        let initdb = local_path::canonical(&in_folder(&folder, "initdb")).ok()?;
        let folder = initdb.parent()?.to_owned();
        let pg_dump = ["postgres", "pg_ctl", "pg_dump"]
            .iter()
            .all(|name| in_folder(&folder, name).is_file())
            .then(|| ask_version(&in_folder(&folder, "pg_dump")).ok())??;
        let fits = major.is_none_or(|wanted| wanted == pg_dump.major);
        fits.then_some((pg_dump.major, folder))
    };
    let named = setting.and_then(|place| {
        if place.is_dir() { Some(place.to_owned()) } else { Some(place.parent()?.to_owned()) }
    });
    named
        .and_then(complete)
        .or_else(|| folders().into_iter().filter_map(complete).max_by_key(|(found, _)| *found))
        .map(|(_, folder)| folder)
        .ok_or(Error::ServerProgramsMissing)
}

/// `folder/name`, with the platform's ending.
#[must_use]
pub fn in_folder(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

fn choose(candidates: Vec<PgDump>, server_version: &str) -> Result<PgDump> {
    let major = major_of(server_version).unwrap_or_default();
    let newest_too_old = candidates
        .iter()
        .filter(|found| found.major < major)
        .max_by_key(|found| found.major)
        .cloned();
    // Among equals the first place wins: min_by_key keeps the first.
    let fitting =
        candidates.into_iter().filter(|found| found.major >= major).min_by_key(|found| found.major);
    match (fitting, newest_too_old) {
        (Some(fitting), _) => Ok(fitting),
        (None, Some(old)) => Err(Error::PgDumpTooOld {
            found: old.version,
            path: old.path,
            server: server_version.to_owned(),
            major,
        }),
        (None, None) => Err(Error::PgDumpMissing { major }),
    }
}

fn folders() -> Vec<PathBuf> {
    let mut folders = platform::folders();
    if let Some(path) = std::env::var_os("PATH") {
        folders.extend(std::env::split_paths(&path));
    }
    folders.extend(platform::last_resorts());
    folders
}

/// The program behind links; nothing for Debian's wrapper, which picks a version by rules of its
/// own and reads the user's settings.
fn genuine(path: &Path) -> Option<PathBuf> {
    let path = local_path::canonical(path).ok()?;
    let wrapper = path.file_name().is_some_and(|name| name == "pg_wrapper");
    (path.is_file() && !wrapper).then_some(path)
}

fn ask_version(path: &Path) -> Result<PgDump> {
    let unusable = |detail: String| Error::PgDumpUnusable { path: path.to_owned(), detail };
    let mut command = child::command(path);
    command.arg("--version");
    let (ended, text) =
        child::run(command, VERSION_LIMIT).map_err(|error| unusable(error.to_string()))?;
    if !ended.status.success() {
        return Err(unusable(child::describe(ended.status)));
    }
    let (version, major) = parse_version(&text).ok_or_else(|| unusable(text.trim().to_owned()))?;
    Ok(PgDump { path: path.to_owned(), version, major })
}

/// `pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` → `15.18`, 15; also `19beta1`.
fn parse_version(text: &str) -> Option<(String, u32)> {
    let version = text.split_once("(PostgreSQL) ")?.1.split_whitespace().next()?;
    Some((version.to_owned(), major_of(version)?))
}

/// `15.18 (Debian …)` → 15
#[must_use]
pub fn major_of(version: &str) -> Option<u32> {
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Folders of `root` whose names hold a version, newest first, each with `inner` below it.
fn versioned(root: &str, prefix: &str, inner: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let rest = name.strip_prefix(prefix)?;
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            Some((digits.parse().ok()?, entry.path().join(inner)))
        })
        .collect();
    found.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    found.into_iter().map(|(_, path)| path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool(major: u32, place: &str) -> PgDump {
        PgDump { path: place.into(), version: format!("{major}.1"), major }
    }

    #[test]
    fn the_same_major_wins_then_the_smallest_newer_one() {
        let all =
            || vec![tool(18, "a"), tool(15, "b"), tool(15, "c"), tool(17, "d"), tool(13, "e")];
        assert_eq!(choose(all(), "15.3").unwrap(), tool(15, "b"));
        assert_eq!(choose(all(), "16beta1").unwrap(), tool(17, "d"));
        assert_eq!(choose(all(), "14.20").unwrap(), tool(15, "b"));
    }

    #[test]
    fn an_older_one_is_named_and_refused() {
        let error = choose(vec![tool(13, "a"), tool(14, "b")], "15.3").unwrap_err();
        assert!(matches!(error, Error::PgDumpTooOld { ref found, .. } if found == "14.1"));
        assert!(matches!(choose(vec![], "15.3"), Err(Error::PgDumpMissing { major: 15 })));
    }

    #[test]
    fn versions_of_distributions_and_betas_are_read() {
        let debian = "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n";
        assert_eq!(parse_version(debian), Some(("15.18".into(), 15)));
        assert_eq!(parse_version("pg_dump (PostgreSQL) 19beta1"), Some(("19beta1".into(), 19)));
        assert_eq!(parse_version("pg_dump (EnterpriseDB)"), None);
    }
}
