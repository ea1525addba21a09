//! Which backups are kept, and whether the newest is restored on trial, as the window shows it.

use sauvegarde::config::retention::{Every, Policy, Within};
use sauvegarde::report::i18n::tr;
use slint::ComponentHandle as _;

use crate::desktop::windows::generated::{Settings, SettingsView};
use crate::desktop::windows::make::model;

/// Places in the list of choices.
const ALL: i32 = 0;
const PROPOSED: i32 = 1;
/// Only where the file has something else.
const AS_IN_THE_FILE: i32 = 2;

/// In the order of [`counts`].
const COUNTED: [&str; 6] = [
    "retention.keep_last",
    "retention.keep_hourly",
    "retention.keep_daily",
    "retention.keep_weekly",
    "retention.keep_monthly",
    "retention.keep_yearly",
];

/// What holds where nothing is configured.
const MONTHLY: Every = Every { days: 30 };

/// What is configured: nothing where everything is kept, or no drill is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub policy: Option<Policy>,
    pub drill: Option<Every>,
}

impl Default for Kept {
    fn default() -> Self {
        Self { policy: None, drill: Some(MONTHLY) }
    }
}

pub fn fill(window: &SettingsView, kept: &Kept, is_first_start: bool) {
    let state = window.global::<Settings>();
    let proposed = words(&Policy::PROPOSED);
    let mut choices =
        vec![tr!("settings-keep-all"), tr!("settings-keep-proposed", what = proposed.as_str())];
    let chosen = match &kept.policy {
        // An existing configuration keeps everything until somebody chooses.
        None if !is_first_start => ALL,
        None => PROPOSED,
        Some(policy) if *policy == Policy::PROPOSED => PROPOSED,
        Some(policy) => {
            choices.push(tr!("settings-keep-as-in-the-file", what = words(policy)));
            AS_IN_THE_FILE
        }
    };
    state.set_keep_choices(model(choices.into_iter().map(Into::into)));
    state.set_keep(chosen);
    state.set_keep_proposed(chosen == PROPOSED);
    state.set_keep_proposal(tr!("settings-keep-proposal", what = proposed).into());
    let min = kept.policy.as_ref().map_or(Policy::MIN, |policy| policy.min);
    state.set_keep_hint(tr!("settings-keep-hint", count = min).into());
    state.set_drill(kept.drill.is_some());
    state.set_drill_label(match kept.drill {
        Some(every) if every != MONTHLY => tr!("settings-drill", days = every.days).into(),
        _ => tr!("settings-drill-monthly").into(),
    });
}

pub fn bind(window: &SettingsView) {
    let state = window.global::<Settings>();
    let weak = window.as_weak();
    state.on_keep_proposal_changed(move || {
        if let Some(window) = weak.upgrade() {
            let state = window.global::<Settings>();
            state.set_keep(if state.get_keep_proposed() { PROPOSED } else { ALL });
        }
    });
    let weak = window.as_weak();
    state.on_keep_chosen(move || {
        if let Some(window) = weak.upgrade() {
            let state = window.global::<Settings>();
            state.set_keep_proposed(state.get_keep() == PROPOSED);
        }
    });
}

/// What is to be configured, where `before` is.
pub fn wished(state: &Settings<'_>, before: &Kept) -> Kept {
    let policy = match state.get_keep() {
        PROPOSED => Some(Policy::PROPOSED),
        AS_IN_THE_FILE => before.policy.clone(),
        _ => None,
    };
    let drill = state.get_drill().then(|| before.drill.unwrap_or(MONTHLY));
    Kept { policy, drill }
}

/// The keys that say `wished`, each with its value or without, where something else was said before.
pub fn changes(wished: &Kept, before: &Kept) -> Vec<(&'static str, Option<String>)> {
    let mut changes = Vec::new();
    if wished.policy != before.policy {
        let counts = wished.policy.as_ref().map_or([0; 6], counts);
        let count = |count: u32| (count > 0).then(|| count.to_string());
        changes.extend(COUNTED.into_iter().zip(counts.map(count)));
        // What is chosen here needs neither.
        changes.extend(["retention.keep_within", "retention.keep_min"].map(|key| (key, None)));
    }
    if wished.drill != before.drill {
        changes.push(("drill", wished.drill.is_none().then(String::new)));
    }
    changes
}

