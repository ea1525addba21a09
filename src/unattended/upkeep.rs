//! What follows a good backup: older ones go, and now and then the newest is restored on trial.
//!
//! Invariants: nothing goes while an alarm is open; neither makes the backup fail.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::look::Look;
use crate::config::profile::Profile;
use crate::platform::{clock, log};
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result, Warning};
use crate::retention::prune::{self, Pruned};
use crate::verify::timed::{self, Drill};

/// What was done after a backup.
#[derive(Debug, Default)]
pub struct Upkeep {
    /// Nothing without a policy.
    pub pruned: Option<Result<Pruned>>,
    /// Nothing where none was due.
    pub drill: Option<Drill>,
}

impl Upkeep {
    /// Deletes and tries what is due, of a profile whose newest backup is a good one.
    #[must_use]
    pub fn after(profile: &Profile, look: &Look, cancel: &CancelToken) -> Self {
        if look.alarm.is_some() || cancel.is_cancelled() {
            return Self::default();
        }
        let pruned =
            profile.retention.as_ref().map(|_| prune::prune(profile, &clock::now_here(), false));
        let upkeep = Self { pruned, drill: drill(profile, look, cancel) };
        upkeep.log(&profile.name);
        upkeep
    }

    /// A backup that could not be restored.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        match &self.drill {
            Some(Drill::Failed(_, error)) => Some(error),
            _ => None,
        }
    }

    /// What was not done; a backup of another process that is in the way is no news.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        match &self.pruned {
            Some(Ok(pruned)) => pruned.warnings(),
            // What another process has in hand is done the next time.
            Some(Err(Error::Busy { .. })) | None => Vec::new(),
            Some(Err(error)) => vec![Warning::NotPruned { detail: error.message() }],
        }
    }

    /// Whether anything was done, or not done that was due.
    #[must_use]
    pub fn is_something(&self) -> bool {
        let has_removed = |it: &Result<Pruned>| it.as_ref().is_ok_and(|it| !it.removed.is_empty());
        self.pruned.as_ref().is_some_and(has_removed) || self.drill.is_some()
    }

    /// The backups that went.
    #[must_use]
    pub fn removed(&self) -> &[PathBuf] {
        match &self.pruned {
            Some(Ok(pruned)) => &pruned.removed,
            _ => &[],
        }
    }

    /// `{"ok": …}`, or why none was made; null where none was due.
    #[must_use]
    pub fn drill_json(&self) -> Value {
        match &self.drill {
            None => Value::Null,
            Some(Drill::Proved(place, report)) => json!({
                "ok": true,
                "place": place.code(),
                "elapsed_ms": report.elapsed_ms,
                "not_restored": report.not_restored,
            }),
            Some(Drill::Failed(place, error)) => {
                json!({ "ok": false, "place": place.code(), "error": error.as_json() })
            }
            Some(Drill::NotNow(why)) => json!({ "ok": null, "not_now": why.code() }),
        }
    }

    fn log(&self, profile: &str) {
        match &self.pruned {
            Some(Ok(pruned)) if !pruned.removed.is_empty() => {
                log::line(&format!("run: {profile}: {} older ones removed", pruned.removed.len()));
            }
            Some(Err(error)) => {
                log::line(&format!("run: {profile}: not pruned: {}", error.message()));
            }
            _ => {}
        }
        match &self.drill {
            Some(Drill::Proved(..)) => log::line(&format!("run: {profile}: proved restorable")),
            Some(Drill::Failed(_, error)) => {
                log::line(&format!("run: {profile}: the drill failed: {}", error.message()));
            }
            Some(Drill::NotNow(why)) => {
                log::line(&format!("run: {profile}: no drill now: {}", why.code()));
            }
            None => {}
        }
    }
}

fn drill(profile: &Profile, look: &Look, cancel: &CancelToken) -> Option<Drill> {
    // Who backs up by hand alone tries by hand.
    profile.schedule.as_ref()?;
    let every = profile.drill?;
    let (file, manifest) = look.last_good.as_ref()?;
    if cancel.is_cancelled() || !timed::is_due(every, &look.proof, clock::now()) {
        return None;
    }
    Some(timed::run(profile, file, manifest, cancel))
}
