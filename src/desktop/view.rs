//! PURE: the state → icon, tooltip, menu, card and notification, in the user's language.

use jiff::Timestamp;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;

use super::event::{BackedUp, Bar, Outcome};
use super::state::{Activity, State};

mod card;
mod menu;
mod note;
mod words;

pub use card::{CardLook, CardView, card};
pub use menu::MenuEntry;
pub use note::{Note, NoteKind, note, trouble};

use menu::menu;
use words::status;

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

fn icon(state: &State) -> Icon {
    match &state.activity {
        Activity::Running(run) => Icon::Running(run.percent()),
        Activity::Failed { .. } => Icon::Error,
        Activity::Succeeded(Outcome::Verified { problems, .. }) if !problems.is_empty() => {
            Icon::Error
        }
        Activity::Succeeded(Outcome::BackedUp(BackedUp { incomplete: true, .. })) => Icon::Warning,
        Activity::Succeeded(_) => Icon::Done,
        Activity::Idle if state.broken_configuration.is_some() || state.is_old => Icon::Warning,
        Activity::Idle => Icon::Idle,
    }
}

/// The state and the last backup, one under the other.
fn tooltip(state: &State, now: Timestamp) -> String {
    let mut lines = vec![status(state, now)];
    if let Some(last) = state.newest()
        && !matches!(state.activity, Activity::Idle)
    {
        lines.push(tr!("tray-last", date = format::date(last.created_at)));
    }
    format!("Sauvegarde\n{}", lines.join("\n"))
}
