//! Why the password file gives no password, and what to do.

use crate::platform::local_path;
use crate::postgres::connection::{LookUp, Part, PasswordFile};
use crate::tr;

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
        let path = || local_path::shown(&self.path);
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
