//! What the user should know about a backup that was made all the same.

use std::time::Duration;

use super::dependents;
use crate::format;
use crate::server::{PreparedTransaction, ReplicationSlot};
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
    /// One that stays, although its time is over.
    FormerStays { name: String, because: Obstacle },
    /// Whether one is left could not be asked.
    FormersUnknown { detail: String },
    /// Slots of a database that is replaced: they go with it, and go on holding WAL.
    SlotsLeft { database: String, slots: Vec<ReplicationSlot> },
    /// Subscriptions of a database that is replaced: they go on filling it.
    SubscriptionsLeft { database: String, names: Vec<String> },
    /// Texts sort by other rules than in the database that was saved.
    LocaleReplaced { wanted: String, got: String },
    /// A database is where the server puts them, not where the saved one was.
    TablespaceReplaced { name: String },
    /// Owner, rights or settings of the database itself.
    SettingLeftOut { detail: String },
    /// A restored database without the planner's statistics.
    StatisticsMissing { database: String, detail: String },
    /// The verification could not be noted in the manifest.
    NotRecorded { detail: String },
}

/// What keeps a database from being dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    Prepared {
        transactions: Vec<PreparedTransaction>,
    },
    /// Each of them is being read.
    Slots {
        slots: Vec<ReplicationSlot>,
    },
    Subscriptions {
        names: Vec<String>,
    },
    /// In the server's words.
    Refused {
        detail: String,
    },
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
            Self::FormerStays { name, because } => dependents::stays(name, because),
            Self::FormersUnknown { detail } => {
                tr!("warning-formers-unknown", detail = detail.as_str())
            }
            Self::SlotsLeft { database, slots } => tr!(
                "warning-slots-left",
                database = database.as_str(),
                slots = dependents::slots(slots),
                statements = dependents::drop_slots(slots)
            ),
            Self::SubscriptionsLeft { database, names } => tr!(
                "warning-subscriptions-left",
                database = database.as_str(),
                names = names.join(", "),
                statements = dependents::disable(names)
            ),
            Self::LocaleReplaced { wanted, got } => {
                tr!("warning-locale-replaced", wanted = wanted.as_str(), got = got.as_str())
            }
            Self::TablespaceReplaced { name } => {
                tr!("warning-tablespace-replaced", name = name.as_str())
            }
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
