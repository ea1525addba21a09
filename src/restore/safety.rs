//! The safety backup before a restore takes the place of the live database.

use std::path::PathBuf;

use super::request::Job;
use super::way::Way;
use crate::backup::{self, BackupReport, BackupRequest, Patience};
use crate::config::profile::Profile;
use crate::folder::manifest::Reason;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result, Warning};
use crate::report::progress::Silent;

/// A server with more damaged tables than this has lost more than tables.
const MOST_TABLES: usize = 20;

/// The live database as it is now, verified; without it nothing is replaced. Gives its path.
///
/// # Errors
/// Those of a backup.
pub fn back_up(job: &mut Job<'_, '_>, profile: &Profile, way: Way) -> Result<PathBuf> {
    job.tracker.backing_up();
    // The server that is restored to, which need not be the one that a backup would choose.
    let profile = &profile.pinned_to(job.request.connection);
    let (report, damaged) = attempt(profile, way, job.cancel)?;
    for warning in report.warnings {
        // It is said below why it is incomplete.
        if !matches!(warning, Warning::Incomplete { .. }) {
            job.tracker.warn(warning);
        }
    }
    if !damaged.is_empty() {
        job.tracker.warn(Warning::SafetyBackupIncomplete { tables: damaged });
    }
    Ok(report.path)
}

/// A database with damaged tables is what a good backup is restored for: where the former database
/// is kept whole, their rows are left out. In place this backup is the only way back, so it holds
/// everything or nothing is replaced.
fn attempt(
    profile: &Profile,
    way: Way,
    cancel: &CancelToken,
) -> Result<(BackupReport, Vec<String>)> {
    let (reason, patience) = (Reason::BeforeRestore, Patience::default());
    let mut damaged: Vec<String> = Vec::new();
    loop {
        let without_rows = &damaged;
        let request = BackupRequest { profile, reason, patience, without_rows, pin: None };
        match backup::run(&request, cancel, &mut Silent) {
            Err(Error::TableDamaged { table, .. })
                if way == Way::Swap && damaged.len() < MOST_TABLES && !damaged.contains(&table) =>
            {
                damaged.push(table);
            }
            other => return other.map(|report| (report, damaged)),
        }
    }
}
