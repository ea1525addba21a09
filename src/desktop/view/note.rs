//! The notification that fits the state.

use sauvegarde::folder::manifest::Reason;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;

use super::words::{
    cancel_button, failed_title, retry_button, running_title, succeeded_title, success_buttons,
    unbroken, warnings,
};
use crate::desktop::event::{BackedUp, Command, Failure, Outcome};
use crate::desktop::state::{Activity, Run, State, Task};

/// What a notification is about, which decides how long it stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// Stays as long as the job.
    Running,
    /// Goes by itself.
    Done,
    /// Stays until the user has seen it.
    Failed,
}

/// A notification, in the user's words.
#[derive(Clone, Debug)]
pub struct Note {
    pub title: String,
    pub body: String,
    /// Shown as a bar where the service draws one.
    #[cfg_attr(target_os = "macos", expect(dead_code, reason = "it draws none there"))]
    pub percent: Option<u8>,
    pub kind: NoteKind,
    pub buttons: Vec<(String, Command)>,
}

/// `percent` is the milestone that a running backup has just passed.
pub fn note(state: &State, percent: Option<u8>) -> Note {
    match &state.activity {
        Activity::Running(run) => {
            let percent = percent.unwrap_or_else(|| run.percent());
            Note {
                kind: NoteKind::Running,
                title: running_title(run),
                body: format!("{percent} % · {}", stage_at(percent, run)),
                percent: Some(percent),
                buttons: cancel_button(run),
            }
        }
        Activity::Failed { failure, task } => {
            failed_note(failed_title(state), failure, task.as_ref())
        }
        Activity::Succeeded(Outcome::Verified { name, problems }) if !problems.is_empty() => Note {
            kind: NoteKind::Failed,
            title: tr!("verify-found-damage"),
            body: format!("{name}\n{}", problems.join("\n")),
            percent: None,
            buttons: vec![new_backup(state)],
        },
        Activity::Succeeded(outcome) => Note {
            kind: NoteKind::Done,
            // What is unusual was told before, as an event of its own.
            title: match outcome {
                Outcome::BackedUp(made) if !made.incomplete => tr!("backup-done"),
                outcome => succeeded_title(outcome),
            },
            body: success_body(outcome),
            percent: None,
            buttons: success_buttons(outcome, state),
        },
        Activity::Idle => Note {
            kind: NoteKind::Done,
            title: "Sauvegarde".to_owned(),
            body: tr!("tray-cancelling"),
            percent: None,
            buttons: Vec::new(),
        },
    }
}

fn new_backup(state: &State) -> (String, Command) {
    let profile = state.profile_of_job().map_or_else(|| state.main_name(), str::to_owned);
    (tr!("button-new-backup"), Command::BackUp(profile, Reason::Manual))
}

/// A quick backup passes several milestones at once; each is told with its own stage.
fn stage_at(percent: u8, run: &Run) -> String {
    match percent {
        0 => tr!("stage-init"),
        70 => tr!("stage-compression"),
        85 => tr!("stage-integrity"),
        _ => match run.progress.as_ref().filter(|progress| progress.table.is_some()) {
            Some(progress) => progress.stage_text(),
            None => tr!("stage-dump"),
        },
    }
}

fn failed_note(title: String, failure: &Failure, task: Option<&Task>) -> Note {
    Note {
        kind: NoteKind::Failed,
        title,
        body: format!("{}\n{}", failure.message, failure.advice),
        percent: None,
        buttons: retry_button(task)
            .into_iter()
            .chain([(tr!("button-details"), Command::ShowCard)])
            .collect(),
    }
}

fn success_body(outcome: &Outcome) -> String {
    match outcome {
        Outcome::BackedUp(BackedUp { name, file_bytes, folder, .. }) => {
            let mut lines =
                vec![format!("{name} · {}", unbroken(&format::bytes(*file_bytes))), folder.clone()];
            lines.extend(warnings(outcome));
            lines.join("\n")
        }
        Outcome::Verified { name, .. } => name.clone(),
        Outcome::Restored { kept_until, safety_backup, warnings, .. } => {
            let (label, value) = match kept_until {
                Some(date) => (tr!("restore-former"), tr!("former-kept", date = date.as_str())),
                None => (tr!("restore-safety"), safety_backup.clone()),
            };
            let mut lines = vec![format!("{label}{}{value}", tr!("colon"))];
            lines.extend(warnings.iter().cloned());
            lines.join("\n")
        }
        Outcome::Undone { warnings, .. } => warnings.join("\n"),
        Outcome::Failed(_) => String::new(),
    }
}

/// That the last backup is too old.
pub fn reminder(title: String, body: String, profile: &str) -> Note {
    Note {
        kind: NoteKind::Failed,
        title,
        body,
        percent: None,
        buttons: vec![(tr!("menu-back-up"), Command::BackUp(profile.to_owned(), Reason::Manual))],
    }
}

/// Of something small that did not work, or of the configuration: there is nothing to try again.
pub fn trouble(failure: &Failure) -> Note {
    Note {
        buttons: vec![(tr!("menu-settings"), Command::OpenSettings)],
        ..failed_note("Sauvegarde".to_owned(), failure, None)
    }
}
