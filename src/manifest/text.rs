//! Why a backup was made and what it lacks, in the user's words.

use super::{Manifest, Reason};
use crate::error::names;
use crate::tr;

impl Manifest {
    /// Why it was made, or that it was made out of another tool's file.
    #[must_use]
    pub fn reason_text(&self) -> String {
        if self.origin.is_some() { tr!("reason-import") } else { self.reason.text() }
    }

    /// What it lacks, to be said wherever it is shown; nothing for a whole one.
    #[must_use]
    pub fn incomplete_text(&self) -> Option<String> {
        let tables = self.tables_missing();
        (!tables.is_empty()).then(|| tr!("incomplete-rows", tables = names(&tables)))
    }
}

impl Reason {
    fn text(self) -> String {
        match self {
            Self::Manual => tr!("reason-manual"),
            Self::Hotkey => tr!("reason-hotkey"),
            Self::Scheduled => tr!("reason-scheduled"),
            Self::BeforeRestore => tr!("reason-before-restore"),
            Self::Cli => tr!("reason-cli"),
        }
    }
}
