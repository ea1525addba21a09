//! Progress in the user's words.

use super::{Progress, Stage};
use crate::report::i18n::tr;

impl Progress {
    /// The stage, with the table that is being dumped or restored.
    #[must_use]
    pub fn stage_text(&self) -> String {
        match (self.stage, &self.table) {
            (Stage::Dump, Some(table)) => tr!("stage-dump-table", table = table.as_str()),
            (Stage::Dump, None) => tr!("stage-dump"),
            (Stage::Init, _) => tr!("stage-init"),
            (Stage::Compression, _) => tr!("stage-compression"),
            (Stage::Integrity, _) => tr!("stage-integrity"),
            (Stage::Finalisation, _) => tr!("stage-finalisation"),
            (Stage::Verification, _) => tr!("stage-verification"),
            (Stage::SafetyBackup, _) => tr!("stage-safety-backup"),
            (Stage::Restore, Some(table)) => tr!("stage-restore-table", table = table.as_str()),
            (Stage::Restore, None) => tr!("stage-restore"),
            (Stage::Counts, _) => tr!("stage-counts"),
            (Stage::Statistics, _) => tr!("stage-statistics"),
        }
    }
}
