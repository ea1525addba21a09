//! What drills have said of the backups of a folder, by their manifests.

use std::ops::ControlFlow;
use std::path::PathBuf;

use jiff::Timestamp;

use crate::folder::catalog;
use crate::folder::lineage::Lineage;
use crate::folder::target::Target;
use crate::report::error::Result;

/// Proofs that are older than so many backups are not looked for.
const MOST_READ: usize = 1000;

/// The newest backup that a drill has restored, and a later one that it could not restore.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    pub proved: Option<Drilled>,
    pub failed: Option<Drilled>,
}

/// A backup that was restored on trial, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drilled {
    pub path: PathBuf,
    pub at: Timestamp,
    /// Why it failed, as the manifest has it; empty for a success.
    pub detail: String,
}

impl Proof {
    /// # Errors
    /// [`Error::Io`](crate::Error::Io) if the folder cannot be listed.
    pub fn of(target: &Target, lineage: &Lineage) -> Result<Self> {
        let mut proof = Self::default();
        catalog::seek(target, MOST_READ, "\"drill\"", &mut |entry| {
            let manifest = entry.manifest.as_ref().filter(|it| lineage.holds(it));
            let Some(drill) = manifest.and_then(|it| it.last_drill()) else {
                return ControlFlow::Continue(());
            };
            let detail = if drill.ok { String::new() } else { drill.detail.clone() };
            let drilled = Drilled { path: entry.path.clone(), at: drill.at, detail };
            if drill.ok {
                proof.proved = Some(drilled);
                return ControlFlow::Break(());
            }
            proof.failed.get_or_insert(drilled);
            ControlFlow::Continue(())
        })?;
        // What failed was restored since.
        let proved_at = proof.proved.as_ref().map(|it| it.at);
        proof.failed.take_if(|failed| proved_at.is_some_and(|at| at > failed.at));
        Ok(proof)
    }
}
