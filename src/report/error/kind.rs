//! What can go wrong, as data. Each variant has a stable code (for `--json` and the log), an exit
//! status, a sentence and what to do about it; the sentences are in `text.rs`.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::dependents::PreparedTransaction;
use super::not_restored::NotRestored;
use super::password::{KeyringTrouble, PasswordFile};
use super::seems::Seems;
use super::system;

pub type Result<T> = std::result::Result<T, Error>;

/// Why a job did not end well. Carries what its sentence needs, never a password.
#[derive(Debug)]
pub enum Error {
    // Usage and configuration: exit 2.
    Usage { detail: String },
    NothingConfigured,
    ConfigUnreadable { path: PathBuf, source: io::Error },
    ConfigInvalid { path: PathBuf, line: usize, detail: String },
    // With those that there are.
    ConfigKeyUnknown { key: String, known: String },
    ConfigValueInvalid { key: String, value: String, allowed: &'static str },
    ConfigHoldsPassword,
    ConfigHoldsMailPassword,
    ProfileUnknown { name: String },
    // With the place of the word in it, counted from 1, and the word that is nearest.
    ScheduleInvalid { text: String, at: usize, word: String, nearest: Option<String> },
    ConnectionInvalid { detail: String },
    // The address of a database that is none of PostgreSQL's.
    OtherDatabase { name: &'static str },
    ServiceUnknown { name: String },
    ImportFoundNothing { path: PathBuf },
    ImportComputed { path: PathBuf, from: String },
    ImportUnreadable { path: PathBuf, line: usize },
    // With the databases that are there, where they could be asked for.
    DatabaseUnknown { database: String, others: Vec<String> },
    CertificateUnusable { path: PathBuf, detail: String },
    TableUnknown { table: String },
    TableAmbiguous { table: String, found: Vec<String> },
    BackupAmbiguous { given: String, found: Vec<String> },
    // The server: exit 10.
    ServerUnreachable { address: String, detail: String },
    ServerSilent { address: String, after: Duration },
    ServerLost { address: String },
    // It answers, and lets nobody in for the moment.
    TooManyConnections { address: String, crowd: Crowd },
    ServerNotReady { address: String, detail: String },
    StandbyClosed { address: String, detail: String },
    PoolerRefused { address: String, detail: String },
    ServerRefused { address: String, sqlstate: String, detail: String },
    TlsNotOffered { address: String },
    NotPostgres { address: String },
    // Of several hosts, each with what was the matter; `target` as `target_session_attrs` names it,
    // unless any would have done.
    NoHostFits { target: Option<&'static str>, tried: Vec<(String, String)> },
    CertificateRefused { address: String, detail: String },
    // Another backup of the same database into the same folder: exit 11.
    Busy { database: String },
    // Who may do what: exit 12.
    AuthenticationFailed { user: String, password_given: bool },
    // With what the password file has to say, where there is a place for one.
    PasswordMissing { user: String, file: Option<PasswordFile> },
    LoginNotAllowed { user: String, detail: String },
    // The server did not prove that it is the one, or asks for a proof that we cannot give.
    LoginUnproven { address: String, detail: String },
    RoleNotAdmitted { user: String, detail: String },
    // With the line that would let it in.
    NotInPgHba { user: String, detail: String, line: String },
    ClientCertificateWanted { user: String, detail: String },
    DatabaseClosed { database: String },
    TablesNotReadable { user: String, tables: Vec<String> },
    RowLevelSecurity { user: String, tables: Vec<String> },
    LargeObjectsNotReadable { user: String, objects: Vec<String> },
    Forbidden { detail: String },
    MayNotConnect { user: String, database: String },
    // Client tools: exit 13.
    PgDumpMissing { major: u32 },
    PgDumpTooOld { found: String, path: PathBuf, server: String, major: u32 },
    PgDumpUnusable { path: PathBuf, detail: String },
    PgRestoreMissing { major: u32, newest: Option<String> },
    ServerProgramsMissing,
    MajorNotInstalled { major: u32 },
    // The folder of the backups: exit 14.
    TargetNotConfigured,
    TargetMissing { path: PathBuf },
    TargetNotAFolder { path: PathBuf },
    TargetNotWritable { path: PathBuf, detail: String },
    NoSpace { path: PathBuf },
    TooLittleSpace { path: PathBuf, needed_bytes: u64, available_bytes: u64 },
    TargetHeld { path: PathBuf, detail: String },
    // Integrity: exit 15.
    DumpIncomplete,
    // A file that ends before the dump does.
    FileCut,
    // One that pg_restore cannot read to its end, and what it said.
    ArchiveCut { name: String, said: String },
    ReadBackDiffers { path: PathBuf },
    BackupMissing { path: PathBuf },
    // No file and no name in the folder, if there is one; with the names that come nearest.
    BackupUnknown { given: String, folder: Option<PathBuf>, near: Vec<String> },
    NoBackup { path: PathBuf },
    Damaged { name: String, problems: Vec<String> },
    // A restore, or a deletion, that is refused before anything is done: exit 16.
    DatabaseExists { database: String },
    MayNotCreateDatabases { user: String },
    // Through a pooler that lends the server for a transaction only, with the address around it.
    SessionNeeded { address: String, direct: Option<String> },
    // With the server that it follows, where it says so.
    // The same, for a statement only.
    TransactionNeeded { address: String, direct: Option<String> },
    ReadOnlyStandby { address: String, primary: Option<String> },
    ExtensionsMissing { names: Vec<String> },
    PreparedTransactions { database: String, transactions: Vec<PreparedTransaction> },
    ConfirmationMissing { database: String },
    ConfirmationWrong { database: String, given: String },
    // With the newest safety backup, the way back after a restore in place.
    NothingToUndo { database: String, safety_backup: Option<PathBuf> },
    // The live database is gone; with what the last restore has replaced.
    NothingToReplace { database: String, former: Option<String> },
    MayNotReplace { user: String, database: String },
    MayNotRestoreInPlace { user: String, things: Vec<String> },
    NotABackup { path: PathBuf, seems: Seems },
    // A dump, which can be restored and not verified.
    NotOfOurs { path: PathBuf },
    // Of a file that holds several.
    DatabaseNotInFile { wanted: String, found: Vec<String> },
    NoDatabaseInFile,
    // Of pg_dump --schema-only and --data-only.
    NoRowsInFile,
    NoTablesInFile,
    // No tool of PostgreSQL wrote it.
    MadeByHand { path: PathBuf },
    DumpForbidden { line: u64, what: String },
    DumpNotUnderstood { line: u64 },
    // Nothing is deleted, since then.
    PruneFrozen { since: Timestamp, why: Freeze },
    // A restore that failed and left everything as before: exit 17.
    RestoreFailed { line: u64, statement: String, sqlstate: String, detail: String },
    CountsDiffer { table: String, expected: u64, found: u64 },
    SessionsStay { database: String, sessions: Vec<String> },
    // All rows are there, not everything else, and nobody has accepted that.
    Incomplete { things: Vec<NotRestored> },
    RestoreInterrupted,
    // A restore that failed, of a file that is newer than the server.
    NewerThanServer { error: Box<Error>, file: u32, server: u32 },
    // The keyring, when the server asks for a password or one is to be put in: exit 18.
    Keyring { trouble: KeyringTrouble },
    // Cancelled: exit 130.
    Cancelled,
    // Otherwise: exit 1.
    Interrupted,
    CommitUnknown { address: String },
    DumpFailed { status: String, output: String },
    TableLocked { table: String, by: String },
    // The server's data; with the tables whose rows were left out already.
    TableDamaged { table: String, detail: String, left_out: Vec<String> },
    DumpStalled { after: Duration },
    ProgramTimedOut { program: PathBuf, after: Duration },
    // With its SQLSTATE where it gave one.
    ServerAnswer { sqlstate: String, detail: String, object: Option<Box<ServerObject>> },
    Io { action: IoAction, path: PathBuf, source: io::Error },
    DemoFailed { detail: String },
    // A defect of ours: a panic, and what it said.
    Crashed { detail: String },
    // The system's own scheduler, and what it said.
    TriggerFailed { program: String, detail: String },
    // Nothing to draw on, or nothing to draw with.
    NoDisplay { detail: String },
    LibraryMissing { library: &'static str, package: &'static str },
}

/// What an answer of the server names besides its words, where it does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerObject {
    pub constraint: Option<String>,
}

/// What was being done to the path of an [`Error::Io`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IoAction {
    Read,
    Write,
    Create,
    Lock,
    Run,
}

impl Error {
    /// Stable name for `--json` and the log.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table: one entry a variant")]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Usage { .. } => "usage",
            Self::NothingConfigured => "nothing_configured",
            Self::ConfigUnreadable { .. } => "config_unreadable",
            Self::ConfigInvalid { .. } => "config_invalid",
            Self::ConfigKeyUnknown { .. } => "config_key_unknown",
            Self::ConfigValueInvalid { .. } => "config_value_invalid",
            Self::ConfigHoldsPassword | Self::ConfigHoldsMailPassword => "config_holds_password",
            Self::ProfileUnknown { .. } => "profile_unknown",
            Self::ScheduleInvalid { .. } => "schedule_invalid",
            Self::ConnectionInvalid { .. } | Self::OtherDatabase { .. } => "connection_invalid",
            Self::ServiceUnknown { .. } => "service_unknown",
            Self::ImportFoundNothing { .. } => "import_found_nothing",
            Self::ImportComputed { .. } => "import_computed",
            Self::ImportUnreadable { .. } => "import_unreadable",
            Self::DatabaseUnknown { .. } | Self::NothingToReplace { .. } => "database_unknown",
            Self::CertificateUnusable { .. } => "certificate_unusable",
            Self::TableUnknown { .. } => "table_unknown",
            Self::TableAmbiguous { .. } => "table_ambiguous",
            Self::BackupAmbiguous { .. } => "backup_ambiguous",
            Self::ServerUnreachable { .. } => "server_unreachable",
            Self::ServerSilent { .. } => "server_silent",
            Self::ServerLost { .. } => "server_lost",
            Self::TooManyConnections { .. } => "too_many_connections",
            Self::ServerNotReady { .. } => "server_not_ready",
            Self::StandbyClosed { .. } => "standby_closed",
            Self::PoolerRefused { .. } => "pooler_refused",
            Self::ServerRefused { .. } => "server_refused",
            Self::TlsNotOffered { .. } => "tls_not_offered",
            Self::NotPostgres { .. } => "not_postgres",
            Self::NoHostFits { .. } => "no_host_fits",
            Self::CertificateRefused { .. } => "certificate_refused",
            Self::Busy { .. } => "busy",
            Self::AuthenticationFailed { .. } | Self::PasswordMissing { .. } => {
                "authentication_failed"
            }
            Self::LoginNotAllowed { .. } => "login_not_allowed",
            Self::LoginUnproven { .. } => "login_unproven",
            Self::RoleNotAdmitted { .. } => "role_not_admitted",
            Self::NotInPgHba { .. } => "not_in_pg_hba",
            Self::ClientCertificateWanted { .. } => "client_certificate_wanted",
            Self::DatabaseClosed { .. } => "database_closed",
            Self::TablesNotReadable { .. } => "tables_not_readable",
            Self::RowLevelSecurity { .. } => "row_level_security",
            Self::LargeObjectsNotReadable { .. } => "large_objects_not_readable",
            Self::Forbidden { .. } => "forbidden",
            Self::MayNotConnect { .. } => "may_not_connect",
            Self::PgDumpMissing { .. } => "pg_dump_missing",
            Self::PgDumpTooOld { .. } => "pg_dump_too_old",
            Self::PgDumpUnusable { .. } => "pg_dump_unusable",
            Self::PgRestoreMissing { .. } => "pg_restore_missing",
            Self::ServerProgramsMissing => "server_programs_missing",
            Self::MajorNotInstalled { .. } => "major_not_installed",
            Self::TargetNotConfigured => "target_not_configured",
            Self::TargetMissing { .. } => "target_missing",
            Self::TargetNotAFolder { .. } => "target_not_a_folder",
            Self::TargetNotWritable { .. } => "target_not_writable",
            Self::NoSpace { .. } => "no_space",
            Self::TooLittleSpace { .. } => "too_little_space",
            Self::TargetHeld { .. } => "target_held",
            Self::DumpIncomplete | Self::FileCut | Self::ArchiveCut { .. } => "dump_incomplete",
            Self::ReadBackDiffers { .. } => "read_back_differs",
            Self::BackupMissing { .. } | Self::BackupUnknown { .. } => "backup_missing",
            Self::NoBackup { .. } => "no_backup",
            Self::Damaged { .. } => "damaged",
            Self::DatabaseExists { .. } => "database_exists",
            Self::MayNotCreateDatabases { .. } => "may_not_create_databases",
            Self::SessionNeeded { .. } => "session_needed",
            Self::TransactionNeeded { .. } => "transaction_needed",
            Self::ReadOnlyStandby { .. } => "read_only_standby",
            Self::ExtensionsMissing { .. } => "extensions_missing",
            Self::PreparedTransactions { .. } => "prepared_transactions",
            Self::ConfirmationMissing { .. } => "confirmation_missing",
            Self::ConfirmationWrong { .. } => "confirmation_wrong",
            Self::NothingToUndo { .. } => "nothing_to_undo",
            Self::MayNotReplace { .. } => "may_not_replace",
            Self::MayNotRestoreInPlace { .. } => "may_not_restore_in_place",
            Self::NotABackup { .. } => "not_a_backup",
            Self::NotOfOurs { .. } => "not_of_ours",
            Self::DatabaseNotInFile { .. } => "database_not_in_file",
            Self::NoDatabaseInFile => "no_database_in_file",
            Self::NoRowsInFile => "no_rows_in_file",
            Self::NoTablesInFile => "no_tables_in_file",
            Self::MadeByHand { .. } => "made_by_hand",
            Self::DumpForbidden { .. } => "dump_forbidden",
            Self::DumpNotUnderstood { .. } => "dump_not_understood",
            Self::PruneFrozen { .. } => "prune_frozen",
            Self::NewerThanServer { error, .. } => error.code(),
            Self::RestoreFailed { .. } => "restore_failed",
            Self::CountsDiffer { .. } => "counts_differ",
            Self::SessionsStay { .. } => "sessions_stay",
            Self::Incomplete { .. } => "incomplete",
            Self::Crashed { .. } => "crashed",
            Self::TriggerFailed { .. } => "trigger_failed",
            Self::NoDisplay { .. } => "no_display",
            Self::LibraryMissing { .. } => "library_missing",
            Self::Keyring { trouble: KeyringTrouble::Locked } => "keyring_locked",
            Self::Keyring { trouble: KeyringTrouble::Missing } => "keyring_missing",
            Self::Keyring { trouble: KeyringTrouble::Silent } => "keyring_silent",
            Self::Keyring { trouble: KeyringTrouble::Failed { .. } } => "keyring_failed",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
            Self::RestoreInterrupted => "restore_interrupted",
            Self::CommitUnknown { .. } => "commit_unknown",
            Self::DumpFailed { .. } => "dump_failed",
            Self::TableLocked { .. } => "table_locked",
            Self::TableDamaged { .. } => "table_damaged",
            Self::DumpStalled { .. } => "dump_stalled",
            Self::ProgramTimedOut { .. } => "program_timed_out",
            Self::ServerAnswer { .. } => "server_answer",
            Self::Io { .. } => "io",
            Self::DemoFailed { .. } => "demo_failed",
        }
    }

    /// The process's exit status; `README.md` has the table.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table: one entry a variant")]
    pub fn exit(&self) -> u8 {
        match self {
            Self::Usage { .. }
            | Self::NothingConfigured
            | Self::ConfigUnreadable { .. }
            | Self::ConfigInvalid { .. }
            | Self::ConfigKeyUnknown { .. }
            | Self::ConfigValueInvalid { .. }
            | Self::ConfigHoldsPassword
            | Self::ConfigHoldsMailPassword
            | Self::ProfileUnknown { .. }
            | Self::ScheduleInvalid { .. }
            | Self::ConnectionInvalid { .. }
            | Self::OtherDatabase { .. }
            | Self::ServiceUnknown { .. }
            | Self::ImportFoundNothing { .. }
            | Self::ImportComputed { .. }
            | Self::ImportUnreadable { .. }
            | Self::DatabaseUnknown { .. }
            | Self::NothingToReplace { .. }
            | Self::CertificateUnusable { .. }
            | Self::TableUnknown { .. }
            | Self::TableAmbiguous { .. }
            | Self::BackupAmbiguous { .. } => 2,
            Self::ServerUnreachable { .. }
            | Self::ServerSilent { .. }
            | Self::ServerLost { .. }
            | Self::TooManyConnections { .. }
            | Self::ServerNotReady { .. }
            | Self::StandbyClosed { .. }
            | Self::PoolerRefused { .. }
            | Self::ServerRefused { .. }
            | Self::TlsNotOffered { .. }
            | Self::NotPostgres { .. }
            | Self::NoHostFits { .. }
            | Self::CertificateRefused { .. } => 10,
            Self::Busy { .. } => 11,
            Self::AuthenticationFailed { .. }
            | Self::PasswordMissing { .. }
            | Self::LoginNotAllowed { .. }
            | Self::LoginUnproven { .. }
            | Self::RoleNotAdmitted { .. }
            | Self::NotInPgHba { .. }
            | Self::ClientCertificateWanted { .. }
            | Self::DatabaseClosed { .. }
            | Self::TablesNotReadable { .. }
            | Self::RowLevelSecurity { .. }
            | Self::LargeObjectsNotReadable { .. }
            | Self::Forbidden { .. }
            | Self::MayNotConnect { .. } => 12,
            Self::PgDumpMissing { .. }
            | Self::PgDumpTooOld { .. }
            | Self::PgDumpUnusable { .. }
            | Self::PgRestoreMissing { .. }
            | Self::ServerProgramsMissing
            | Self::MajorNotInstalled { .. } => 13,
            Self::TargetNotConfigured
            | Self::TargetMissing { .. }
            | Self::TargetNotAFolder { .. }
            | Self::TargetNotWritable { .. }
            | Self::NoSpace { .. }
            | Self::TooLittleSpace { .. }
            | Self::TargetHeld { .. } => 14,
            Self::DumpIncomplete
            | Self::FileCut
            | Self::ArchiveCut { .. }
            | Self::ReadBackDiffers { .. }
            | Self::BackupMissing { .. }
            | Self::BackupUnknown { .. }
            | Self::NoBackup { .. }
            | Self::Damaged { .. } => 15,
            Self::DatabaseExists { .. }
            | Self::MayNotCreateDatabases { .. }
            | Self::SessionNeeded { .. }
            | Self::TransactionNeeded { .. }
            | Self::ReadOnlyStandby { .. }
            | Self::ExtensionsMissing { .. }
            | Self::PreparedTransactions { .. }
            | Self::ConfirmationMissing { .. }
            | Self::ConfirmationWrong { .. }
            | Self::NothingToUndo { .. }
            | Self::MayNotReplace { .. }
            | Self::MayNotRestoreInPlace { .. }
            | Self::NotABackup { .. }
            | Self::NotOfOurs { .. }
            | Self::DatabaseNotInFile { .. }
            | Self::NoDatabaseInFile
            | Self::NoRowsInFile
            | Self::NoTablesInFile
            | Self::MadeByHand { .. }
            | Self::DumpForbidden { .. }
            | Self::DumpNotUnderstood { .. }
            | Self::PruneFrozen { .. } => 16,
            Self::RestoreFailed { .. }
            | Self::CountsDiffer { .. }
            | Self::SessionsStay { .. }
            | Self::Incomplete { .. }
            | Self::RestoreInterrupted => 17,
            Self::NewerThanServer { error, .. } => error.exit(),
            Self::Keyring { .. } => 18,
            Self::Cancelled => 130,
            Self::Interrupted
            | Self::CommitUnknown { .. }
            | Self::DumpFailed { .. }
            | Self::TableLocked { .. }
            | Self::TableDamaged { .. }
            | Self::DumpStalled { .. }
            | Self::ProgramTimedOut { .. }
            | Self::ServerAnswer { .. }
            | Self::Io { .. }
            | Self::Crashed { .. }
            | Self::TriggerFailed { .. }
            | Self::NoDisplay { .. }
            | Self::LibraryMissing { .. }
            | Self::DemoFailed { .. } => 1,
        }
    }

    /// What an error of the operating system means for a file below the backups' folder.
    #[must_use]
    pub fn of_target(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::NoSpace { path },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::TargetNotWritable { path, detail: system::detail(&source) }
            }
            _ => Self::Io { action: IoAction::Write, path, source },
        }
    }

    #[must_use]
    pub fn reading(path: &Path, source: io::Error) -> Self {
        Self::Io { action: IoAction::Read, path: path.to_owned(), source }
    }
}

/// Why no backup is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freeze {
    /// The newest backups are suspicious, and nobody has accepted that.
    Alarm,
    /// The newest backup was made more than a day later than now, it says.
    Clock,
}

impl Freeze {
    /// For programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Clock => "clock",
        }
    }
}

/// Whose connections are all taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Crowd {
    Server,
    Database(String),
    Role(String),
    /// Or of the server behind it, whose refusal it may have repeated.
    Pooler,
}
