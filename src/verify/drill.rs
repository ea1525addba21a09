//! A trial restore: into a scratch database that is dropped again, every row counted. It finds what
//! no look at the file can: dumps that PostgreSQL itself does not load.

use std::path::{Path, PathBuf};

use crate::folder::check;
use crate::folder::manifest::{Manifest, VerificationKind};
use crate::folder::target::Target;
use crate::postgres::client_tools;
use crate::postgres::cluster::Cluster;
use crate::postgres::connection::Connection;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result};
use crate::report::progress::Monitor;
use crate::restore::{self, Goal, RestoreReport, RestoreRequest};

/// Errors of these classes speak of the server and its machine, not of the backup: no resources,
/// a limit, an operator, the system.
const NOT_THE_BACKUP: [&str; 4] = ["53", "54", "57", "58"];

/// Restores `file` into a scratch database beside the one of `connection`.
///
/// # Errors
/// As [`restore::run`].
pub fn on_server(
    connection: &Connection,
    file: &Path,
    cancel: &CancelToken,
    monitor: &mut dyn Monitor,
) -> Result<RestoreReport> {
    let request = RestoreRequest {
        connection,
        file,
        from: None,
        tools: None,
        goal: Goal::Drill,
        leave_out_owners: false,
        leave_out_privileges: false,
        whole: restore::Whole::Rows,
    };
    restore::run(&request, cancel, monitor)
}

/// Restores `file` on a throwaway server of the major version that it was dumped from; no other
/// server hears of it. `pg_dump` is the setting: the server's programs may be beside it.
///
/// # Errors
/// [`Error::ServerProgramsMissing`], [`Error::TooLittleSpace`], or as [`on_server`].
pub fn local(
    manifest: &Manifest,
    file: &Path,
    pg_dump: Option<&Path>,
    cancel: &CancelToken,
    monitor: &mut dyn Monitor,
) -> Result<RestoreReport> {
    let programs = server_programs(manifest, pg_dump)?;
    let folder = std::env::temp_dir();
    let available_bytes = Target::open(Some(&folder))?.available_bytes();
    let needed_bytes = manifest.server.database_bytes;
    if let Some(available_bytes) = available_bytes.filter(|available| *available < needed_bytes) {
        return Err(Error::TooLittleSpace { path: folder, needed_bytes, available_bytes });
    }
    let cluster = Cluster::start(&programs, &folder, &[])?;
    cancel.check()?;
    on_server(&cluster.connection("postgres"), file, cancel, monitor)
}

/// The programs of a server on which this backup can be restored.
///
/// # Errors
/// [`Error::MajorNotInstalled`].
pub fn server_programs(manifest: &Manifest, pg_dump: Option<&Path>) -> Result<PathBuf> {
    let major = manifest.server.version_num / 10_000;
    let find = |major| client_tools::find_server_programs_with(pg_dump, major);
    let programs = find(Some(major));
    // Nobody has the server any more from which an old file came.
    let programs = match manifest.origin {
        Some(_) => programs.or_else(|_| find(None)),
        None => programs,
    };
    programs.map_err(|_| Error::MajorNotInstalled { major })
}

/// Notes in the manifest what a drill says of the backup, if it says anything: a server that
/// cannot be reached says nothing.
///
/// # Errors
/// As [`check::note`].
pub fn record(file: &Path, drilled: &Result<RestoreReport>) -> Result<()> {
    let (ok, detail) = match drilled {
        Ok(report) if report.not_restored.is_empty() => (true, String::new()),
        Ok(report) => (true, format!("not_restored: {}", report.not_restored.len())),
        Err(error) if speaks_of_the_backup(error) => {
            (false, format!("{}: {}", error.code(), words(error)))
        }
        Err(_) => return Ok(()),
    };
    check::note(file, VerificationKind::Drill, ok, detail)
}

/// Whether it is the backup that cannot be restored, and not this server that cannot restore.
#[must_use]
pub fn speaks_of_the_backup(error: &Error) -> bool {
    match error {
        // Without a SQLSTATE it is we who cannot; psql may.
        Error::RestoreFailed { sqlstate, .. } => {
            !sqlstate.is_empty() && !NOT_THE_BACKUP.iter().any(|class| sqlstate.starts_with(class))
        }
        Error::CountsDiffer { .. }
        | Error::DumpForbidden { .. }
        | Error::DumpNotUnderstood { .. } => true,
        _ => false,
    }
}

/// The data of the error, in no language but the server's.
fn words(error: &Error) -> String {
    match error {
        Error::RestoreFailed { line, detail, .. } => format!("{line}: {detail}"),
        Error::CountsDiffer { table, expected, found } => format!("{table}: {expected}, {found}"),
        Error::DumpForbidden { line, what } => format!("{line}: {what}"),
        Error::DumpNotUnderstood { line } => line.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_of_the_server_is_not_held_against_the_backup() {
        let failed = |sqlstate: &str| Error::RestoreFailed {
            line: 1,
            statement: String::new(),
            sqlstate: sqlstate.to_owned(),
            detail: String::new(),
        };
        assert!(speaks_of_the_backup(&failed("23514")));
        assert!(!speaks_of_the_backup(&failed("53100")));
        assert!(!speaks_of_the_backup(&failed("")));
        assert!(!speaks_of_the_backup(&Error::Cancelled));
    }
}
