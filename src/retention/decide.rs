//! PURE: backups, policy, time → which backup stays, and why.
//!
//! Invariant: the same backups, policy and time give the same answer, in whatever order they come.

use std::cmp::Reverse;
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp, Zoned};

use super::candidate::{Candidate, Kind};
use super::rules;
use super::why::Why;
use crate::config::retention::Policy;
use crate::folder::manifest::CLOCKS_DIFFER;
use crate::report::error::Freeze;

/// What fills no place of a good one stays so long, counted from the newest good one, …
const OTHERS_STAY: SignedDuration = SignedDuration::from_hours(30 * 24);
/// … and as long as it is among so many newest of its kind.
const OTHERS_KEPT: usize = 3;
/// A clock that went back by more says nothing of how old anything is.
const CLOCK_WENT_BACK: SignedDuration = SignedDuration::from_hours(24);
/// At least so many go in one run, if so many may; else every fifth one.
const LEAST_A_RUN: usize = 3;
const PART_A_RUN: usize = 5;

/// What becomes of each backup, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub verdicts: Vec<Verdict>,
    pub frozen: Option<Frozen>,
    pub has_policy: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Of the dump file.
    pub path: PathBuf,
    /// Of the dump file.
    pub file_bytes: u64,
    /// Why it stays; nothing if it goes.
    pub reasons: Vec<Why>,
}

/// Why nothing goes at all, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frozen {
    pub since: Timestamp,
    pub why: Freeze,
}

/// `alarm` is since when one is open. The calendar is that of `now`.
#[must_use]
pub fn decide(
    candidates: &[Candidate],
    policy: Option<&Policy>,
    alarm: Option<Timestamp>,
    now: &Zoned,
) -> Decision {
    let mut sorted: Vec<&Candidate> = candidates.iter().collect();
    sorted.sort_by_key(|it| Reverse((it.created_at, it.path.as_path())));
    let Some(policy) = policy.filter(|policy| policy.says_something()) else {
        let kept =
            sorted.into_iter().map(|it| verdict(it, own_reasons(it, now, vec![Why::NoPolicy])));
        return Decision { verdicts: kept.collect(), frozen: None, has_policy: false };
    };
    let frozen = frozen(&sorted, alarm, now);
    let mut reasons: Vec<Vec<Why>> =
        sorted.iter().map(|it| own_reasons(it, now, Vec::new())).collect();
    rule(&sorted, &mut reasons, policy, now);
    let held_back = match frozen {
        Some(_) => Some(Why::Frozen),
        None => (!newest_is_good(&sorted, now)).then_some(Why::NewestNotGood),
    };
    limit(&sorted, &mut reasons, held_back.as_ref());
    let verdicts = sorted.into_iter().zip(reasons).map(|(it, reasons)| verdict(it, reasons));
    Decision { verdicts: verdicts.collect(), frozen, has_policy: true }
}

fn verdict(candidate: &Candidate, reasons: Vec<Why>) -> Verdict {
    let (path, file_bytes) = (candidate.path.clone(), candidate.file_bytes);
    Verdict { path, file_bytes, reasons }
}

/// What keeps a backup whichever others there are, or `otherwise`.
fn own_reasons(candidate: &Candidate, now: &Zoned, otherwise: Vec<Why>) -> Vec<Why> {
    let mut reasons = Vec::new();
    reasons.extend(match candidate.kind {
        Kind::NotMadeHere => Some(Why::NotMadeHere),
        Kind::OtherDatabase => Some(Why::OtherDatabase),
        Kind::OtherProfile => Some(Why::OtherProfile),
        Kind::Damaged => Some(Why::Damaged),
        Kind::MissingFile => Some(Why::MissingFile),
        Kind::Unknown if !candidate.in_cloud => Some(Why::CloudOnly),
        Kind::Unknown | Kind::Incomplete | Kind::NotRestorable | Kind::Suspicious | Kind::Whole => {
            None
        }
    });
    reasons.extend(candidate.pinned.clone().map(Why::Pinned));
    if candidate.in_cloud {
        reasons.push(Why::CloudOnly);
    }
    if candidate.kind.is_ours() && is_from_the_future(candidate, now) {
        reasons.push(Why::FromTheFuture);
    }
    if reasons.is_empty() { otherwise } else { reasons }
}

fn is_from_the_future(candidate: &Candidate, now: &Zoned) -> bool {
    is_after(candidate, now, CLOCKS_DIFFER)
}

fn is_after(candidate: &Candidate, now: &Zoned, by: SignedDuration) -> bool {
    let latest = now.timestamp().checked_add(by).unwrap_or(Timestamp::MAX);
    candidate.created_at.is_some_and(|at| at > latest)
}

