//! The card: the progress of the Django version, as a window.

use jiff::Timestamp;
use sauvegarde::folder::manifest::Reason;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;

use super::words::{
    alarm_line, cancel_button, failed_title, next_line, profile_line, proof_line, retry_button,
    running_title, status, succeeded_title, success_buttons, unbroken, warnings,
};
use crate::desktop::event::{BackedUp, Command, Outcome};
use crate::desktop::state::{Activity, Run, State, Watched};

/// What the card looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardLook {
    Idle,
    Running,
    Done,
    /// Done, and not as it should be.
    Warning,
    Failed,
}

/// What it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardView {
    pub look: CardLook,
    pub title: String,
    pub percent: Option<u8>,
    /// The stage, or the message in full.
    pub text: String,
    pub advice: String,
    /// Label and value: name, size, location.
    pub rows: Vec<(String, String)>,
    pub buttons: Vec<(String, Command)>,
}

/// Of what goes on, or of rest.
pub fn card(state: &State, now: Timestamp) -> CardView {
    let view = |look, title: String| CardView {
        look,
        title,
        percent: None,
        text: String::new(),
        advice: String::new(),
        rows: Vec::new(),
        buttons: Vec::new(),
    };
    let profile = || state.profile_of_job().map_or_else(|| state.main_name(), str::to_owned);
    let back_up = |label: String| (label, Command::BackUp(profile(), Reason::Manual));
    if let (Some(failure), None) = (&state.trouble, state.running()) {
        return CardView {
            text: failure.message.clone(),
            advice: failure.advice.clone(),
            buttons: vec![(tr!("menu-settings"), Command::OpenSettings)],
            ..view(CardLook::Failed, "Sauvegarde".to_owned())
        };
    }
    match &state.activity {
        Activity::Running(run) if state.quit_asked => CardView {
            percent: Some(run.percent()),
            text: tr!("quit-question"),
            buttons: vec![
                (tr!("button-keep-running"), Command::KeepRunning),
                (tr!("button-quit-anyway"), Command::QuitAnyway),
            ],
            ..view(CardLook::Running, running_title(run))
        },
        Activity::Idle => CardView {
            text: idle_text(state, now),
            advice: if state.tray { tr!("card-idle") } else { tr!("card-no-tray") },
            buttons: details(state).chain([back_up(tr!("menu-back-up"))]).collect(),
            ..view(CardLook::Idle, tr!("card-idle-title"))
        },
        Activity::Running(run) => CardView {
            percent: Some(run.percent()),
            text: if run.cancelling { tr!("tray-cancelling") } else { progress_text(run) },
            buttons: cancel_button(run),
            ..view(CardLook::Running, running_title(run))
        },
        Activity::Succeeded(Outcome::Verified { name, problems }) if !problems.is_empty() => {
            CardView {
                text: problems.join("\n"),
                advice: tr!("error-damaged", "advice"),
                rows: vec![(tr!("backup-name"), name.clone())],
                buttons: vec![back_up(tr!("button-new-backup"))],
                ..view(CardLook::Failed, tr!("verify-found-damage"))
            }
        }
        Activity::Succeeded(outcome) => CardView {
            rows: rows(outcome),
            text: warnings(outcome).join("\n"),
            buttons: success_buttons(outcome, state),
            percent: Some(100),
            ..view(success_look(outcome), succeeded_title(outcome))
        },
        Activity::Failed { failure, task } => CardView {
            text: failure.message.clone(),
            advice: failure.advice.clone(),
            buttons: [(tr!("menu-log"), Command::OpenLog)]
                .into_iter()
                .chain(retry_button(task.as_ref()))
                .collect(),
            ..view(CardLook::Failed, failed_title(state))
        },
    }
}

fn success_look(outcome: &Outcome) -> CardLook {
    match outcome {
        Outcome::BackedUp(made) if made.is_doubtful() => CardLook::Warning,
        _ => CardLook::Done,
    }
}

/// Of the first profile that has something to explain.
fn details(state: &State) -> impl Iterator<Item = (String, Command)> {
    let command = |watched: &Watched| {
        let name = || watched.name().to_owned();
        let drill = watched.proof.failed.as_ref().map(|_| Command::ShowDrill(name()));
        drill.or_else(|| watched.alarm.as_ref().map(|_| Command::ShowAlarm(name())))
    };
    let command = state.profiles.iter().find_map(command);
    command.map(|command| (tr!("button-details"), command)).into_iter()
}

/// The state of each profile, and what is due next.
fn idle_text(state: &State, now: Timestamp) -> String {
    match state.profiles.as_slice() {
        [one] if state.broken_configuration.is_none() => {
            let mut lines = vec![status(state, now)];
            lines.extend(alarm_line(one).filter(|alarm| *alarm != lines[0]));
            lines.extend(next_line(one, now));
            lines.extend(proof_line(one, now));
            lines.join("\n")
        }
        [_, _, ..] if state.broken_configuration.is_none() => {
            let lines = state.profiles.iter().map(|watched| profile_line(watched, now));
            lines.collect::<Vec<_>>().join("\n")
        }
        _ => status(state, now),
    }
}

/// The stage, then what is known of bytes, speed and time left.
fn progress_text(run: &Run) -> String {
    let Some(progress) = &run.progress else {
        return tr!("stage-init");
    };
    let mut parts = vec![progress.stage_text()];
    if progress.bytes_per_s > 0 && progress.eta_s.is_some() {
        parts.push(unbroken(&tr!("card-rate", rate = format::bytes(progress.bytes_per_s))));
    }
    if let Some(eta_s) = progress.eta_s {
        let about = if progress.approximate { "≈ " } else { "" };
        parts.push(unbroken(&tr!("card-eta", time = format!("{about}{}", format::seconds(eta_s)))));
    }
    parts.join(" · ")
}

fn rows(outcome: &Outcome) -> Vec<(String, String)> {
    match outcome {
        Outcome::BackedUp(BackedUp { name, file_bytes, folder, .. }) => vec![
            (tr!("backup-name"), name.clone()),
            (tr!("backup-size"), format::bytes(*file_bytes)),
            (tr!("backup-location"), folder.clone()),
        ],
        Outcome::Verified { name, .. } => vec![(tr!("backup-name"), name.clone())],
        Outcome::Restored { kept_until: Some(date), .. } => {
            vec![(tr!("restore-former"), tr!("former-kept", date = date.as_str()))]
        }
        Outcome::Restored { safety_backup, .. } => {
            vec![(tr!("restore-safety"), safety_backup.clone())]
        }
        Outcome::Undone { .. } | Outcome::Failed(_) => Vec::new(),
    }
}
