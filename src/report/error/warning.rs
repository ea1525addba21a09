//! What the user should know about a backup that was made all the same.

use std::time::Duration;

use jiff::Timestamp;

use super::dependents::{self, Obstacle, ReplicationSlot};
use super::not_restored::NotRestored;
use crate::report::format::{self, hosts, names};
use crate::report::i18n::tr;

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
    /// No tool of PostgreSQL wrote the file that is restored.
    MadeByHand,
    /// Its rows come as `INSERT`.
    RowsNotCounted,
    /// `pg_dump --schema-only` wrote it.
    NoRowsInFile,
    /// Of the live database, which a file of another tool replaces.
    TablesNotInFile { tables: Vec<String> },
    /// What a console had read through this code page is as it was written.
    CharactersMended { code_page: &'static str },
    /// The file holds more than the database that was taken.
    OthersInFile { taken: String, others: Vec<String>, roles: Vec<String> },
    /// It ends early, behind the database that was taken.
    OthersCut { name: String },
    /// The database has nothing in it; these others have tables, so many.
    NothingInDatabase { database: String, others: Vec<(String, u64)> },
    /// What a backup shows beside those before it, a sentence each; whether earlier ones stay until
    /// somebody has said that it is right.
    Suspicious { alarms: Vec<String>, freezes: bool },
    /// The backup that is restored has an alarm that nobody has accepted.
    UnusualBackup { alarms: Vec<String> },
    /// Older backups could not be looked at for what may go.
    NotPruned { detail: String },
    /// A backup without the rows of these tables.
    Incomplete { tables: Vec<String> },
    /// The file that is restored is such a backup.
    RowsNotInBackup { tables: Vec<String> },
    /// Tables of the database that is replaced are damaged, so its safety backup is without their
    /// rows.
    SafetyBackupIncomplete { tables: Vec<String> },
    /// Statements that the server refused for the same reason, and without which a restore goes on.
    NotRestored { things: Vec<NotRestored> },
    /// These statements fail under the empty `search_path` that `pg_dump` sets.
    RanWithSearchPath { path: String, names: Vec<String> },
    /// The rows of these tables were refused until those of others were there.
    FilledLater { tables: Vec<String> },
    /// A constraint refused rows that the backup has. It is there again; `validated` says whether
    /// it holds for them.
    ConstraintSetAside { name: String, validated: bool },
    /// The database itself has added rows to a table that was filled.
    RowsAdded { table: String, expected: u64, found: u64 },
    /// Tables and indexes went to the default one.
    TablespacesMissing { names: Vec<String> },
    /// Tables went to the default one.
    AccessMethodsMissing { names: Vec<String> },
    /// Rows are missing, so the database did not get the name that was asked for.
    NameWithheld { wanted: String, database: String },
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
    /// Of the database that was saved: they are in no backup.
    SubscriptionsNotRestored { names: Vec<String> },
    /// Workers of extensions that a replacement ends, and that do not come back by themselves.
    WorkersEnded { database: String, names: Vec<String> },
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
    /// Parameters of the address that other programs understand; told once an address.
    ParametersPassedOver { names: Vec<String> },
    /// Parameters that ask for a protection which is not there.
    ProtectionMissing { names: Vec<String> },
    /// On a battery that is nearly empty: it will be made later.
    Postponed { percent: u8 },
    /// A backup that says it was made later than now: it satisfies no schedule.
    FromTheFuture { name: String, at: Timestamp },
    /// An earlier host of the address did not answer, or was not the kind that is wanted.
    OtherHost { chosen: String, tried: Vec<(String, String)> },
    /// A backup that was to go by the configuration, and stays whole.
    NotDeleted { name: String, detail: String },
    /// Somebody who was to be told of the run was not.
    NotTold { channel: String, detail: String },
}

