//! Why a backup was made, what it holds and what it lacks, in the user's words.

use super::{Alarm, AlarmKind, Manifest, Measure, Reason};
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

impl Alarm {
    /// `public.eleves: 4,812 → 0 rows`
    #[must_use]
    pub fn message(&self) -> String {
        let table = self.table.as_deref().unwrap_or_default();
        let number = |measure: &Measure| measure.number().unwrap_or_default();
        let count = |measure: &Measure| format::count(number(measure));
        let text = |measure: &Measure| match measure {
            Measure::Number(number) => format::count(*number),
            Measure::Text(text) => text.clone(),
        };
        let (before, after) = (&self.before, &self.after);
        match self.kind {
            AlarmKind::TableGone => {
                tr!("alarm-table-gone", table = table, before = format::rows(number(before)))
            }
            AlarmKind::TableEmptied | AlarmKind::TableShrunk => tr!(
                "alarm-rows",
                table = table,
                before = count(before),
                after = format::rows(number(after))
            ),
            AlarmKind::RowsShrunk => {
                tr!("alarm-all-rows", before = count(before), after = format::rows(number(after)))
            }
            AlarmKind::EverythingEmpty => {
                tr!("alarm-everything-empty", before = format::rows(number(before)))
            }
            AlarmKind::DumpShrunk | AlarmKind::DumpGrown => tr!(
                "alarm-dump",
                before = format::bytes(number(before)),
                after = format::bytes(number(after))
            ),
            AlarmKind::OtherServer => {
                tr!("alarm-other-server", before = text(before), after = text(after))
            }
            AlarmKind::MigrationsBack => tr!(
                "alarm-migrations-back",
                application = table,
                before = text(before),
                after = text(after)
            ),
            AlarmKind::Unchanged => {
                tr!("alarm-unchanged", days = number(after))
            }
            AlarmKind::Other => {
                tr!("alarm-other", table = table, before = text(before), after = text(after))
            }
        }
    }
}
