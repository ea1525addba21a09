//! Random histories: what never goes does not, and what stays is what restic's rules keep.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use proptest::prelude::*;
use proptest::sample::select;

use super::super::candidate::{Candidate, Kind};
use super::super::decide::{Decision, decide};
use super::super::why::Why;
use super::{NOTHING, reference};
use crate::config::retention::{Policy, Within};
use crate::report::chance;

const KINDS: [Kind; 20] = [
    Kind::Whole,
    Kind::Whole,
    Kind::Whole,
    Kind::Whole,
    Kind::Whole,
    Kind::Whole,
    Kind::Whole,
    Kind::Whole,
    Kind::Whole,
    Kind::Whole,
    Kind::Whole,
    Kind::Whole,
    Kind::Suspicious,
    Kind::Incomplete,
    Kind::NotRestorable,
    Kind::Damaged,
    Kind::MissingFile,
    Kind::NotMadeHere,
    Kind::OtherDatabase,
    Kind::OtherProfile,
];
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

#[derive(Clone, Debug)]
struct History {
    candidates: Vec<Candidate>,
    policy: Policy,
    now: Zoned,
}

fn history() -> impl Strategy<Value = History> {
    let gaps = [0, 60, HOUR / 2, HOUR, 5 * HOUR, DAY, DAY, DAY + HOUR, 3 * DAY, 8 * DAY, 40 * DAY];
    let gap = (select(gaps.to_vec()), 0..900_i64).prop_map(|(gap, more)| gap + more);
    let flags = (prop::bool::weighted(0.1), prop::bool::weighted(0.1), 0..30_u8);
    let one = (gap, select(KINDS.to_vec()), flags);
    let count = || prop_oneof![2 => Just(0_u32), 3 => 1..8_u32, 1 => 0..400_u32];
    let within = (0..2_u16, 0..14_u16, 0..40_u16, 0..50_u16);
    let within = prop::option::weighted(0.3, within);
    let policy = (count(), count(), count(), count(), count(), count(), within, 0..7_u32);
    let policy = policy.prop_map(|(last, hourly, daily, weekly, monthly, yearly, within, min)| {
        let within =
            within.map(|(years, months, days, hours)| Within { years, months, days, hours });
        Policy { last, hourly, daily, weekly, monthly, yearly, within, min }
    });
    let zone = select(vec!["UTC", "Europe/Paris", "America/Sao_Paulo", "Pacific/Apia"]);
    // How long after the newest one it is now, or before it.
    let since = prop_oneof![6 => 0..400 * DAY, 1 => -DAY + 1..0, 1 => Just(-30 * DAY)];
    let newest = 1_262_304_000..1_900_000_000_i64;
    (prop::collection::vec(one, 0..45), policy, zone, since, newest).prop_map(
        |(gaps, policy, zone, since, newest)| {
            let zone = TimeZone::get(zone).unwrap();
            let mut made = newest;
            let mut candidates = Vec::new();
            for (number, (gap, kind, (is_safety, is_proved, more))) in gaps.into_iter().enumerate()
            {
                made -= gap;
                candidates.push(Candidate {
                    // Names in no order of age.
                    path: format!("{:02}", number * 37 % 45).into(),
                    named_at: None,
                    created_at: Timestamp::from_second(made).ok(),
                    kind,
                    file_bytes: 1,
                    is_safety,
                    in_cloud: more == 0,
                    is_proved,
                    pinned: (more == 1).then(|| "because".to_owned()),
                });
            }
            let now = Timestamp::from_second(newest + since).unwrap().to_zoned(zone);
            History { candidates, policy, now }
        },
    )
}

impl History {
    fn decide(&self) -> Decision {
        decide(&self.candidates, Some(&self.policy), None, &self.now)
    }

    fn good(&self) -> Vec<&Candidate> {
        let latest = self.now.timestamp() + SignedDuration::from_mins(10);
        let is_good = |it: &&Candidate| {
            it.kind == Kind::Whole && !it.is_safety && it.created_at.unwrap() <= latest
        };
        let mut good: Vec<&Candidate> = self.candidates.iter().filter(is_good).collect();
        good.sort_by_key(|it| (it.created_at, it.path.clone()));
        good
    }

    /// Those that go if this is decided.
    fn going(&self, decision: &Decision) -> Vec<Candidate> {
        let goes = |it: &&Candidate| {
            let verdict = decision.verdicts.iter().find(|verdict| verdict.path == it.path);
            verdict.unwrap().reasons.is_empty()
        };
        self.candidates.iter().filter(goes).cloned().collect()
    }

    fn without(&self, gone: &[Candidate]) -> Self {
        let mut left = self.clone();
        left.candidates.retain(|it| !gone.contains(it));
        left
    }

