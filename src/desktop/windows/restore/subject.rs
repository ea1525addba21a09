//! What a question is about, and what the disk and the server say of it. Whatever is here waits.

use std::path::PathBuf;

use jiff::Timestamp;
use sauvegarde::Error;
use sauvegarde::config::profile::Profile;
use sauvegarde::folder::catalog;
use sauvegarde::folder::cloud;
use sauvegarde::folder::manifest;
use sauvegarde::folder::target::Target;
use sauvegarde::postgres::connection::Connection;
use sauvegarde::postgres::server::Server;
use sauvegarde::postgres::server::former::{self, Cause, Former};
use sauvegarde::report::i18n::tr;
use sauvegarde::restore::{self, Preview, Way};

use super::text::{self, Backup};
use crate::desktop::question::Question;
use crate::desktop::windows::generated::Line;

pub enum Subject {
    /// With what will be missing.
    Restore(Box<Backup>, Option<String>),
    Undo,
}

/// The file of a question is not there any more.
pub struct Gone(pub PathBuf);

/// What the answer would change.
pub struct Seen {
    pub heading: String,
    pub changes: Vec<Line>,
    /// What is known of the way back.
    pub safety: String,
    pub safety_advice: String,
    /// Of a restore.
    pub way: Option<Way>,
}

impl Subject {
    /// # Errors
    /// A file may have gone since it was last heard of.
    pub fn find(question: Question) -> Result<Self, Gone> {
        let (file, missing) = match question {
            Question::Undo => return Ok(Self::Undo),
            Question::Restore { file, missing } => (file, missing),
        };
        // A folder in pg_dump's directory format too.
        if !file.exists() {
            return Err(Gone(file));
        }
        // It lies beside it, if there is one.
        let manifest = manifest::read(&manifest::path_beside(&file)).ok().and_then(Result::ok);
        let folder = file.parent().map(cloud::display).unwrap_or_default();
        Ok(Self::Restore(Box::new(Backup { path: file, folder, manifest }), missing))
    }

    pub fn question(&self) -> Question {
        match self {
            Self::Restore(backup, missing) => {
                Question::Restore { file: backup.path.clone(), missing: missing.clone() }
            }
            Self::Undo => Question::Undo,
        }
    }

    /// Before the server has said anything.
    pub fn heading(&self, database: &str) -> String {
        match self {
            Self::Restore(backup, _) => {
                text::question(database, &backup.path, backup.manifest.as_ref())
            }
            Self::Undo => tr!("window-restore-undo-question-open", database = database),
        }
    }

    /// # Errors
    /// Those of a connection to the live database, and [`Error::NothingToUndo`].
    pub fn look(&self, profile: &Profile) -> Result<Seen, Error> {
        match self {
            Self::Restore(backup, missing) => look_at(profile, backup, missing.as_deref()),
            Self::Undo => to_undo(profile).map(|former| {
                let (safety, safety_advice) = text::undo_safety();
                Seen {
                    heading: text::undo_question(&former),
                    changes: text::undo_changes(&former),
                    safety,
                    safety_advice,
                    way: None,
                }
            }),
        }
    }
}

fn look_at(profile: &Profile, backup: &Backup, missing: Option<&str>) -> Result<Seen, Error> {
    let connection = profile.connection_to_write()?;
    let found = backup.manifest.as_ref();
    let preview = found.map(|found| Preview::new(&connection, found)).transpose()?;
    let (way, left_behind) = if let Some(preview) = &preview {
        (preview.way, preview.left_behind.clone())
    } else {
        let server = Server::connect(&connection)?;
        let way = Way::of(&server)?;
        (way, restore::before_replacing(&server, &connection.database, way)?)
    };
    let mut changes = preview.as_ref().map_or_else(|| text::details(backup), text::changes);
    changes.extend(text::left_behind(&left_behind));
    changes.extend(missing.map(text::missing));
    let (safety, safety_advice) = text::safety(way, &connection.user);
    Ok(Seen {
        heading: text::question(&connection.database, &backup.path, found),
        changes,
        safety,
        safety_advice,
        way: Some(way),
    })
}

/// What the last restore replaced and can come back; nothing where the server does not answer.
pub fn former(profile: &Profile) -> Option<Former> {
    newest(&profile.connection_to_write().ok()?).ok()?
}

fn to_undo(profile: &Profile) -> Result<Former, Error> {
    let connection = profile.connection_to_write()?;
    newest(&connection)?.ok_or_else(|| {
        let target = Target::open(profile.dir.as_deref()).ok();
        let database = connection.database;
        let safety_backup =
            target.and_then(|target| catalog::latest_safety_backup(&target, &database));
        Error::NothingToUndo { database, safety_backup }
    })
}

fn newest(connection: &Connection) -> Result<Option<Former>, Error> {
    let formers = former::all(&Server::connect(connection)?)?;
    let is_meant = |former: &Former| {
        former.mark.database == connection.database && former.mark.cause == Cause::Restore
    };
    let newest = formers.into_iter().find(is_meant);
    Ok(newest.filter(|former| former.kept_until() > Timestamp::now()))
}
