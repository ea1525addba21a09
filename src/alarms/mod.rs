//! Whether a backup looks as the one after a good night, beside those before it.
//!
//! Invariants: an alarm hinders no backup, it keeps earlier ones from being deleted; it is one event,
//! told once, whichever backups show it; what somebody has said to be right is the new measure.

pub mod compare;
mod counts;
mod family;
pub mod history;
mod left_out;
mod migrations;
mod moved;
mod normal;
pub mod open;
mod scene;
#[cfg(test)]
mod tests;
mod thresholds;

use crate::config::profile::Profile;
use crate::folder::lineage::Lineage;
use crate::folder::manifest::{Manifest, Reason};
use crate::folder::target::Target;

/// Writes into the manifest of a backup that is about to be published what is suspicious about it.
/// A safety backup, or one without the rows of some tables, is compared with nothing. A folder that
/// cannot be listed hinders no backup.
pub fn note(manifest: &mut Manifest, target: &Target, profile: &Profile) {
    let is_safety = manifest.reason == Reason::BeforeRestore;
    if is_safety || manifest.is_incomplete() || profile.is_throwaway {
        return;
    }
    let lineage = Lineage::new(manifest.database.clone(), &manifest.profile);
    let history = history::read(target, &lineage).unwrap_or_default();
    manifest.unchanged_since = history::unchanged_since(manifest, &history);
    manifest.alarms = compare::compare(manifest, &history, &profile.alarm_ignore);
}
