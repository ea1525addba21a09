//! Is everything there that a backup needs? Each question is asked on its own, so that one
//! answer does not hide another.

use crate::backup::plan::BackupPlan;
use crate::config::profile::{Profile, Url};
use crate::folder::catalog;
use crate::folder::cloud;
use crate::folder::run::JobKey;
use crate::folder::staging::Staging;
use crate::folder::target::Target;
use crate::platform::clock;
use crate::postgres::client_tools::Search;
use crate::postgres::connection::Connection;
use crate::postgres::server::{Access, Server, ServerFacts};
use crate::postgres::told;
use crate::report::error::{Error, LookUp, Result, Warning};
use crate::report::format;
use crate::report::i18n::tr;

/// An older last backup is worth a word.
const OLD_AFTER_DAYS: i64 = 7;

/// What is looked at, with its name in `--json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Configuration,
    PasswordFile,
    Server,
    Rights,
    RowSecurity,
    Encryption,
    PgDump,
    Folder,
    Space,
    SyncedFolder,
    LastBackup,
    /// Asked by whoever knows who keeps time.
    Schedule,
    /// Whether the backups are as usual, restore, and go on fitting: by whoever knows all of them.
    Usual,
    Proof,
    Growth,
}

impl Subject {
    /// For people.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Configuration => tr!("doctor-subject-configuration"),
            Self::PasswordFile => tr!("doctor-subject-password-file"),
            Self::Server => tr!("doctor-subject-server"),
            Self::Rights => tr!("doctor-subject-rights"),
            Self::RowSecurity => tr!("doctor-subject-row-security"),
            Self::Encryption => tr!("doctor-subject-encryption"),
            Self::PgDump => tr!("doctor-subject-pg-dump"),
            Self::Folder => tr!("doctor-subject-folder"),
            Self::Space => tr!("doctor-subject-space"),
            Self::SyncedFolder => tr!("doctor-subject-synced-folder"),
            Self::LastBackup => tr!("doctor-subject-last-backup"),
            Self::Schedule => tr!("doctor-subject-schedule"),
            Self::Usual => tr!("doctor-subject-usual"),
            Self::Proof => tr!("doctor-subject-proof"),
            Self::Growth => tr!("doctor-subject-growth"),
        }
    }
}

/// One answer.
#[derive(Debug)]
pub enum Finding {
    Good(String),
    /// Backups work; this could be better. With what to do.
    Weak(String, String),
    Bad(Error),
}

/// Asks every question that can be asked, in the order in which a backup needs the answers.
#[must_use]
pub fn examine(profile: &Profile) -> Vec<(Subject, Finding)> {
    let mut findings = Vec::new();
    let place = profile.place();
    let target = Target::open(profile.dir.as_deref());
    let database = match place {
        Ok(place) => {
            findings.push((Subject::Configuration, configuration(profile, &place)));
            let database = place.database.clone();
            match Server::choose(place, Access::Reading) {
                Ok(connection) => {
                    findings.extend(password_file(&connection));
                    examine_server(profile, &connection, target.as_ref().ok(), &mut findings);
                }
                Err(error) => findings.push((Subject::Server, Finding::Bad(error))),
            }
            Some(database)
        }
        Err(error) => {
            findings.push((Subject::Configuration, Finding::Bad(error)));
            None
        }
    };
    match target {
        Ok(target) => {
            findings.push((Subject::Folder, folder(&target)));
            findings.push((Subject::SyncedFolder, synced_folder(&target)));
            findings.push((Subject::LastBackup, last_backup(&target, database.as_deref())));
        }
        Err(error) => findings.push((Subject::Folder, Finding::Bad(error))),
    }
    findings
}

