//! The menu of the icon.

use jiff::Timestamp;
use sauvegarde::folder::manifest::Reason;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;

use super::words::{
    alarm_line, drill_line, last_line, next_line, profile_line, proof_line, status, trouble_line,
};
use crate::desktop::event::{Command, HotkeyState, Recent};
use crate::desktop::state::{Activity, State, Task, Watched};

/// Characters of the line that tells the state.
const LONGEST: usize = 64;
/// What is left of a shortened word says at least what the folder is called.
const LEAST_OF_A_PATH: usize = 16;

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

pub fn menu(state: &State, now: Timestamp) -> Vec<MenuEntry> {
    let item = |label: String, enabled, command| MenuEntry::Item { label, enabled, command };
    let running = state.running();
    let free = running.is_none();
    let configured = state.is_configured();
    let cancel = running.filter(|run| run.is_ours()).map(|run| {
        let label = match run.task {
            Some(Task::BackUp(..)) => tr!("menu-cancel-backup"),
            _ => tr!("menu-cancel"),
        };
        item(label, !run.cancelling, Command::CancelJob)
    });
    let is_one = state.profiles.len() < 2;
    let is_idle = matches!(state.activity, Activity::Idle) && state.broken_configuration.is_none();
    let mut entries = Vec::new();
    // Of several profiles each says how it is.
    let status = status(state, now);
    if is_one || !is_idle {
        entries.push(MenuEntry::Text(shortened(&status)));
    }
    if let [one] = state.profiles.as_slice() {
        let last = (is_idle && trouble_line(one).is_some()).then(|| last_line(one, now));
        entries.extend(last.map(MenuEntry::Text));
        entries.extend(next_line(one, now).map(MenuEntry::Text));
        entries.extend(proof_line(one, now).map(MenuEntry::Text));
        entries.extend(unusual(one, &status));
    }
    if let Some(trouble) = hotkey_trouble(&state.hotkey) {
        entries.push(item(trouble, true, Command::OpenSettings));
    }
    if !entries.is_empty() {
        entries.push(MenuEntry::Separator);
    }
    if let [_, _, ..] = state.profiles.as_slice() {
        entries.extend(cancel);
        for (at, watched) in state.profiles.iter().enumerate() {
            let label = if at == 0 { backup_label(&state.hotkey) } else { tr!("menu-back-up") };
            entries.extend(section(watched, label, free, now));
        }
    } else {
        let name = state.main_name();
        let recent = state.main().map_or_else(no_backup, recent);
        let can_verify = free && state.main().and_then(Watched::newest).is_some();
        entries.push(cancel.unwrap_or_else(|| {
            let back_up = Command::BackUp(name.clone(), Reason::Manual);
            item(backup_label(&state.hotkey), free && configured, back_up)
        }));
        entries.push(item(tr!("menu-restore"), configured, Command::OpenRestore(name.clone())));
        entries.push(MenuEntry::Submenu { label: tr!("menu-recent"), entries: recent });
        entries.push(item(tr!("menu-open-folder"), configured, Command::OpenFolder(name.clone())));
        entries.push(item(tr!("menu-verify-latest"), can_verify, Command::VerifyLatest(name)));
        entries.push(MenuEntry::Separator);
    }
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

/// One profile among several: how it is protected, and what can be done for it.
fn section(watched: &Watched, back_up: String, free: bool, now: Timestamp) -> Vec<MenuEntry> {
    let item = |label: String, enabled, command| MenuEntry::Item { label, enabled, command };
    let name = || watched.name().to_owned();
    let is_sound = watched.known.database.is_some();
    let mut more = recent(watched);
    more.extend(proof_line(watched, now).map(MenuEntry::Text));
    more.push(MenuEntry::Separator);
    more.push(item(tr!("menu-open-folder"), is_sound, Command::OpenFolder(name())));
    let can_verify = free && watched.newest().is_some();
    more.push(item(tr!("menu-verify-latest"), can_verify, Command::VerifyLatest(name())));
    let next = next_line(watched, now).map(|next| MenuEntry::Text(shortened(&next)));
    let line = profile_line(watched, now);
    let unusual = unusual(watched, &line);
    std::iter::once(MenuEntry::Text(shortened(&line)))
        .chain(next)
        .chain(unusual)
        .chain([
            item(back_up, free && is_sound, Command::BackUp(name(), Reason::Manual)),
            item(tr!("menu-restore"), is_sound, Command::OpenRestore(name())),
            MenuEntry::Submenu { label: tr!("menu-recent"), entries: more },
            MenuEntry::Separator,
        ])
        .collect()
}

/// Alarms and failed drills: what can be done about them. `said` is what the menu says already.
fn unusual(watched: &Watched, said: &str) -> Vec<MenuEntry> {
    let name = || watched.name().to_owned();
    let item = |label: String, command| MenuEntry::Item { label, enabled: true, command };
    let text = |line: Option<String>| {
        let line = line.filter(|line| !said.ends_with(line.as_str()))?;
        Some(MenuEntry::Text(shortened(&line)))
    };
    let mut entries = Vec::new();
    if watched.proof.failed.is_some() {
        entries.extend(text(drill_line(watched)));
        entries.push(item(tr!("menu-drill-details"), Command::ShowDrill(name())));
    }
    if let Some(open) = &watched.alarm {
        entries.extend(text(alarm_line(watched)));
        entries.push(item(tr!("menu-details"), Command::ShowAlarm(name())));
        entries.push(item(tr!("button-accept"), Command::Accept(name(), open.path.clone())));
    }
    entries
}

/// A menu is as wide as its longest line; the whole sentence is on the card. Where the longest word is
/// a path or the like, that loses its beginning, so that the sentence keeps its end.
fn shortened(text: &str) -> String {
    let surplus = text.chars().count().saturating_sub(LONGEST);
    if surplus == 0 {
        return text.to_owned();
    }
    let longest = text.split(' ').max_by_key(|word| word.chars().count()).unwrap_or_default();
    if longest.chars().count() > surplus + LEAST_OF_A_PATH {
        let end: String = longest.chars().skip(surplus + 1).collect();
        return text.replacen(longest, &format!("…{end}"), 1);
    }
    let start: String = text.chars().take(LONGEST - 1).collect();
    format!("{}…", start.trim_end())
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

fn no_backup() -> Vec<MenuEntry> {
    vec![MenuEntry::Text(tr!("tray-no-backup"))]
}

fn recent(watched: &Watched) -> Vec<MenuEntry> {
    if watched.recent.is_empty() {
        return no_backup();
    }
    let line = |backup: &Recent| {
        let (date, size) = (format::date(backup.created_at), format::bytes(backup.file_bytes));
        let said = backup.remarks.iter().chain(&backup.lacks);
        let said: String = said.flat_map(|said| ["  ·  ", said]).collect();
        shortened(&format!("{date}  ·  {size}{said}"))
    };
    watched
        .recent
        .iter()
        .map(|backup| MenuEntry::Item {
            label: line(backup),
            enabled: true,
            command: Command::Reveal(backup.path.clone()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_loses_its_beginning_and_the_sentence_keeps_its_end() {
        let path = format!("/tmp/{}/home/sauvegardes", "abc/".repeat(20));
        let line = shortened(&format!("Le dossier {path} n’existe pas."));
        assert_eq!(line.chars().count(), LONGEST);
        assert!(line.starts_with("Le dossier …"), "{line}");
        assert!(line.ends_with("/sauvegardes n’existe pas."), "{line}");
        let words = "un mot après l’autre ".repeat(5);
        assert!(shortened(&words).ends_with('…'));
        assert_eq!(shortened("court"), "court");
    }
}
