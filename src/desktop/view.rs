//! PURE: the state → icon, tooltip, menu, card and notification, in the user's language.

use jiff::Timestamp;
use sauvegarde::manifest::Reason;
use sauvegarde::progress::Progress;
use sauvegarde::{format, tr};

use super::appearance::Bar;
use super::event::{BackedUp, Command, Failure, HotkeyState, Outcome};
use super::notify::{Note, NoteKind};
use super::state::{Activity, Job, Run, State};

/// How many backups the menu lists.
const RECENT: usize = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Idle,
    /// The percentage that the ring shows.
    Running(u8),
    Done,
    Warning,
    Error,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayView {
    pub icon: Icon,
    pub bar: Bar,
    pub tooltip: String,
    pub menu: Vec<MenuEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MenuEntry {
    /// Says something, does nothing.
    Text(String),
    Item {
        label: String,
        enabled: bool,
        command: Command,
    },
    Check {
        label: String,
        checked: bool,
        command: Command,
    },
    Submenu {
        label: String,
        entries: Vec<MenuEntry>,
    },
    Separator,
}

/// What the card looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardLook {
    Idle,
    Running,
    Done,
    Failed,
}

/// The card: the progress of the Django version, as a window.
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

pub fn tray(state: &State, now: Timestamp) -> TrayView {
    TrayView {
        icon: icon(state),
        bar: state.bar,
        tooltip: tooltip(state, now),
        menu: menu(state, now),
    }
}

fn icon(state: &State) -> Icon {
    match &state.activity {
        Activity::Running(run) => Icon::Running(run.percent()),
        Activity::Failed { .. } => Icon::Error,
        Activity::Succeeded(Outcome::Verified { problems, .. }) if !problems.is_empty() => {
            Icon::Error
        }
        Activity::Succeeded(_) => Icon::Done,
        Activity::Idle if state.broken_configuration.is_some() || state.is_old => Icon::Warning,
        Activity::Idle => Icon::Idle,
    }
}

/// The state and the last backup, one under the other.
fn tooltip(state: &State, now: Timestamp) -> String {
    let mut lines = vec![status(state, now)];
    if let Some(last) = state.recent.first()
        && !matches!(state.activity, Activity::Idle)
    {
        lines.push(tr!("tray-last", date = format::date(last.created_at)));
    }
    format!("Sauvegarde\n{}", lines.join("\n"))
}

fn status(state: &State, now: Timestamp) -> String {
    match &state.activity {
        Activity::Running(run) => running_line(run),
        Activity::Failed { failure, .. } => failure.message.clone(),
        Activity::Succeeded(outcome) => succeeded_title(outcome),
        Activity::Idle => match (&state.broken_configuration, &state.database) {
            (Some(failure), _) => failure.message.clone(),
            (None, None) => tr!("tray-not-configured"),
            (None, Some(_)) => idle_line(state, now),
        },
    }
}

fn idle_line(state: &State, now: Timestamp) -> String {
    match state.recent.first() {
        None => tr!("tray-no-backup"),
        Some(last) if state.is_old => {
            let days = now.duration_since(last.created_at).as_hours() / 24;
            tr!("tray-old", days = days)
        }
        Some(last) => tr!("tray-last", date = format::date(last.created_at)),
    }
}

fn running_line(run: &Run) -> String {
    if run.cancelling {
        return tr!("tray-cancelling");
    }
    let stage = run.progress.as_ref().map_or_else(|| tr!("stage-init"), Progress::stage_text);
    format!("{} % · {stage}", run.percent())
}