fn configuration(profile: &Profile, connection: &Connection) -> Finding {
    let hosts = connection.hosts();
    let addresses: Vec<String> = hosts.iter().map(|host| connection.at(host).address()).collect();
    let mut place = tr!(
        "doctor-configuration",
        database = connection.database.as_str(),
        address = addresses.join(", ")
    );
    if let Some(warning) = told::passed_over(&connection.passed_over) {
        place = with_remark(&place, &warning);
    }
    if let Some(warning) = told::missing(connection) {
        return Finding::Weak(place, warning.message());
    }
    let in_file = profile.url.as_ref().is_some_and(Url::holds_password);
    if in_file && profile.name != crate::config::profile::AD_HOC {
        return Finding::Weak(place, Error::ConfigHoldsPassword.advice());
    }
    Finding::Good(place)
}

/// A file that is there and cannot be used. That it lacks a line is of interest only if the server
/// asks for a password, and is said then.
fn password_file(connection: &Connection) -> Option<(Subject, Finding)> {
    let file = connection.in_password_file()?;
    let (said, remedy) = file.trouble().filter(|_| connection.password.is_none())?;
    let is_spoilt = !matches!(file.outcome, LookUp::Empty | LookUp::NoneFits { .. });
    is_spoilt.then_some((Subject::PasswordFile, Finding::Weak(said, remedy)))
}

fn examine_server(
    profile: &Profile,
    connection: &Connection,
    target: Option<&Target>,
    findings: &mut Vec<(Subject, Finding)>,
) {
    let opened = Server::connect(connection).and_then(|server| Ok((server.facts()?, server)));
    let (facts, server) = match opened {
        Ok(opened) => opened,
        Err(error) => return findings.push((Subject::Server, Finding::Bad(error))),
    };
    let text = tr!(
        "doctor-server",
        version = facts.version.as_str(),
        user = connection.user.as_str(),
        size = format::bytes(facts.database_bytes)
    );
    findings.push((Subject::Server, reached(&server, connection, text)));
    findings.push((Subject::Rights, rights(&server, &facts, connection)));
    findings.push((Subject::RowSecurity, row_security(&server, connection)));
    findings.push((Subject::Encryption, encryption(connection)));
    findings.push((Subject::PgDump, pg_dump(profile, &server)));
    if let Some(target) = target {
        findings.push((Subject::Space, space(target, connection, &facts)));
    }
}

/// A pooler that no restore can go through is known better before one is needed.
fn reached(server: &Server, connection: &Connection, text: String) -> Finding {
    let tried = connection.alternatives.tried.clone();
    let whole = |text: String| {
        if tried.is_empty() {
            return text;
        }
        let (chosen, tried) = (connection.address(), tried.clone());
        with_remark(&text, &Warning::OtherHost { chosen, tried })
    };
    if !server.is_pooled() {
        return Finding::Good(whole(text));
    }
    match server.is_kept(connection) {
        Ok(false) => {
            let error = server.session_needed(connection);
            if let Error::TransactionNeeded { .. } = error {
                return Finding::Bad(error);
            }
            Finding::Weak(whole(tr!("doctor-pooler-transaction", server = text)), error.advice())
        }
        Ok(true) => Finding::Good(whole(tr!("doctor-pooler", server = text))),
        // That takes a second connection, and a backup does with one.
        Err(_) => Finding::Good(whole(text)),
    }
}

/// What is found, which is no whole sentence, and a sentence about it.
fn with_remark(found: &str, warning: &Warning) -> String {
    format!("{found}. {}", warning.message())
}

fn rights(server: &Server, facts: &ServerFacts, connection: &Connection) -> Finding {
    let user = connection.user.clone();
    finding(server.tables_not_readable(), |tables| {
        if !tables.is_empty() {
            return Finding::Bad(Error::TablesNotReadable { user, tables });
        }
        finding(server.large_objects_not_readable(facts), |objects| {
            if !objects.is_empty() {
                return Finding::Bad(Error::LargeObjectsNotReadable { user, objects });
            }
            Finding::Good(tr!("doctor-rights"))
        })
    })
}