fn counts(policy: &Policy) -> [u32; 6] {
    [policy.last, policy.hourly, policy.daily, policy.weekly, policy.monthly, policy.yearly]
}

/// `the last 7, 14 days, 8 weeks, 12 months, 3 years`
fn words(policy: &Policy) -> String {
    let [last, hourly, daily, weekly, monthly, yearly] = counts(policy);
    let mut parts = Vec::new();
    if last > 0 {
        parts.push(tr!("settings-keep-last", count = last));
    }
    parts.extend(spans([hourly, daily, weekly, monthly, yearly]));
    if let Some(Within { years, months, days, hours }) = policy.within {
        let spans = spans([hours, days, 0, months, years].map(u32::from));
        let span = spans.into_iter().rev().collect::<Vec<_>>().join(" ");
        parts.push(tr!("settings-keep-within", span = span));
    }
    if policy.min != Policy::MIN {
        parts.push(tr!("settings-keep-min", count = policy.min));
    }
    parts.join(", ")
}

/// Those that there are.
fn spans([hours, days, weeks, months, years]: [u32; 5]) -> Vec<String> {
    let spans = [
        (hours, tr!("settings-hours", count = hours)),
        (days, tr!("settings-days", count = days)),
        (weeks, tr!("settings-weeks", count = weeks)),
        (months, tr!("settings-months", count = months)),
        (years, tr!("settings-years", count = years)),
    ];
    spans.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(policy: Option<Policy>) -> Kept {
        Kept { policy, ..Kept::default() }
    }

    #[test]
    fn what_is_not_chosen_otherwise_is_not_written() {
        let own = Policy { within: "1y6m".parse().ok(), min: 9, ..Policy::PROPOSED };
        for policy in [None, Some(Policy::PROPOSED), Some(own)] {
            assert!(changes(&kept(policy.clone()), &kept(policy)).is_empty());
        }
    }

    #[test]
    fn the_proposal_says_what_it_keeps_and_everything_says_nothing() {
        let own = kept(Some(Policy { hourly: 24, min: 9, ..Policy::PROPOSED }));
        let proposed = changes(&kept(Some(Policy::PROPOSED)), &own);
        let said: Vec<String> = proposed
            .iter()
            .filter_map(|(key, value)| Some(format!("{key} {}", value.as_ref()?)))
            .collect();
        let expected = [
            "retention.keep_last 7",
            "retention.keep_daily 14",
            "retention.keep_weekly 8",
            "retention.keep_monthly 12",
            "retention.keep_yearly 3",
        ];
        assert_eq!(said, expected);
        let all = changes(&kept(None), &own);
        assert_eq!(all.len(), 8);
        assert!(all.iter().all(|(_, value)| value.is_none()));
        let without = Kept { drill: None, ..kept(None) };
        assert_eq!(changes(&without, &kept(None)), [("drill", Some(String::new()))]);
        assert_eq!(changes(&kept(None), &without), [("drill", None)]);
    }

    #[test]
    fn a_policy_is_said_in_words() {
        let words = |policy: &Policy| words(policy).replace(['\u{2068}', '\u{2069}'], "");
        let proposed = words(&Policy::PROPOSED);
        assert_eq!(proposed, "the last 7, 14 days, 8 weeks, 12 months, 3 years");
        let none =
            Policy { last: 1, daily: 0, weekly: 0, monthly: 0, yearly: 0, ..Policy::PROPOSED };
        let own = Policy { within: "1y6m".parse().ok(), min: 9, ..none };
        assert_eq!(words(&own), "the last one, all of the last 1 year 6 months, at least 9");
    }
}
