//! PURE: the state → icon, tooltip, menu, card and notification, in the user's language.

use jiff::Timestamp;
use sauvegarde::unattended::standing::Age;

use super::event::{Bar, Outcome};
use super::state::{Activity, State, Watched};

mod card;
mod menu;
mod note;
mod pages;
mod unusual;
mod words;

pub use card::{CardLook, CardView};
pub use menu::MenuEntry;
pub use note::{Note, NoteKind, note, reminder, trouble};
pub use unusual::{accepted_note, alarm_note, drill_note};

use menu::menu;
use words::{last_line, next_line, profile_line, status, trouble_line};

pub use words::restored;

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

pub fn tray(state: &State, now: Timestamp) -> TrayView {
    TrayView {
        icon: icon(state),
        bar: state.bar,
        tooltip: tooltip(state, now),
        menu: menu(state, now),
    }
}

/// What was asked for, as long as nothing runs and nothing else is to be said.
pub fn card(state: &State, now: Timestamp) -> CardView {
    let is_free = state.running().is_none() && state.trouble.is_none();
    let page = state.page.as_ref().filter(|_| is_free);
    page.and_then(|page| pages::page(state, page)).unwrap_or_else(|| card::card(state, now))
}

fn icon(state: &State) -> Icon {
    match &state.activity {
        Activity::Running(run) => Icon::Running(run.percent()),
        Activity::Failed { .. } => Icon::Error,
        Activity::Succeeded(Outcome::Verified { problems, .. }) if !problems.is_empty() => {
            Icon::Error
        }
        Activity::Succeeded(Outcome::BackedUp(made)) if made.is_doubtful() => Icon::Warning,
        Activity::Succeeded(_) => Icon::Done,
        Activity::Idle => idle_icon(state),
    }
}

/// The worst of all profiles.
fn idle_icon(state: &State) -> Icon {
    let is_weak = |watched: &Watched| {
        watched.known.broken.is_some()
            || watched.waits.is_some()
            || watched.alarm.is_some()
            || is_unreadable(watched)
    };
    let is_bad = |watched: &Watched| watched.failed.is_some() || watched.proof.failed.is_some();
    let age = state.profiles.iter().map(Watched::age).max().unwrap_or(Age::Fresh);
    if age == Age::VeryStale || state.profiles.iter().any(is_bad) {
        Icon::Error
    } else if age == Age::Stale
        || state.broken_configuration.is_some()
        || state.profiles.iter().any(is_weak)
    {
        Icon::Warning
    } else {
        Icon::Idle
    }
}

/// Its folder is configured, and not there.
fn is_unreadable(watched: &Watched) -> bool {
    watched.trouble.is_some() && watched.known.schedule.is_some()
}

/// Lines of a tooltip: some desktops cut longer ones.
const TOOLTIP_LINES: usize = 6;

/// The state, the last backup and the next, one under the other; of several profiles a line each.
fn tooltip(state: &State, now: Timestamp) -> String {
    let mut lines = vec![status(state, now)];
    match state.profiles.as_slice() {
        [one] => {
            let is_said = matches!(state.activity, Activity::Idle) && trouble_line(one).is_none();
            if one.newest().is_some() && !is_said {
                lines.push(last_line(one, now));
            }
            lines.extend(next_line(one, now));
        }
        several => {
            if matches!(state.activity, Activity::Idle) {
                lines.clear();
            }
            lines.extend(several.iter().map(|watched| profile_line(watched, now)));
            lines.truncate(TOOLTIP_LINES);
        }
    }
    format!("Sauvegarde\n{}", lines.join("\n"))
}