fn row_security(server: &Server, connection: &Connection) -> Finding {
    finding(server.tables_with_hidden_rows(), |tables| {
        if tables.is_empty() {
            return Finding::Good(tr!("doctor-row-security"));
        }
        Finding::Bad(Error::RowLevelSecurity { user: connection.user.clone(), tables })
    })
}

fn encryption(connection: &Connection) -> Finding {
    use crate::postgres::connection::SslMode;
    if connection.is_local() {
        return Finding::Good(tr!("doctor-local"));
    }
    if connection.ssl_mode >= SslMode::Require {
        return Finding::Good(tr!("doctor-encrypted", mode = connection.ssl_mode.as_str()));
    }
    Finding::Weak(tr!("doctor-not-encrypted"), tr!("doctor-not-encrypted", "advice"))
}

fn pg_dump(profile: &Profile, server: &Server) -> Finding {
    let search = Search::start(profile.pg_dump.as_deref());
    finding(search.choose(server.version()), |found| {
        let path = format::path(&found.path);
        Finding::Good(tr!("doctor-pg-dump", version = found.version.as_str(), path = path))
    })
}

fn space(target: &Target, connection: &Connection, facts: &ServerFacts) -> Finding {
    let available = target.available_bytes();
    let last = catalog::latest(target, Some(&connection.database)).ok().map(|(_, last)| last);
    let now = clock::now_here();
    let plan = BackupPlan::new(&connection.database, facts, last.as_ref(), &now, available);
    let Some(available_bytes) = available else {
        return Finding::Good(tr!("doctor-space-unknown"));
    };
    let text = tr!("doctor-space", available = format::bytes(available_bytes));
    if available_bytes < plan.least_file_bytes {
        return Finding::Bad(Error::TooLittleSpace {
            path: target.folder().to_owned(),
            needed_bytes: plan.least_file_bytes,
            available_bytes,
        });
    }
    match plan.warnings.first() {
        Some(warning) => Finding::Weak(text, warning.message()),
        None => Finding::Good(text),
    }
}

fn folder(target: &Target) -> Finding {
    // A key of its own: a backup that runs meanwhile keeps its staging folder.
    let key = JobKey::new(target, "doctor");
    finding(Staging::probe(target, &key), |()| {
        Finding::Good(tr!("doctor-folder", path = cloud::display(target.folder())))
    })
}

fn synced_folder(target: &Target) -> Finding {
    if let Some((around, _)) = cloud::synced_around(target.folder()) {
        let (service, path) = (around.service.name(), format::path(&around.path));
        return Finding::Good(tr!("doctor-synced", service = service, path = path));
    }
    let Some(other) = cloud::synced_folders().next() else {
        return Finding::Weak(tr!("doctor-nothing-synced"), tr!("doctor-not-synced", "advice"));
    };
    let (service, path) = (other.service.name(), format::path(&other.path));
    let text = tr!("doctor-not-synced", service = service, path = path);
    Finding::Weak(text, tr!("doctor-not-synced", "advice"))
}

fn last_backup(target: &Target, database: Option<&str>) -> Finding {
    let (_, manifest) = match catalog::latest(target, database) {
        Ok(latest) => latest,
        Err(Error::NoBackup { .. }) => {
            return Finding::Weak(tr!("doctor-no-backup"), tr!("doctor-no-backup", "advice"));
        }
        Err(error) => return Finding::Bad(error),
    };
    let text = tr!(
        "doctor-last-backup",
        date = format::date(manifest.created_at),
        size = format::bytes(manifest.file.bytes)
    );
    let age_days = (clock::now().as_second() - manifest.created_at.as_second()) / 86_400;
    if age_days > OLD_AFTER_DAYS {
        return Finding::Weak(text, tr!("doctor-old-backup", days = age_days));
    }
    Finding::Good(text)
}

fn finding<T>(answer: Result<T>, good: impl FnOnce(T) -> Finding) -> Finding {
    answer.map_or_else(Finding::Bad, good)
}
