//! The two sentences of every error: what happened, and what to do.

use std::fmt;
use std::io::ErrorKind;
use std::path::Path;

use super::kind::{Crowd, Error, Freeze, IoAction};
use super::not_restored::NotRestored;
use super::password::{KeyringTrouble, password_missing};
use super::{dependents, hand, system};
use crate::report::format::{self, hosts, names};
use crate::report::i18n::tr;
use crate::report::sql::quote_identifier;

/// The sentence in the current language, without the advice.
impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message())
    }
}

// Causes stand in the sentences, so `source()` stays empty: nothing is printed twice.
impl std::error::Error for Error {}

impl Error {
    /// What happened, in the current language.
    #[must_use]
    pub fn message(&self) -> String {
        self.sentences().0
    }

    /// What to do about it, in the current language and for the hand that is there; empty where
    /// nothing need be done.
    #[must_use]
    pub fn advice(&self) -> String {
        hand::advice(self).unwrap_or_else(|| self.sentences().1)
    }

    #[expect(clippy::too_many_lines, reason = "a table: one entry a variant")]
    fn sentences(&self) -> (String, String) {
        /// Message and advice of one key; both may use any of the arguments.
        macro_rules! both {
            ($key:literal $(, $name:ident = $value:expr)*; advice $(, $an:ident = $av:expr)*) => {
                (tr!($key $(, $name = $value)*), tr!($key, "advice" $(, $an = $av)*))
            };
        }
        match self {
            Self::Usage { detail } => both!("error-usage", detail = detail.as_str(); advice),
            Self::NothingConfigured => both!("error-nothing-configured"; advice),
            Self::ConfigUnreadable { path, source } => both!(
                "error-config-unreadable", path = show(path), detail = system::detail(source); advice
            ),
            Self::ConfigInvalid { path, line, detail } => both!(
                "error-config-invalid", path = show(path), line = line.to_string(),
                detail = detail.as_str(); advice
            ),
            Self::ConfigKeyUnknown { key, known } => both!(
                "error-config-key-unknown", key = key.as_str(); advice, keys = known.as_str()
            ),
            Self::ConfigValueInvalid { key, value, allowed } => both!(
                "error-config-value-invalid", key = key.as_str(), value = value.as_str();
                advice, allowed = (*allowed).to_owned()
            ),
            Self::ConfigHoldsMailPassword => both!("error-config-holds-mail-password"; advice),
            Self::ConfigHoldsPassword => both!("error-config-holds-password"; advice),
            Self::ProfileUnknown { name } => {
                both!("error-profile-unknown", name = name.as_str(); advice)
            }
            Self::ScheduleInvalid { text, at, word, nearest } => {
                let nearest = nearest.clone().unwrap_or_else(|| "none".to_owned());
                both!(
                    "error-schedule-invalid", text = text.as_str(), at = at.to_string(),
                    word = word.as_str(); advice, nearest = nearest
                )
            }
            Self::ConnectionInvalid { detail } => {
                both!("error-connection-invalid", detail = detail.as_str(); advice)
            }
            Self::OtherDatabase { name } => {
                let detail = tr!("connection-other-database", name = (*name).to_owned());
                both!("error-connection-invalid", detail = detail.as_str(); advice)
            }
            Self::ServiceUnknown { name } => {
                both!("error-service-unknown", name = name.as_str(); advice)
            }
            Self::ImportFoundNothing { path } => {
                both!("error-import-found-nothing", path = show(path); advice)
            }
            Self::ImportComputed { path, from } => {
                both!("error-import-computed", path = show(path), from = from.as_str(); advice)
            }
            Self::ImportUnreadable { path, line } => both!(
                "error-import-unreadable", path = show(path), line = line.to_string(); advice
            ),
            Self::DatabaseUnknown { database, others } if others.is_empty() => {
                both!("error-database-unknown", database = database.as_str(); advice)
            }
            Self::DatabaseUnknown { database, others } => {
                let (message, _) =
                    both!("error-database-unknown", database = database.as_str(); advice);
                (message, tr!("error-database-unknown-others", others = names(others)))
            }
            Self::CertificateUnusable { path, detail } => both!(
                "error-certificate-unusable", path = show(path), detail = detail.as_str(); advice
            ),
            Self::TableUnknown { table } => {
                both!("error-table-unknown", table = table.as_str(); advice)
            }
            Self::TableAmbiguous { table, found } => both!(
                "error-table-ambiguous", table = table.as_str(), found = names(found); advice
            ),
            Self::BackupAmbiguous { given, found } => both!(
                "error-backup-ambiguous", given = given.as_str(), found = names(found); advice
            ),
            Self::ServerUnreachable { address, detail } => both!(
                "error-server-unreachable", address = address.as_str(),
                detail = detail.as_str(); advice
            ),
            Self::ServerSilent { address, after } => both!(
                "error-server-silent", address = address.as_str(), seconds = after.as_secs();
                advice
            ),
            Self::ServerLost { address } => {
                both!("error-server-lost", address = address.as_str(); advice)
            }
            Self::TooManyConnections { address, crowd } => match crowd {
                Crowd::Server => {
                    both!("error-too-many-connections", address = address.as_str(); advice)
                }
                Crowd::Database(name) => {
                    both!("error-too-many-on-database", database = name.as_str();
                          advice, database = name.as_str())
                }
                Crowd::Role(name) => {
                    both!("error-too-many-of-role", user = name.as_str();
                          advice, user = name.as_str())
                }
                Crowd::Pooler => {
                    both!("error-too-many-in-pooler", address = address.as_str(); advice)
                }
            },
            Self::ServerNotReady { address, detail } => both!(
                "error-server-not-ready", address = address.as_str(), detail = detail.as_str();
                advice
            ),
            Self::StandbyClosed { address, detail } => both!(
                "error-standby-closed", address = address.as_str(), detail = detail.as_str(); advice
            ),
            Self::PoolerRefused { address, detail } => both!(
                "error-pooler-refused", address = address.as_str(), detail = detail.as_str(); advice
            ),
            Self::ServerRefused { address, sqlstate, detail } => both!(
                "error-server-refused", address = address.as_str(), detail = detail.as_str(),
                sqlstate = sqlstate.as_str(); advice
            ),
            Self::TlsNotOffered { address } => {
                both!("error-tls-not-offered", address = address.as_str(); advice)
            }
            Self::NotPostgres { address } => {
                both!("error-not-postgres", address = address.as_str(); advice)
            }
            Self::NoHostFits { target: None, tried } => {
                both!("error-no-host-answers", hosts = hosts(tried); advice)
            }
            Self::NoHostFits { target: Some(target), tried } => both!(
                "error-no-host-fits", target = target.to_owned(), hosts = hosts(tried); advice
            ),
            Self::CertificateRefused { address, detail } => both!(
                "error-certificate-refused", address = address.as_str(), detail = detail.as_str();
                advice
            ),
            Self::Busy { database } => both!("error-busy", database = database.as_str(); advice),
            Self::AuthenticationFailed { user, password_given: true } => {
                both!("error-password-refused", user = user.as_str(); advice)
            }
            Self::AuthenticationFailed { user, password_given: false } => {
                both!("error-password-missing", user = user.as_str(); advice)
            }
            Self::PasswordMissing { user, file } => password_missing(user, file.as_ref()),
            Self::LoginNotAllowed { user, detail } => both!(
                "error-login-not-allowed", user = user.as_str(), detail = detail.as_str(); advice
            ),
            Self::LoginUnproven { address, detail } => both!(
                "error-login-unproven", address = address.as_str(), detail = detail.as_str(); advice
            ),
            Self::RoleNotAdmitted { user, detail } => both!(
                "error-role-not-admitted", user = user.as_str(), detail = detail.as_str();
                advice, user = user.as_str()
            ),
            Self::NotInPgHba { user, detail, line } => both!(
                "error-not-in-pg-hba", user = user.as_str(), detail = detail.as_str();
                advice, line = line.as_str()
            ),
            Self::ClientCertificateWanted { user, detail } => both!(
                "error-client-certificate-wanted", user = user.as_str(), detail = detail.as_str();
                advice
            ),
            Self::DatabaseClosed { database } => both!(
                "error-database-closed", database = database.as_str();
                advice, database = database.as_str()
            ),
            Self::TablesNotReadable { user, tables } => both!(
                "error-tables-not-readable", user = user.as_str(), tables = names(tables);
                advice, user = user.as_str()
            ),
            Self::RowLevelSecurity { user, tables } => both!(
                "error-row-level-security", user = user.as_str(), tables = names(tables);
                advice, user = user.as_str()
            ),
            Self::LargeObjectsNotReadable { user, objects } => both!(
                "error-large-objects-not-readable", user = user.as_str(), objects = names(objects);
                advice, user = user.as_str()
            ),
            Self::MayNotConnect { user, database } => both!(
                "error-may-not-connect", user = user.as_str(), database = database.as_str();
                advice, user = user.as_str(), database = database.as_str()
            ),
            Self::Forbidden { detail } => {
                both!("error-forbidden", detail = detail.as_str(); advice)
            }
            Self::PgDumpMissing { major } => {
                both!("error-pg-dump-missing"; advice, major = major.to_string())
            }
            Self::PgDumpTooOld { found, path, server, major } => both!(
                "error-pg-dump-too-old", found = found.as_str(), path = show(path),
                server = server.as_str(); advice, major = major.to_string()
            ),
            Self::PgDumpUnusable { path, detail } => both!(
                "error-pg-dump-unusable", path = show(path), detail = detail.as_str(); advice
            ),
            Self::PgRestoreMissing { major, newest: None } => both!(
                "error-pg-restore-missing", major = major.to_string(); advice, major = major.to_string()
            ),
            Self::PgRestoreMissing { major, newest: Some(newest) } => both!(
                "error-pg-restore-too-old", major = major.to_string(), newest = newest.as_str();
                advice, major = major.to_string()
            ),
            Self::ServerProgramsMissing => {
                let advice = match Packages::here() {
                    Packages::Apt => tr!("error-server-programs-missing", "advice-debian"),
                    Packages::Windows => tr!("error-server-programs-missing", "advice-windows"),
                    Packages::MacOs => tr!("error-server-programs-missing", "advice-macos"),
                    Packages::Others => tr!("error-server-programs-missing", "advice"),
                };
                (tr!("error-server-programs-missing"), advice)
            }
            Self::MajorNotInstalled { major } => both!(
                "error-major-not-installed", major = major.to_string();
                advice, major = major.to_string()
            ),
            Self::TargetNotConfigured => both!("error-target-not-configured"; advice),
            Self::TargetMissing { path } => {
                both!("error-target-missing", path = show(path); advice)
            }
            Self::TargetNotAFolder { path } => {
                both!("error-target-not-a-folder", path = show(path); advice)
            }
            Self::TargetNotWritable { path, detail } => both!(
                "error-target-not-writable", path = show(path), detail = detail.as_str(); advice
            ),
            Self::NoSpace { path } => both!("error-no-space", path = show(path); advice),
            Self::TooLittleSpace { path, needed_bytes, available_bytes } => both!(
                "error-too-little-space", path = show(path),
                needed = format::bytes(*needed_bytes),
                available = format::bytes(*available_bytes); advice
            ),
            Self::TargetHeld { path, detail } => {
                both!("error-target-held", path = show(path), detail = detail.as_str(); advice)
            }
            Self::ArchiveCut { name, said } => {
                both!("error-archive-cut", name = name.as_str(), said = said.as_str(); advice)
            }
            Self::FileCut => both!("error-file-cut"; advice),
            Self::DumpIncomplete => both!("error-dump-incomplete"; advice),
            Self::ReadBackDiffers { path } => {
                both!("error-read-back-differs", path = show(path); advice)
            }
            Self::BackupMissing { path } => {
                both!("error-backup-missing", path = show(path); advice)
            }
            Self::BackupUnknown { given, folder: None, .. } => {
                both!("error-backup-unknown-no-folder", given = given.as_str(); advice)
            }
            Self::BackupUnknown { given, folder: Some(folder), near } if near.is_empty() => both!(
                "error-backup-unknown-empty", given = given.as_str(), folder = show(folder);
                advice
            ),
            Self::BackupUnknown { given, folder: Some(folder), near } => both!(
                "error-backup-unknown", given = given.as_str(), folder = show(folder);
                advice, near = near.join(", ")
            ),
            Self::NoBackup { path } => both!("error-no-backup", path = show(path); advice),
            Self::Damaged { name, problems } => {
                both!("error-damaged", name = name.as_str(), problems = problems.join(" "); advice)
            }
            Self::DatabaseExists { database } => {
                both!("error-database-exists", database = database.as_str(); advice)
            }
            Self::MayNotCreateDatabases { user } => both!(
                "error-may-not-create-databases", user = user.as_str(); advice, user = user.as_str()
            ),
            Self::SessionNeeded { address, direct: Some(direct) } => both!(
                "error-session-needed", address = address.as_str(); advice, direct = direct.as_str()
            ),
            Self::SessionNeeded { address, direct: None } => {
                both!("error-session-needed-somewhere", address = address.as_str(); advice)
            }
            Self::TransactionNeeded { address, direct } => {
                let message = tr!("error-transaction-needed", address = address.as_str());
                let advice = match direct {
                    Some(direct) => {
                        tr!("error-transaction-needed", "advice", direct = direct.as_str())
                    }
                    None => tr!("error-transaction-needed", "advice-somewhere"),
                };
                (message, advice)
            }
            Self::ReadOnlyStandby { address, primary: Some(primary) } => both!(
                "error-read-only-standby", address = address.as_str();
                advice, primary = primary.as_str()
            ),
            Self::ReadOnlyStandby { address, primary: None } => {
                both!("error-read-only-standby-of-whom", address = address.as_str(); advice)
            }
            Self::ExtensionsMissing { names: missing } => {
                both!("error-extensions-missing", names = names(missing); advice)
            }
            Self::PreparedTransactions { database, transactions } => both!(
                "error-prepared-transactions", database = database.as_str(),
                transactions = dependents::transactions(transactions);
                advice, database = database.as_str(),
                statements = dependents::statements(transactions)
            ),
            Self::ConfirmationMissing { database } => both!(
                "error-confirmation-missing", database = database.as_str();
                advice, database = database.as_str()
            ),
            Self::ConfirmationWrong { database, given } => both!(
                "error-confirmation-wrong", database = database.as_str(), given = given.as_str();
                advice
            ),
            Self::NothingToUndo { database, safety_backup: None } => {
                both!("error-nothing-to-undo", database = database.as_str(); advice)
            }
            Self::NothingToUndo { database, safety_backup: Some(path) } => both!(
                "error-nothing-to-undo-in-place", database = database.as_str();
                advice, path = show(path), database = database.as_str()
            ),
            Self::NothingToReplace { database, former: None } => both!(
                "error-nothing-to-replace", database = database.as_str();
                advice, database = database.as_str()
            ),
            Self::NothingToReplace { database, former: Some(former) } => {
                let statement = format!(
                    "ALTER DATABASE {} RENAME TO {};",
                    quote_identifier(former),
                    quote_identifier(database)
                );
                both!(
                    "error-nothing-to-replace-but-former", database = database.as_str(),
                    former = former.as_str(); advice, statement = statement
                )
            }
            Self::MayNotReplace { user, database } => both!(
                "error-may-not-replace", user = user.as_str(), database = database.as_str();
                advice
            ),
            Self::MayNotRestoreInPlace { user, things } => both!(
                "error-may-not-restore-in-place", user = user.as_str(), things = names(things);
                advice, user = user.as_str()
            ),
            Self::NotABackup { path, seems } => {
                let seems_words = seems.words();
                (tr!("error-not-a-backup", path = show(path), seems = seems_words), seems.advice())
            }
            Self::NotOfOurs { path } => {
                both!("error-not-of-ours", path = show(path); advice, path = show(path))
            }
            Self::DatabaseNotInFile { wanted, found } if wanted.is_empty() => {
                let message = tr!("error-databases-in-file", found = names(found));
                (message, tr!("error-database-not-in-file", "advice"))
            }
            Self::DatabaseNotInFile { wanted, found } => both!(
                "error-database-not-in-file", wanted = wanted.as_str(), found = names(found);
                advice
            ),
            Self::NoDatabaseInFile => both!("error-no-database-in-file"; advice),
            Self::NoRowsInFile => both!("error-no-rows-in-file"; advice),
            Self::NoTablesInFile => both!("error-no-tables-in-file"; advice),
            Self::MadeByHand { path } => both!("error-made-by-hand", path = show(path); advice),
            Self::SessionsStay { database, sessions } => both!(
                "error-sessions-stay", database = database.as_str(), sessions = names(sessions);
                advice
            ),
            Self::DumpForbidden { line, what } => both!(
                "error-dump-forbidden", line = line.to_string(), what = what.as_str(); advice
            ),
            Self::PruneFrozen { since, why: Freeze::Alarm } => {
                both!("error-prune-frozen", date = format::date(*since); advice)
            }
            Self::PruneFrozen { since, why: Freeze::Clock } => {
                both!("error-prune-frozen-clock", date = format::date(*since); advice)
            }
            Self::DumpNotUnderstood { line } => {
                both!("error-dump-not-understood", line = line.to_string(); advice)
            }
            Self::NewerThanServer { error, file, server } => {
                let (file, server) = (file.to_string(), server.to_string());
                let advice = tr!("error-newer-than-server", file = file, server = server);
                (error.message(), advice)
            }
            Self::RestoreFailed { line, statement, detail, .. } => both!(
                "error-restore-failed", line = line.to_string(), statement = statement.as_str(),
                detail = detail.as_str(); advice
            ),
            Self::CountsDiffer { table, expected, found } => both!(
                "error-counts-differ", table = table.as_str(), expected = format::count(*expected),
                found = format::rows(*found); advice
            ),
            Self::Incomplete { things } => {
                let listed = names(&things.iter().map(NotRestored::sentence).collect::<Vec<_>>());
                let advice = tr!("error-incomplete", "advice");
                if things.iter().any(|thing| thing.loses_rows) {
                    (tr!("error-incomplete-rows", things = listed), advice)
                } else {
                    (tr!("error-incomplete", things = listed), advice)
                }
            }
            Self::NoDisplay { detail } => {
                both!("error-no-display", detail = detail.as_str(); advice)
            }
            Self::LibraryMissing { library, package } => {
                let package = (*package).to_owned();
                let advice = match Packages::here() {
                    Packages::Apt => {
                        tr!("error-library-missing", "advice-debian", package = package)
                    }
                    _ => tr!("error-library-missing", "advice", package = package),
                };
                (tr!("error-library-missing", library = (*library).to_owned()), advice)
            }
            Self::Keyring { trouble: KeyringTrouble::Locked } => {
                both!("error-keyring-locked"; advice)
            }
            Self::Keyring { trouble: KeyringTrouble::Missing } => {
                both!("error-keyring-missing"; advice)
            }
            Self::Keyring { trouble: KeyringTrouble::Silent } => {
                both!("error-keyring-silent"; advice)
            }
            Self::Keyring { trouble: KeyringTrouble::Failed { detail } } => {
                both!("error-keyring-failed", detail = detail.as_str(); advice)
            }
            Self::Cancelled => both!("error-cancelled"; advice),
            Self::Interrupted => both!("error-interrupted"; advice),
            Self::RestoreInterrupted => both!("error-restore-interrupted"; advice),
            Self::CommitUnknown { address } => {
                both!("error-commit-unknown", address = address.as_str(); advice)
            }
            Self::DumpFailed { status, output } => both!(
                "error-dump-failed", status = status.as_str(), output = output.as_str(); advice
            ),
            Self::TableLocked { table, by } => {
                both!("error-table-locked", table = table.as_str(), by = by.as_str(); advice)
            }
            Self::TableDamaged { table, detail, left_out } => both!(
                "error-table-damaged", table = table.as_str(), detail = detail.as_str();
                advice, options = without_rows(left_out.iter().chain([table]))
            ),
            Self::DumpStalled { after } => {
                both!("error-dump-stalled", minutes = (after.as_secs() / 60).to_string(); advice)
            }
            Self::ProgramTimedOut { program, after } => both!(
                "error-program-timed-out", program = show(program), seconds = after.as_secs();
                advice
            ),
            Self::ServerAnswer { detail, .. } => {
                both!("error-server-answer", detail = detail.as_str(); advice)
            }
            Self::Io { action, path, source } => {
                let (path, detail) = (show(path), system::detail(source));
                match action {
                    IoAction::Read if source.kind() == ErrorKind::NotFound => {
                        both!("error-read-not-found", path = path; advice)
                    }
                    IoAction::Read => both!("error-read", path = path, detail = detail; advice),
                    IoAction::Write => both!("error-write", path = path, detail = detail; advice),
                    IoAction::Create => both!("error-create", path = path, detail = detail; advice),
                    IoAction::Lock => both!("error-lock", path = path, detail = detail; advice),
                    IoAction::Run => both!("error-run", path = path, detail = detail; advice),
                }
            }
            Self::Crashed { detail } => {
                both!("error-crashed", detail = detail.as_str(); advice)
            }
            Self::TriggerFailed { program, detail } => both!(
                "error-trigger-failed", program = program.as_str(), detail = detail.as_str(); advice
            ),
            Self::DemoFailed { detail } => {
                both!("error-demo-failed", detail = detail.as_str(); advice)
            }
        }
    }
}

/// Where this system gets its programs from: nobody is told of another one's package manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packages {
    Apt,
    Windows,
    MacOs,
    Others,
}

impl Packages {
    fn here() -> Self {
        match std::env::consts::OS {
            "windows" => Self::Windows,
            "macos" => Self::MacOs,
            _ if Path::new("/etc/debian_version").exists() => Self::Apt,
            _ => Self::Others,
        }
    }
}

fn show(path: &Path) -> String {
    format::path(path)
}

/// The options that leave the rows of these tables out, as a shell takes them.
fn without_rows<'a>(tables: impl Iterator<Item = &'a String>) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let option = |table: &String| {
        if table.chars().all(plain) {
            format!("--without-rows {table}")
        } else {
            format!("--without-rows '{}'", table.replace('\'', r"'\''"))
        }
    };
    tables.map(option).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_for_tables_survive_a_shell() {
        let tables = ["public.docs", r#"public."Élèves 2"#, "a.\"d'eau\""].map(str::to_owned);
        assert_eq!(
            without_rows(tables.iter()),
            r#"--without-rows public.docs --without-rows 'public."Élèves 2' "#.to_owned()
                + r#"--without-rows 'a."d'\''eau"'"#
        );
    }
}