fn menu(state: &State, now: Timestamp) -> Vec<MenuEntry> {
    let item = |label: String, enabled, command| MenuEntry::Item { label, enabled, command };
    let running = state.running();
    let free = running.is_none();
    let configured = state.database.is_some();
    let mut entries = vec![MenuEntry::Text(status(state, now))];
    if let Some(trouble) = hotkey_trouble(&state.hotkey) {
        entries.push(item(trouble, true, Command::OpenSettings));
    }
    entries.push(MenuEntry::Separator);
    entries.push(match running {
        Some(run) if run.is_ours() => {
            let label = match run.job {
                Some(Job::BackUp(_)) => tr!("menu-cancel-backup"),
                _ => tr!("menu-cancel"),
            };
            item(label, !run.cancelling, Command::CancelJob)
        }
        _ => item(backup_label(&state.hotkey), free && configured, Command::BackUp(Reason::Manual)),
    });
    entries.push(item(tr!("menu-restore"), configured, Command::OpenRestore));
    entries.push(MenuEntry::Submenu { label: tr!("menu-recent"), entries: recent(state) });
    entries.push(item(tr!("menu-open-folder"), configured, Command::OpenFolder));
    let can_verify = free && !state.recent.is_empty();
    entries.push(item(tr!("menu-verify-latest"), can_verify, Command::VerifyLatest));
    entries.push(MenuEntry::Separator);
    entries.push(item(tr!("menu-settings"), true, Command::OpenSettings));
    entries.push(MenuEntry::Check {
        label: tr!("menu-autostart"),
        checked: state.autostart,
        command: Command::SetAutostart(!state.autostart),
    });
    entries.push(item(tr!("menu-log"), true, Command::OpenLog));
    entries.push(item(tr!("menu-diagnostic"), true, Command::CopyDiagnostic));
    entries.push(MenuEntry::Separator);
    entries.push(item(tr!("menu-quit"), true, Command::Quit));
    entries
}

/// The key is shown only if it really works.
fn backup_label(hotkey: &HotkeyState) -> String {
    match hotkey {
        HotkeyState::Works(keys) => tr!("menu-back-up-with-key", keys = keys.as_str()),
        _ => tr!("menu-back-up"),
    }
}

/// Why there is no hotkey, in plain words; nothing where there is nothing to do.
fn hotkey_trouble(hotkey: &HotkeyState) -> Option<String> {
    match hotkey {
        HotkeyState::Pending | HotkeyState::Works(_) | HotkeyState::Off => None,
        HotkeyState::Taken(keys) => Some(tr!("hotkey-taken", keys = keys.as_str())),
        HotkeyState::TypesALetter { keys, letter } => {
            Some(tr!("hotkey-types-a-letter", keys = keys.as_str(), letter = letter.to_string()))
        }
        HotkeyState::NotAKey(text) => Some(tr!("hotkey-not-a-key", keys = text.as_str())),
        HotkeyState::Impossible => Some(tr!("hotkey-impossible")),
        HotkeyState::Refused => Some(tr!("hotkey-refused")),
    }
}

fn recent(state: &State) -> Vec<MenuEntry> {
    if state.recent.is_empty() {
        return vec![MenuEntry::Text(tr!("tray-no-backup"))];
    }
    let line = |date: String, size: String| format!("{date}  ·  {size}");
    state
        .recent
        .iter()
        .take(RECENT)
        .map(|backup| MenuEntry::Item {
            label: line(format::date(backup.created_at), format::bytes(backup.file_bytes)),
            enabled: true,
            command: Command::Reveal(backup.path.clone()),
        })
        .collect()
}

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
    let back_up = |label: String| (label, Command::BackUp(Reason::Manual));
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
            text: status(state, now),
            advice: if state.tray { tr!("card-idle") } else { tr!("card-no-tray") },
            buttons: vec![back_up(tr!("menu-back-up"))],
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
            buttons: success_buttons(outcome),
            percent: Some(100),
            ..view(CardLook::Done, succeeded_title(outcome))
        },
        Activity::Failed { failure, .. } => CardView {
            text: failure.message.clone(),
            advice: failure.advice.clone(),
            buttons: vec![
                (tr!("button-retry"), Command::Retry),
                (tr!("menu-log"), Command::OpenLog),
            ],
            ..view(CardLook::Failed, failed_title(state))
        },
    }
}

fn cancel_button(run: &Run) -> Vec<(String, Command)> {
    let can_cancel = run.is_ours() && !run.cancelling;
    can_cancel.then(|| (tr!("button-cancel"), Command::CancelJob)).into_iter().collect()
}

fn running_title(run: &Run) -> String {
    match run.job {
        None => tr!("title-backing-up-elsewhere"),
        Some(Job::BackUp(_)) => tr!("title-backing-up"),
        Some(Job::Restore { .. }) => tr!("title-restoring"),
        Some(Job::UndoRestore) => tr!("title-undoing"),
        Some(Job::VerifyLatest) => tr!("title-verifying"),
    }
}