    /// By the reference: the good ones that stay in the end, by name.
    fn kept_in_the_end(&self) -> BTreeSet<String> {
        let good = self.good();
        let made: Vec<(Zoned, usize)> = good
            .iter()
            .enumerate()
            .map(|(rank, it)| (it.created_at.unwrap().to_zoned(self.now.time_zone().clone()), rank))
            .collect();
        let mut kept = reference::kept(&made, &self.policy);
        kept.extend(good.len().checked_sub(1));
        let newest_proved = |all: &[&Candidate]| {
            let proved = all.iter().filter(|it| it.is_proved && it.kind.may_go());
            proved.max_by_key(|it| (it.created_at, it.path.clone())).map(|it| it.path.clone())
        };
        let all: Vec<&Candidate> = self.candidates.iter().collect();
        let proved = [newest_proved(&good), newest_proved(&all)];
        for (place, it) in good.iter().enumerate() {
            let is_proved = proved.iter().flatten().any(|path| *path == it.path);
            if is_proved || it.in_cloud || it.pinned.is_some() {
                kept.insert(place);
            }
        }
        for place in (0..good.len()).rev() {
            if kept.len() < usize::try_from(self.policy.min).unwrap() {
                kept.insert(place);
            }
        }
        kept.into_iter().map(|place| good[place].path.display().to_string()).collect()
    }
}

/// What may never be true of one run.
fn check(before: &History, decision: &Decision) -> Result<(), TestCaseError> {
    let going = before.going(decision);
    let after = before.without(&going);
    let newest = |history: &History| history.good().last().map(|it| it.path.clone());
    prop_assert_eq!(newest(before), newest(&after), "the newest good one");
    let proved = |history: &History| {
        let proved = history.candidates.iter().filter(|it| it.is_proved && it.kind.is_ours());
        proved.max_by_key(|it| (it.created_at, it.path.clone())).map(|it| it.path.clone())
    };
    prop_assert_eq!(proved(before), proved(&after), "the newest proved one");
    let least = before.good().len().min(usize::try_from(before.policy.min).unwrap());
    prop_assert!(after.good().len() >= least, "too few good ones");
    for it in &going {
        prop_assert!(it.pinned.is_none() && !it.in_cloud, "{:?}", it);
        prop_assert!(it.kind.may_go(), "{:?}", it);
        prop_assert!(
            it.created_at.unwrap() <= before.now.timestamp() + SignedDuration::from_mins(10)
        );
    }
    let may_go = before.candidates.iter().filter(|it| it.kind.may_go()).count();
    prop_assert!(going.len() <= 3.max(may_go / 5), "too many at once");
    prop_assert!(going.is_empty() || decision.frozen.is_none());
    let later = decision.verdicts.iter().filter(|it| it.reasons == [Why::LaterRun]);
    let later: Vec<&Candidate> =
        later.map(|it| before.candidates.iter().find(|one| one.path == it.path).unwrap()).collect();
    for it in &going {
        let age = (it.created_at, &it.path);
        prop_assert!(later.iter().all(|other| (other.created_at, &other.path) > age));
    }
    Ok(())
}

proptest! {
    #![proptest_config(chance::cases(10_000))]

    #[test]
    fn over_random_histories_nothing_goes_that_must_stay_and_the_rest_is_as_restic_says(
        history in history(),
    ) {
        let mut now = history.clone();
        let mut runs = 0;
        loop {
            let decision = now.decide();
            check(&now, &decision)?;
            let mut turned = now.clone();
            turned.candidates.reverse();
            prop_assert_eq!(&turned.decide(), &decision, "another order of the same");
            let going = now.going(&decision);
            if going.is_empty() {
                break;
            }
            now = now.without(&going);
            runs += 1;
            prop_assert!(runs < 50);
        }
        let is_held_back = |decision: &Decision| {
            let held = [Why::NewestNotGood, Why::Frozen, Why::NoPolicy];
            decision.verdicts.iter().any(|it| held.iter().any(|why| it.reasons.contains(why)))
        };
        let kept: BTreeSet<String> =
            now.good().iter().map(|it| it.path.display().to_string()).collect();
        if is_held_back(&now.decide()) {
            prop_assert_eq!(kept.len(), history.good().len());
        } else if history.policy.says_something() {
            prop_assert_eq!(kept, history.kept_in_the_end());
        }
    }

    #[test]
    fn a_policy_that_says_nothing_removes_nothing(history in history()) {
        let silent = History { policy: Policy { min: history.policy.min, ..NOTHING }, ..history };
        prop_assert!(silent.going(&silent.decide()).is_empty());
    }
}
