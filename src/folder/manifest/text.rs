//! Why a backup was made, what it holds and what it lacks, in the user's words.

use super::{Manifest, Reason};
use crate::report::format;
use crate::report::format::names;
use crate::report::i18n::tr;

impl Manifest {
    /// Why it was made, or that it was made out of another tool's file.
    #[must_use]
    pub fn reason_text(&self) -> String {
        if self.origin.is_some() { tr!("reason-import") } else { self.reason.text() }
    }

    /// Its rows, a number alone.
    #[must_use]
    pub fn rows_text(&self) -> String {
        if self.counts_rows() { format::count(self.rows()) } else { "–".to_owned() }
    }

    /// `12 rows in 3 tables`
    #[must_use]
    pub fn rows_in_tables_text(&self) -> String {
        if !self.counts_rows() {
            return tr!("rows-not-counted");
        }
        tr!(
            "rows-in-tables",
            rows = format::rows(self.rows()),
            tables = format::tables(self.tables.len())
        )
    }

    /// `3 tables, 12 rows, 4 kB uncompressed`
    #[must_use]
    pub fn content_text(&self) -> String {
        let bytes = format::bytes(self.dump.bytes);
        if !self.counts_rows() {
            return tr!("backup-content-not-counted", bytes = bytes);
        }
        tr!(
            "backup-content-value",
            tables = format::tables(self.tables.len()),
            rows = format::rows(self.rows()),
            bytes = bytes
        )
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
