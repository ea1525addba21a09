//! The schedule, as the window shows it: a choice of common ones, or words with their meaning.

use sauvegarde::platform::clock;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use sauvegarde::schedule::Schedule;
use slint::ComponentHandle as _;

use crate::desktop::windows::generated::{Settings, SettingsView};
use crate::desktop::windows::make::model;

/// As the configuration would have them, in the words of the user's language; the first is proposed.
fn common() -> [String; 6] {
    [
        tr!("schedule-common-daily"),
        tr!("schedule-common-twice"),
        tr!("schedule-common-weekdays"),
        tr!("schedule-common-4h"),
        tr!("schedule-common-hourly"),
        tr!("schedule-common-weekly"),
    ]
}

/// What is proposed where there is none.
pub fn proposed() -> String {
    let [first, ..] = common();
    first
}

/// `schedule` is what is configured; nothing for none.
pub fn fill(window: &SettingsView, schedule: Option<&str>, is_first_start: bool) {
    let state = window.global::<Settings>();
    let meanings = common().map(|text| capitalized(&meaning(&text)));
    let other = tr!("window-settings-when-other");
    state.set_common(model(meanings.into_iter().chain([other]).map(Into::into)));
    state.set_when(schedule.map_or_else(proposed, str::to_owned).into());
    state.set_scheduled(schedule.is_some() || is_first_start);
    state.set_first_start(is_first_start);
    state.set_proposed(is_first_start);
    explain(&state);
}

pub fn bind(window: &SettingsView) {
    let state = window.global::<Settings>();
    let weak = window.as_weak();
    let with = |act: fn(&Settings<'_>)| {
        let weak = weak.clone();
        move || {
            if let Some(window) = weak.upgrade() {
                act(&window.global::<Settings>());
            }
        }
    };
    state.on_common_chosen(with(|state| {
        let at = usize::try_from(state.get_chosen_common()).ok();
        if let Some(text) = at.and_then(|at| common().into_iter().nth(at)) {
            state.set_when(text.into());
        }
        explain(state);
    }));
    state.on_when_edited(with(explain));
    state.on_proposal_changed(with(|state| {
        state.set_scheduled(state.get_proposed());
        state.set_autostart(state.get_proposed());
    }));
}

/// What is to be configured.
///
/// # Errors
/// What is wrong with the words.
pub fn wished(state: &Settings<'_>) -> sauvegarde::Result<Option<String>> {
    let when = state.get_when().trim().to_owned();
    if !state.get_scheduled() {
        return Ok(None);
    }
    Schedule::parse(&when).map(|_| Some(when))
}

/// What the words mean, and when the next backup is; or what is wrong with them.
fn explain(state: &Settings<'_>) {
    let when = state.get_when();
    let now = clock::now_here();
    let (text, is_wrong) = match Schedule::parse(when.trim()) {
        Ok(schedule) => {
            let next = schedule.next_slot(&now).map(|next| next.timestamp());
            let next = next.map_or_else(|| tr!("run-never"), |next| format::soon(next, &now));
            let meaning = capitalized(&schedule.meaning());
            (tr!("window-settings-when-meaning", meaning = meaning, next = next), false)
        }
        Err(error) => (format!("{} {}", error.message(), error.advice()), true),
    };
    state.set_when_meaning(text.into());
    state.set_when_wrong(is_wrong);
    if !is_wrong {
        let proposal = tr!("window-settings-proposal", meaning = meaning(when.trim()));
        state.set_proposal(proposal.into());
    }
    let same = |text: &String| text.as_str() == when.trim();
    let at = common().iter().position(same).unwrap_or(common().len());
    state.set_chosen_common(at.try_into().unwrap_or_default());
}

fn meaning(text: &str) -> String {
    Schedule::parse(text).map(|schedule| schedule.meaning()).unwrap_or_default()
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}