fn is_good(candidate: &Candidate, now: &Zoned) -> bool {
    candidate.kind == Kind::Whole && !candidate.is_safety && !is_from_the_future(candidate, now)
}

/// `sorted` is newest first.
fn frozen(sorted: &[&Candidate], alarm: Option<Timestamp>, now: &Zoned) -> Option<Frozen> {
    let newest = sorted.iter().find(|it| it.kind.is_ours() && it.created_at.is_some());
    let from_the_future = newest.filter(|it| is_after(it, now, CLOCK_WENT_BACK));
    let clock = from_the_future.and_then(|it| it.created_at);
    let frozen = |why| move |since| Frozen { since, why };
    alarm.map(frozen(Freeze::Alarm)).or_else(|| clock.map(frozen(Freeze::Clock)))
}

/// A failed or suspicious backup makes no earlier one go.
fn newest_is_good(sorted: &[&Candidate], now: &Zoned) -> bool {
    let is_ordinary = |it: &&&Candidate| {
        it.kind.is_ours()
            && !it.is_safety
            && it.created_at.is_some()
            && !is_from_the_future(it, now)
    };
    let Some(newest) = sorted.iter().find(is_ordinary) else { return false };
    // Of what cannot be read the name alone says when it was made.
    let is_later = |it: &&&Candidate| it.kind == Kind::Damaged && it.named_at > newest.created_at;
    is_good(newest, now) && !sorted.iter().any(|it| is_later(&it))
}

/// Adds what the policy and the others of its kind say of each.
fn rule(sorted: &[&Candidate], reasons: &mut [Vec<Why>], policy: &Policy, now: &Zoned) {
    let good: Vec<usize> = places(sorted, |it| is_good(it, now));
    let made_at = |place: usize| sorted.get(place).and_then(|it| it.created_at);
    let made: Vec<Zoned> = good
        .iter()
        .filter_map(|place| made_at(*place))
        .map(|at| at.to_zoned(now.time_zone().clone()))
        .collect();
    for (place, why) in good.iter().zip(rules::apply(&made, policy)) {
        reasons[*place].extend(why);
    }
    if let Some(newest) = good.first() {
        reasons[*newest].insert(0, Why::NewestGood);
    }
    // One that counts as good, and one whatever it is.
    let proved = |only_good: bool| {
        sorted
            .iter()
            .position(|it| it.is_proved && it.kind.may_go() && (!only_good || is_good(it, now)))
    };
    let mut proved = [proved(true), proved(false)].into_iter().flatten().collect::<Vec<_>>();
    proved.dedup();
    for place in proved {
        reasons[place].push(Why::NewestProved);
    }
    let newest_good = good.first().and_then(|place| made_at(*place));
    let others = [
        (Why::Safety, Kind::Whole, true),
        (Why::Incomplete, Kind::Incomplete, false),
        (Why::NotRestorable, Kind::NotRestorable, false),
        (Why::Suspicious, Kind::Suspicious, false),
    ];
    for (why, kind, only_safety) in others {
        let is_one = |it: &Candidate| it.kind == kind && (it.is_safety || !only_safety);
        let others = places(sorted, |it| is_one(it) && !is_from_the_future(it, now));
        for (number, place) in others.into_iter().enumerate() {
            let age = newest_good.zip(made_at(place)).map(|(newest, at)| newest.duration_since(at));
            if number < OTHERS_KEPT || age.is_none_or(|age| age < OTHERS_STAY) {
                reasons[place].push(why.clone());
            }
        }
    }
    let mut kept = good.iter().filter(|place| !reasons[**place].is_empty()).count();
    let least = usize::try_from(policy.min).unwrap_or(usize::MAX);
    for place in good {
        if kept < least && reasons[place].is_empty() {
            reasons[place].push(Why::Minimum);
            kept += 1;
        }
    }
}

/// So many go in one run, the oldest first; none where `held_back` says why.
fn limit(sorted: &[&Candidate], reasons: &mut [Vec<Why>], held_back: Option<&Why>) {
    let candidates = sorted.iter().filter(|it| it.kind.may_go()).count();
    let most = LEAST_A_RUN.max(candidates / PART_A_RUN);
    let going = reasons.iter_mut().rev().filter(|reasons| reasons.is_empty());
    for (number, reasons) in going.enumerate() {
        match held_back {
            Some(why) => reasons.push(why.clone()),
            None if number >= most => reasons.push(Why::LaterRun),
            None => {}
        }
    }
}

fn places(sorted: &[&Candidate], is_one: impl Fn(&Candidate) -> bool) -> Vec<usize> {
    let placed = sorted.iter().enumerate().filter(|(_, it)| is_one(it));
    placed.map(|(place, _)| place).collect()
}
