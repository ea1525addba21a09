//! What the user should know about a backup that was made all the same.

use std::time::Duration;

use super::text::names;
use crate::format;
use crate::tr;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// `pg_dump` has not sent a byte for a while.
    Silent { after: Duration },
    /// `pg_dump` succeeded and yet had something to say, in its own words.
    PgDumpSaid { text: String },
    /// Enough room for this backup, hardly for the next one.
    LittleSpace { available_bytes: u64 },
    /// A finished backup of an interrupted run was published.
    Recovered { name: String },
    /// Something beside the dump could not be read for the manifest.
    FactsMissing { detail: String },
    /// A backup without the rows of these tables.
    Incomplete { tables: Vec<String> },
    /// The file that is restored is such a backup.
    RowsNotInBackup { tables: Vec<String> },
    /// Tables of the database that is replaced are damaged, so its safety backup is without their
    /// rows.
    SafetyBackupIncomplete { tables: Vec<String> },
    /// A foreign key refers to rows that an incomplete backup lacks, so it holds for new rows only.
    KeyNotValidated { line: u64, statement: String },
    /// Roles that the dump needs were made, without login.
    RolesCreated { names: Vec<String> },
    /// They could not be made, so owners and privileges were left out.
    RolesLeftOut { names: Vec<String> },
    /// A file without a manifest: only its own closing line speaks for it.
    NotOurs,
    /// A statement that this login may not run, or that this server does not know, was left out.
    StatementLeftOut { line: u64, statement: String, detail: String },
    /// A database that a restore had replaced more than a week ago was dropped.
    FormerRemoved { name: String },
    /// Owner, rights or settings of the database itself.
    SettingLeftOut { detail: String },
    /// A restored database without the planner's statistics.
    StatisticsMissing { database: String, detail: String },
    /// The verification could not be noted in the manifest.
    NotRecorded { detail: String },
}

impl Warning {
    /// The sentence in the current language.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Silent { after } => tr!("warning-silent", seconds = after.as_secs()),
            Self::PgDumpSaid { text } => tr!("warning-pg-dump-said", text = text.as_str()),
            Self::LittleSpace { available_bytes } => {
                tr!("warning-little-space", available = format::bytes(*available_bytes))
            }
            Self::Recovered { name } => tr!("warning-recovered", name = name.as_str()),
            Self::FactsMissing { detail } => {
                tr!("warning-facts-missing", detail = detail.as_str())
            }
            Self::Incomplete { tables } => tr!("warning-incomplete", tables = names(tables)),
            Self::RowsNotInBackup { tables } => {
                tr!("warning-rows-not-in-backup", tables = names(tables))
            }
            Self::SafetyBackupIncomplete { tables } => {
                tr!("warning-safety-backup-incomplete", tables = names(tables))
            }
            Self::KeyNotValidated { line, statement } => tr!(
                "warning-key-not-validated",
                line = line.to_string(),
                statement = statement.as_str()
            ),
            Self::RolesCreated { names } => {
                tr!("warning-roles-created", names = names.join(", "))
            }
            Self::RolesLeftOut { names } => {
                tr!("warning-roles-left-out", names = names.join(", "))
            }
            Self::NotOurs => tr!("warning-not-ours"),
            Self::StatementLeftOut { line, statement, detail } => tr!(
                "warning-statement-left-out",
                line = line.to_string(),
                statement = statement.as_str(),
                detail = detail.as_str()
            ),
            Self::FormerRemoved { name } => tr!("warning-former-removed", name = name.as_str()),
            Self::SettingLeftOut { detail } => {
                tr!("warning-setting-left-out", detail = detail.as_str())
            }
            Self::StatisticsMissing { database, detail } => tr!(
                "warning-statistics-missing",
                database = database.as_str(),
                detail = detail.as_str()
            ),
            Self::NotRecorded { detail } => tr!("warning-not-recorded", detail = detail.as_str()),
        }
    }

    /// Whether it still matters once the backup is done (exit 3), or only while it runs.
    #[must_use]
    pub fn outlasts_the_run(&self) -> bool {
        !matches!(self, Self::Silent { .. } | Self::Recovered { .. } | Self::FormerRemoved { .. })
    }
}
