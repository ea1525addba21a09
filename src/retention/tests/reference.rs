//! restic's rules once more, by periods instead of by a walk: slow, and nothing shared with the rules
//! but their names.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, Zoned};

use crate::config::retention::{Policy, Within};

/// Which of these stay, by their place in `made`, which is in any order; ties are broken by `rank`,
/// the higher being the newer.
pub fn kept(made: &[(Zoned, usize)], policy: &Policy) -> BTreeSet<usize> {
    let age = |place: &usize| (made[*place].0.timestamp(), made[*place].1);
    let mut by_age: Vec<usize> = (0..made.len()).collect();
    by_age.sort_by_key(age);
    let (Some(oldest), Some(newest)) = (by_age.first().copied(), by_age.last().copied()) else {
        return BTreeSet::new();
    };
    let wanted = |count: u32| usize::try_from(count).unwrap();
    let mut kept: BTreeSet<usize> =
        by_age.iter().rev().take(wanted(policy.last)).copied().collect();
    let rules = [
        (policy.hourly, "%Y-%m-%d %H"),
        (policy.daily, "%Y-%m-%d"),
        (policy.weekly, "%G-%V"),
        (policy.monthly, "%Y-%m"),
        (policy.yearly, "%Y"),
    ];
    for (count, period) in rules.map(|(count, period)| (wanted(count), period)) {
        let mut newest_of = BTreeMap::new();
        for place in &by_age {
            newest_of.insert(made[*place].0.strftime(period).to_string(), *place);
        }
        let mut firsts: Vec<usize> = newest_of.into_values().collect();
        firsts.sort_by_key(age);
        if firsts.len() < count {
            kept.insert(oldest);
        }
        kept.extend(firsts.into_iter().rev().take(count));
    }
    if let Some(within) = policy.within.filter(|it| it.to_string() != "0h") {
        let limit = limit(&made[newest].0, within);
        kept.extend(by_age.into_iter().filter(|place| made[*place].0.timestamp() > limit));
    }
    kept
}

/// One month and one day after the other.
fn limit(newest: &Zoned, within: Within) -> Timestamp {
    let (mut year, mut month) =
        (newest.year() - i16::try_from(within.years).unwrap(), newest.month());
    for _ in 0..within.months {
        (year, month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
    }
    let mut date = Date::new(year, month, 1).unwrap();
    for _ in 1..newest.day() {
        date = date.tomorrow().unwrap();
    }
    for _ in 0..within.days {
        date = date.yesterday().unwrap();
    }
    let there = date.to_datetime(newest.time()).to_zoned(newest.time_zone().clone()).unwrap();
    there.timestamp() - SignedDuration::from_hours(within.hours.into())
}