impl Warning {
    /// The sentence in the current language.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table: one entry a variant")]
    pub fn message(&self) -> String {
        match self {
            Self::Suspicious { alarms, freezes } => {
                let what = tr!("warning-suspicious", alarms = alarms.join(" · "));
                if *freezes { format!("{what} {}", tr!("warning-frozen")) } else { what }
            }
            Self::UnusualBackup { alarms } => {
                tr!("warning-unusual-backup", alarms = alarms.join(" · "))
            }
            Self::NotPruned { detail } => tr!("warning-not-pruned", detail = detail.as_str()),
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
            Self::MadeByHand => tr!("warning-made-by-hand"),
            Self::RowsNotCounted => tr!("warning-rows-not-counted"),
            Self::NoRowsInFile => tr!("warning-no-rows-in-file"),
            Self::TablesNotInFile { tables } => {
                tr!("warning-tables-not-in-file", tables = names(tables))
            }
            Self::CharactersMended { code_page } => {
                tr!("warning-characters-mended", code_page = (*code_page).to_owned())
            }
            Self::OthersInFile { taken, others, roles } => tr!(
                "warning-others-in-file",
                taken = taken.as_str(),
                others = names(others),
                other_count = others.len(),
                roles = names(roles),
                role_count = roles.len()
            ),
            Self::OthersCut { name } => tr!("warning-others-cut", name = name.as_str()),
            Self::NothingInDatabase { database, others } if others.is_empty() => {
                tr!("warning-nothing-in-database", database = database.as_str())
            }
            Self::NothingInDatabase { database, others } => {
                let tables = |count: &u64| format::tables(usize::try_from(*count).unwrap_or(0));
                let shown = |(name, count): &(String, u64)| format!("{name} ({})", tables(count));
                tr!(
                    "warning-nothing-in-database-but-others",
                    database = database.as_str(),
                    others = names(&others.iter().map(shown).collect::<Vec<_>>())
                )
            }
            Self::Incomplete { tables } => tr!("warning-incomplete", tables = names(tables)),
            Self::RowsNotInBackup { tables } => {
                tr!("warning-rows-not-in-backup", tables = names(tables))
            }
            Self::SafetyBackupIncomplete { tables } => {
                tr!("warning-safety-backup-incomplete", tables = names(tables))
            }
            Self::NotRestored { things } => not_restored(things),
            Self::RanWithSearchPath { path, names: statements } => {
                tr!("warning-ran-with-search-path", path = path.as_str(), names = names(statements))
            }
            Self::FilledLater { tables } => tr!("warning-filled-later", tables = names(tables)),
            Self::ConstraintSetAside { name, validated: true } => {
                tr!("warning-constraint-set-aside", name = name.as_str())
            }
            Self::ConstraintSetAside { name, validated: false } => {
                tr!("warning-constraint-not-valid", name = name.as_str())
            }
            Self::RowsAdded { table, expected, found } => tr!(
                "warning-rows-added",
                table = table.as_str(),
                expected = format::rows(*expected),
                found = format::count(*found)
            ),
            Self::TablespacesMissing { names: missing } => {
                tr!("warning-tablespaces-missing", names = names(missing))
            }
            Self::AccessMethodsMissing { names: missing } => {
                tr!("warning-access-methods-missing", names = names(missing))
            }
            Self::NameWithheld { wanted, database } => {
                tr!("warning-name-withheld", wanted = wanted.as_str(), database = database.as_str())
            }
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
            Self::SubscriptionsNotRestored { names } => {
                tr!("warning-subscriptions-not-restored", names = names.join(", "))
            }
            Self::WorkersEnded { database, names: workers } => {
                tr!("warning-workers-ended", database = database.as_str(), names = names(workers))
            }
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
            Self::ParametersPassedOver { names } => {
                tr!("warning-parameters-passed-over", names = names.join(", "))
            }
            Self::ProtectionMissing { names } => {
                tr!("warning-protection-missing", names = names.join(", "))
            }
            Self::Postponed { percent } => tr!("warning-postponed", percent = percent.to_string()),
            Self::FromTheFuture { name, at } => {
                tr!("warning-from-the-future", name = name.as_str(), date = format::date(*at))
            }
            Self::OtherHost { chosen, tried } => {
                tr!("warning-other-host", chosen = chosen.as_str(), tried = hosts(tried))
            }
            Self::NotDeleted { name, detail } => {
                tr!("warning-not-deleted", name = name.as_str(), detail = detail.as_str())
            }
            Self::NotTold { channel, detail } => {
                tr!("warning-not-told", channel = channel.as_str(), detail = detail.as_str())
            }
        }
    }

    /// Whether it still matters once the backup is done (exit 3), or only while it runs.
    #[must_use]
    pub fn outlasts_the_run(&self) -> bool {
        !matches!(
            self,
            Self::Silent { .. }
                | Self::Recovered { .. }
                | Self::FormerRemoved { .. }
                | Self::OtherHost { .. }
        )
    }
}

/// Things of one reason, which is told once.
fn not_restored(things: &[NotRestored]) -> String {
    let all: Vec<String> = things.iter().map(NotRestored::shown).collect();
    let message = things.first().map_or("", |first| first.message.as_str());
    tr!("warning-not-restored", things = names(&all), message = message)
}
