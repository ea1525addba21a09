//! What people were told, and when, so that they hear it once, then once a day, and at last that all
//! is well again.
//!
//! Invariant: losing the file tells something twice and nothing too little.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::alarms::open::OpenAlarm;
use crate::platform::{paths, private};

/// The name of what is told of an old backup.
pub const STALE: &str = "stale";

const AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Who hears it: each hears it once a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ear {
    /// The person at this desktop.
    Desktop,
    /// Whoever `[notify]` names.
    Elsewhere,
}

impl Ear {
    fn name(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// When something was told last, by ear, profile and what it was.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Told(BTreeMap<String, Timestamp>);

impl Told {
    #[must_use]
    pub fn load() -> Self {
        let text = std::fs::read(path()).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Whether to tell it now, which is noted: never before, or a day ago.
    pub fn is_due(&mut self, ear: Ear, profile: &str, what: &str, now: Timestamp) -> bool {
        let key = format!("{}/{profile}/{what}", ear.name());
        let told = self.0.get(&key).copied();
        // A time that is still to come was written by a wrong clock.
        let is_recent = told.is_some_and(|at| at <= now && now.duration_since(at) < AGAIN_AFTER);
        if !is_recent {
            self.0.insert(key, now);
        }
        !is_recent
    }

    /// Whether a failure of this profile was told, and nothing good since. That a backup is old or
    /// suspicious is none.
    #[must_use]
    pub fn has_failed(&self, ear: Ear, profile: &str) -> bool {
        let prefix = format!("{}/{profile}/", ear.name());
        let is_failure = |what: &str| what != STALE && !what.starts_with(OpenAlarm::KEY);
        self.0.keys().any(|key| key.strip_prefix(&prefix).is_some_and(is_failure))
    }

    /// Of what was told of this profile nothing but `known` is still so; gives whether anything else
    /// was told before.
    pub fn keep(&mut self, ear: Ear, profile: &str, known: &[&str]) -> bool {
        let prefix = format!("{}/{profile}/", ear.name());
        let before = self.0.len();
        self.0.retain(|key, _| key.strip_prefix(&prefix).is_none_or(|what| known.contains(&what)));
        self.0.len() < before
    }

    /// All is well with this profile; gives whether anything else was told before.
    pub fn forget(&mut self, ear: Ear, profile: &str) -> bool {
        self.keep(ear, profile, &[])
    }

    /// Nobody's backup fails because of it.
    pub fn save(&self) {
        // Most looks at the folders change nothing.
        if Self::load().0 == self.0 {
            return;
        }
        let Ok(text) = serde_json::to_vec_pretty(self) else { return };
        let path = path();
        if let Some(folder) = path.parent() {
            let _ = private::create_folder(folder);
        }
        let _ = private::replace(&path, &text);
    }
}

fn path() -> PathBuf {
    paths::state_folder().join("told.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_told_once_a_day_until_all_is_well() {
        let hour = |hour: i64| Timestamp::from_second(1_790_000_000 + hour * 3600).unwrap();
        let mut told = Told::default();
        let mut due = |what, at| told.is_due(Ear::Elsewhere, "compta", what, hour(at));
        assert!(due("stale", 0));
        assert!(!due("stale", 23));
        assert!(due("no_space", 23));
        assert!(due("stale", 24));
        // Told by a clock that was ahead.
        assert!(due("stale", -400));
        assert!(!told.forget(Ear::Desktop, "compta"));
        assert!(told.forget(Ear::Elsewhere, "compta"));
        assert!(!told.forget(Ear::Elsewhere, "compta"));
        assert!(told.is_due(Ear::Elsewhere, "compta", "stale", hour(1)));
        assert!(told.is_due(Ear::Elsewhere, "compta", "alarm a", hour(1)));
        assert!(!told.has_failed(Ear::Elsewhere, "compta"));
        assert!(!told.keep(Ear::Elsewhere, "compta", &["stale", "alarm a"]));
        assert!(told.keep(Ear::Elsewhere, "compta", &["stale"]));
        assert!(told.is_due(Ear::Elsewhere, "compta", "alarm a", hour(2)));
    }
}
