//! Deletes what the policy does not keep, the oldest first, one whole backup after the other.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Zoned};
use serde_json::{Value, json};

use super::candidate::Candidate;
use super::decide::{Decision, Frozen, Verdict, decide};
use super::why::Why;
use crate::alarms::open;
use crate::config::profile::Profile;
use crate::config::retention::Policy;
use crate::folder::catalog;
use crate::folder::check;
use crate::folder::lineage::Lineage;
use crate::folder::manifest::Manifest;
use crate::folder::run::{JobKey, JobLock};
use crate::folder::staging::{Held, Staging};
use crate::folder::target::Target;
use crate::platform::clock;
use crate::report::error::{Result, Warning};
use crate::report::i18n::tr;

const A_MOMENT: SignedDuration = SignedDuration::from_mins(1);
/// After so many that the system keeps from going, the others are left for another time: each costs
/// a wait.
const MOST_HELD: usize = 3;

/// What became of the backups of a folder, or what would. Each list is newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    pub kept: Vec<Kept>,
    /// Of the dump files.
    pub removed: Vec<PathBuf>,
    /// What should have gone and is still there, whole; with the cause, for people.
    pub held: Vec<(PathBuf, String)>,
    /// Why nothing went at all.
    pub frozen: Option<Frozen>,
    /// Whether the configuration says what is kept; without it nothing ever goes.
    pub has_policy: bool,
    /// Of the dumps in `removed`.
    pub freed_bytes: u64,
    /// Names of backups that an interrupted run had made, and that were published first.
    pub recovered: Vec<String>,
    /// All backups, newest first.
    pub order: Vec<PathBuf>,
}

/// A backup that stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub path: PathBuf,
    /// At least one.
    pub reasons: Vec<Why>,
}

/// Prunes the backups of this profile's database in its folder as of `now`; if `dry`, nothing is
/// touched, and what was made after `now` is not there yet where that has passed.
///
/// # Errors
/// [`Error::Busy`](crate::Error::Busy) while a backup or another pruning of them runs; no address, no
/// folder, or one that cannot be written to. That nothing may go now is none: see
/// [`frozen`](Pruned::frozen).
pub fn prune(profile: &Profile, now: &Zoned, dry: bool) -> Result<Pruned> {
    let lineage = Lineage::of(profile)?;
    let target = Target::open(profile.dir.as_deref())?;
    let has_policy = profile.retention.as_ref().is_some_and(Policy::says_something);
    if dry || !has_policy {
        let decision = decided(profile, &lineage, &target, now, dry)?;
        return Ok(Pruned::of(decision, &mut |_| Ok(())));
    }
    let key = JobKey::new(&target, &lineage.database);
    let _lock = JobLock::acquire(&key, &lineage.database)?;
    let staging = Staging::prepare(&target, &key)?;
    check::sweep(target.folder());
    let recovered = staging.recover()?;
    let decision = decided(profile, &lineage, &target, now, false)?;
    let is_wanted = |manifest: &Manifest| lineage.made(manifest) && manifest.pinned.is_none();
    let pruned = Pruned::of(decision, &mut |path| staging.remove(path, &is_wanted));
    Ok(Pruned { recovered, ..pruned })
}

fn decided(
    profile: &Profile,
    lineage: &Lineage,
    target: &Target,
    now: &Zoned,
    dry: bool,
) -> Result<Decision> {
    let entries = catalog::list(target)?.into_iter();
    let mut candidates: Vec<Candidate> =
        entries.map(|entry| Candidate::new(entry, lineage)).collect();
    // It took a moment until here: what is asked about is the past only if it is further away.
    if dry && clock::now().duration_since(now.timestamp()) > A_MOMENT {
        let there = |it: &Candidate| it.created_at.is_none_or(|at| at <= now.timestamp());
        candidates.retain(there);
    }
    let alarm = open::open(target, lineage)?.map(|alarm| alarm.since);
    Ok(decide(&candidates, profile.retention.as_ref(), alarm, now))
}

impl Pruned {
    /// Removes by `remove` what does not stay.
    fn of(
        decision: Decision,
        remove: &mut dyn FnMut(&Path) -> std::result::Result<(), Held>,
    ) -> Self {
        let Decision { verdicts, frozen, has_policy } = decision;
        let order = verdicts.iter().map(|verdict| verdict.path.clone()).collect();
        let mut pruned = Self { frozen, has_policy, order, ..Self::default() };
        for Verdict { path, file_bytes, reasons } in verdicts.into_iter().rev() {
            if !reasons.is_empty() {
                pruned.kept.push(Kept { path, reasons });
            } else if pruned.held.len() >= MOST_HELD {
                pruned.kept.push(Kept { path, reasons: vec![Why::LaterRun] });
            } else {
                match remove(&path) {
                    Ok(()) => {
                        pruned.removed.push(path);
                        pruned.freed_bytes = pruned.freed_bytes.saturating_add(file_bytes);
                    }
                    Err(held) => pruned.held.push((path, words(held))),
                }
            }
        }
        pruned.kept.reverse();
        pruned.removed.reverse();
        pruned.held.reverse();
        pruned
    }

    /// What the user should know.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let name =
            |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let warning = |(path, detail): &(PathBuf, String)| Warning::NotDeleted {
            name: name(path),
            detail: detail.clone(),
        };
        let recovered = self.recovered.iter().cloned().map(|name| Warning::Recovered { name });
        recovered.chain(self.held.iter().map(warning)).collect()
    }

    /// The keys that say it to programs.
    #[must_use]
    pub fn as_json(&self) -> Value {
        let path = |path: &Path| path.to_string_lossy().into_owned();
        let reasons = |reasons: &[Why]| reasons.iter().map(ToString::to_string).collect::<Vec<_>>();
        let kept = self.kept.iter();
        let kept =
            kept.map(|it| json!({ "path": path(&it.path), "reasons": reasons(&it.reasons) }));
        let held = self.held.iter();
        let held = held.map(|(at, detail)| json!({ "path": path(at), "detail": detail }));
        json!({
            "kept": kept.collect::<Vec<_>>(),
            "removed": self.removed.iter().map(|it| path(it)).collect::<Vec<_>>(),
            "held": held.collect::<Vec<_>>(),
            "frozen": self.frozen.map(|it| json!({ "since": it.since, "why": it.why.code() })),
            "policy": self.has_policy,
            "freed_bytes": self.freed_bytes,
        })
    }
}

fn words(held: Held) -> String {
    match held {
        Held::Read => tr!("held-read"),
        Held::Changed => tr!("held-changed"),
        Held::System(detail) => detail,
    }
}