fn failed_title(state: &State) -> String {
    match &state.activity {
        Activity::Failed { retry: Some(Job::Restore { .. }), .. } => tr!("title-restore-failed"),
        Activity::Failed { retry: Some(Job::UndoRestore), .. } => tr!("title-undo-failed"),
        Activity::Failed { retry: Some(Job::VerifyLatest), .. } => tr!("title-verify-failed"),
        _ => tr!("title-backup-failed"),
    }
}

fn succeeded_title(outcome: &Outcome) -> String {
    match outcome {
        Outcome::BackedUp(_) => tr!("backup-done"),
        Outcome::Verified { problems, .. } if problems.is_empty() => tr!("title-verified"),
        Outcome::Verified { .. } => tr!("verify-found-damage"),
        Outcome::Restored { database, .. } => tr!("restore-replaced", database = database.as_str()),
        Outcome::Undone { database } => tr!("title-undone", database = database.as_str()),
        Outcome::Failed(failure) => failure.message.clone(),
    }
}

/// The stage, then what is known of bytes, speed and time left.
fn progress_text(run: &Run) -> String {
    let Some(progress) = &run.progress else {
        return tr!("stage-init");
    };
    let mut parts = vec![progress.stage_text()];
    if progress.bytes_per_s > 0 && progress.eta_s.is_some() {
        parts.push(tr!("card-rate", rate = format::bytes(progress.bytes_per_s)));
    }
    if let Some(eta_s) = progress.eta_s {
        let about = if progress.approximate { "≈ " } else { "" };
        parts.push(tr!("card-eta", time = format!("{about}{}", format::seconds(eta_s))));
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
        Outcome::Restored { kept_until, .. } => {
            vec![(tr!("restore-former"), kept_until.clone())]
        }
        Outcome::Undone { .. } | Outcome::Failed(_) => Vec::new(),
    }
}

fn warnings(outcome: &Outcome) -> &[String] {
    match outcome {
        Outcome::BackedUp(BackedUp { warnings, .. }) | Outcome::Restored { warnings, .. } => {
            warnings
        }
        _ => &[],
    }
}

fn success_buttons(outcome: &Outcome) -> Vec<(String, Command)> {
    match outcome {
        Outcome::BackedUp(_) => vec![
            (tr!("menu-open-folder"), Command::OpenFolder),
            (tr!("button-new-backup"), Command::BackUp(Reason::Manual)),
        ],
        Outcome::Restored { .. } => vec![(tr!("button-undo-restore"), Command::UndoRestore)],
        _ => Vec::new(),
    }
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
        Activity::Failed { failure, .. } => failed_note(failed_title(state), failure),
        Activity::Succeeded(Outcome::Verified { name, problems }) if !problems.is_empty() => Note {
            kind: NoteKind::Failed,
            title: tr!("verify-found-damage"),
            body: format!("{name}\n{}", problems.join("\n")),
            percent: None,
            buttons: vec![(tr!("button-new-backup"), Command::BackUp(Reason::Manual))],
        },
        Activity::Succeeded(outcome) => Note {
            kind: NoteKind::Done,
            title: succeeded_title(outcome),
            body: success_body(outcome),
            percent: None,
            buttons: success_buttons(outcome),
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

fn failed_note(title: String, failure: &Failure) -> Note {
    Note {
        kind: NoteKind::Failed,
        title,
        body: format!("{}\n{}", failure.message, failure.advice),
        percent: None,
        buttons: vec![
            (tr!("button-retry"), Command::Retry),
            (tr!("button-details"), Command::ShowCard),
        ],
    }
}

fn success_body(outcome: &Outcome) -> String {
    match outcome {
        Outcome::BackedUp(BackedUp { name, file_bytes, folder, warnings, .. }) => {
            let mut lines =
                vec![format!("{name} · {}", format::bytes(*file_bytes)), folder.clone()];
            lines.extend(warnings.iter().cloned());
            lines.join("\n")
        }
        Outcome::Verified { name, .. } => name.clone(),
        Outcome::Restored { kept_until, warnings, .. } => {
            let mut lines = vec![tr!("note-former-kept", former = kept_until.as_str())];
            lines.extend(warnings.iter().cloned());
            lines.join("\n")
        }
        Outcome::Undone { .. } | Outcome::Failed(_) => String::new(),
    }
}
