//! What the card, the notifications and the tooltip say alike.

use sauvegarde::manifest::Reason;
use sauvegarde::tr;

use crate::desktop::event::{BackedUp, Command, Outcome};
use crate::desktop::state::{Activity, Job, Run, State};

pub fn running_title(run: &Run) -> String {
    match run.job {
        None if run.is_restoring() => tr!("title-restoring-elsewhere"),
        None => tr!("title-backing-up-elsewhere"),
        Some(Job::BackUp(_)) => tr!("title-backing-up"),
        Some(Job::Restore { .. }) => tr!("title-restoring"),
        Some(Job::UndoRestore) => tr!("title-undoing"),
        Some(Job::VerifyLatest) => tr!("title-verifying"),
    }
}

pub fn failed_title(state: &State) -> String {
    match &state.activity {
        Activity::Failed { retry: Some(Job::Restore { .. }) | None, .. } => {
            tr!("title-restore-failed")
        }
        Activity::Failed { retry: Some(Job::UndoRestore), .. } => tr!("title-undo-failed"),
        Activity::Failed { retry: Some(Job::VerifyLatest), .. } => tr!("title-verify-failed"),
        _ => tr!("title-backup-failed"),
    }
}

pub fn succeeded_title(outcome: &Outcome) -> String {
    match outcome {
        Outcome::BackedUp(BackedUp { incomplete: true, .. }) => tr!("title-incomplete"),
        Outcome::BackedUp(_) => tr!("backup-done"),
        Outcome::Verified { problems, .. } if problems.is_empty() => tr!("title-verified"),
        Outcome::Verified { .. } => tr!("verify-found-damage"),
        Outcome::Restored { database, .. } => tr!("restore-replaced", database = database.as_str()),
        Outcome::Undone { database, .. } => tr!("title-undone", database = database.as_str()),
        Outcome::Failed(failure) => failure.message.clone(),
    }
}

/// A number that stays on one line with its unit, by spaces that do not break and joiners that are
/// not seen.
pub fn unbroken(text: &str) -> String {
    text.replace(' ', "\u{a0}").replace('/', "\u{2060}/\u{2060}")
}

pub fn warnings(outcome: &Outcome) -> &[String] {
    match outcome {
        Outcome::BackedUp(BackedUp { warnings, .. }) | Outcome::Restored { warnings, .. } => {
            warnings
        }
        _ => &[],
    }
}

pub fn success_buttons(outcome: &Outcome) -> Vec<(String, Command)> {
    match outcome {
        Outcome::BackedUp(_) => vec![
            (tr!("menu-open-folder"), Command::OpenFolder),
            (tr!("button-new-backup"), Command::BackUp(Reason::Manual)),
        ],
        Outcome::Restored { kept_until: Some(_), .. } => {
            vec![(tr!("button-undo-restore"), Command::UndoRestore)]
        }
        _ => Vec::new(),
    }
}

pub fn cancel_button(run: &Run) -> Vec<(String, Command)> {
    let can_cancel = run.is_ours() && !run.cancelling;
    can_cancel.then(|| (tr!("button-cancel"), Command::CancelJob)).into_iter().collect()
}
