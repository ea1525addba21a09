//! Which hand is to do what an error advises: one on the keyboard of a terminal, or one that has
//! buttons and fields before it. The same error has a remedy for each.

use std::sync::atomic::{AtomicBool, Ordering};

use super::kind::{Error, Freeze};
use crate::report::format;
use crate::report::i18n::tr;

/// As the language it is one for the whole process: the tray shows windows, everything else prints.
static HAS_WINDOWS: AtomicBool = AtomicBool::new(false);

/// Makes every later advice of this process one for windows, where there is one.
pub fn advise_in_windows() {
    HAS_WINDOWS.store(true, Ordering::Relaxed);
}

/// Nothing in a terminal, and where the advice names nothing that only a terminal has.
pub(super) fn advice(error: &Error) -> Option<String> {
    HAS_WINDOWS.load(Ordering::Relaxed).then(|| in_windows(error)).flatten()
}

fn in_windows(error: &Error) -> Option<String> {
    Some(match error {
        Error::NothingConfigured => tr!("error-nothing-configured", "advice-window"),
        Error::ConfigUnreadable { .. } => tr!("error-config-unreadable", "advice-window"),
        Error::ConfigInvalid { .. } => tr!("error-config-invalid", "advice-window"),
        Error::Busy { .. } => tr!("error-busy", "advice-window"),
        Error::AuthenticationFailed { password_given: false, .. }
        | Error::PasswordMissing { .. } => {
            tr!("error-password-missing", "advice-window")
        }
        Error::TargetNotConfigured => tr!("error-target-not-configured", "advice-window"),
        Error::TargetMissing { .. } => tr!("error-target-missing", "advice-window"),
        Error::BackupMissing { .. } => tr!("error-backup-missing", "advice-window"),
        Error::MayNotCreateDatabases { user } => {
            tr!("error-may-not-create-databases", "advice-window", user = user.as_str())
        }
        Error::DatabaseNotInFile { .. } => tr!("error-database-not-in-file", "advice-window"),
        Error::MayNotReplace { .. } => tr!("error-may-not-replace", "advice-window"),
        Error::MayNotRestoreInPlace { user, .. } => {
            tr!("error-may-not-restore-in-place", "advice-window", user = user.as_str())
        }
        Error::NothingToUndo { safety_backup: None, .. } => {
            tr!("error-nothing-to-undo", "advice-window")
        }
        Error::NothingToUndo { safety_backup: Some(path), .. } => {
            let path = format::path(path);
            tr!("error-nothing-to-undo-in-place", "advice-window", path = path)
        }
        Error::PruneFrozen { why: Freeze::Alarm, .. } => {
            tr!("error-prune-frozen", "advice-window")
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::error::{LookUp, PasswordFile};

    #[test]
    fn advice_for_windows_names_no_option_and_no_command() {
        let user = || "moi".to_owned();
        let io = || std::io::ErrorKind::NotFound.into();
        let no_file = || PasswordFile { path: "p".into(), outcome: LookUp::Missing };
        for error in [
            Error::NothingConfigured,
            Error::ConfigUnreadable { path: "c".into(), source: io() },
            Error::ConfigInvalid { path: "c".into(), line: 1, detail: user() },
            Error::Busy { database: user() },
            Error::AuthenticationFailed { user: user(), password_given: false },
            Error::PasswordMissing { user: user(), file: Some(no_file()) },
            Error::PasswordMissing { user: user(), file: None },
            Error::TargetNotConfigured,
            Error::TargetMissing { path: "d".into() },
            Error::BackupMissing { path: "f".into() },
            Error::MayNotCreateDatabases { user: user() },
            Error::MayNotReplace { user: user(), database: user() },
            Error::MayNotRestoreInPlace { user: user(), things: Vec::new() },
            Error::NothingToUndo { database: user(), safety_backup: None },
            Error::PruneFrozen { since: jiff::Timestamp::UNIX_EPOCH, why: Freeze::Alarm },
            Error::NothingToUndo { database: user(), safety_backup: Some("f".into()) },
        ] {
            let advice = in_windows(&error).unwrap();
            assert!(!advice.contains("--") && !advice.contains("sauvegarde "), "{advice}");
            assert_ne!(advice, error.advice());
        }
    }
}
