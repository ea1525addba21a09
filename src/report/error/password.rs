//! What became of a look for the password, in the password file and in the keyring, and what to do.

use std::path::PathBuf;

use crate::report::format;
use crate::report::i18n::tr;

/// The parts of a line before the password, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Host,
    Port,
    Database,
    User,
}

/// What became of a look into the password file; never a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordFile {
    pub path: PathBuf,
    pub outcome: LookUp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookUp {
    Found,
    Missing,
    /// It has no line at all.
    Empty,
    /// The line that comes closest, counted from 1, and what of it is otherwise.
    NoneFits {
        line: usize,
        differs: Vec<Part>,
    },
    /// libpq does not read it either.
    OthersMayRead,
    NotAFile,
    Unreadable {
        detail: String,
    },
}

/// What keeps the keyring from giving a password. Only of interest if the server asks for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyringTrouble {
    /// Locked, and not opened when the user was asked; or access was refused.
    Locked,
    /// There is no store on this system, or none runs.
    Missing,
    /// No answer within the time limit.
    Silent,
    Failed {
        detail: String,
    },
}

/// What the password file has instead of the password, and how to mend that.
pub(super) fn password_missing(user: &str, file: Option<&PasswordFile>) -> (String, String) {
    let usual =
        (tr!("error-password-missing", user = user), tr!("error-password-missing", "advice"));
    let Some(file) = file else { return usual };
    match file.trouble() {
        Some((said, remedy)) => (format!("{} {said}", usual.0), remedy),
        None => usual,
    }
}

impl PasswordFile {
    /// Why it gives no password although it is there, and what to do.
    #[must_use]
    pub fn trouble(&self) -> Option<(String, String)> {
        let path = || format::path(&self.path);
        Some(match &self.outcome {
            LookUp::Found | LookUp::Missing => return None,
            LookUp::Empty => {
                (tr!("password-file-empty", path = path()), tr!("password-file-empty", "advice"))
            }
            LookUp::NoneFits { line, differs } => {
                let parts: Vec<String> = differs.iter().map(|part| part_name(*part)).collect();
                let (line, parts) = (line.to_string(), parts.join(", "));
                (
                    tr!("password-file-no-line", path = path(), line = line, parts = parts),
                    tr!("password-file-no-line", "advice", path = path()),
                )
            }
            LookUp::OthersMayRead => (
                tr!("password-file-not-private", path = path()),
                tr!("password-file-not-private", "advice", path = path()),
            ),
            LookUp::NotAFile => (
                tr!("password-file-no-file", path = path()),
                tr!("password-file-no-file", "advice"),
            ),
            LookUp::Unreadable { detail } => (
                tr!("password-file-unreadable", path = path(), detail = detail.as_str()),
                tr!("password-file-unreadable", "advice"),
            ),
        })
    }
}

fn part_name(part: Part) -> String {
    match part {
        Part::Host => tr!("password-file-host"),
        Part::Port => tr!("password-file-port"),
        Part::Database => tr!("password-file-database"),
        Part::User => tr!("password-file-user"),
    }
}
