//! PURE: the backups of a folder, what is free, what is kept → when the disk is full.

use jiff::{SignedDuration, Timestamp};

use crate::config::retention::Policy;

/// What is older says little about tomorrow.
const WINDOW: SignedDuration = SignedDuration::from_hours(30 * 24);
/// So many at either end of it say how large they were there.
const SAMPLE: usize = 5;
const DAY_S: f64 = 86_400.0;

/// One backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    pub at: Timestamp,
    pub file_bytes: u64,
}

/// In how many days nothing is left of `available_bytes`, if it goes on as in the last 30 days; nothing
/// where that is not in sight, or not to be told from less than a day. `made` is in any order.
#[must_use]
pub fn full_in_days(made: &[Made], available_bytes: u64, policy: Option<&Policy>) -> Option<u64> {
    let mut made = made.to_vec();
    made.sort_by_key(|it| it.at);
    let newest = made.last()?.at;
    let recent: Vec<Made> =
        made.iter().copied().filter(|it| newest.duration_since(it.at) <= WINDOW).collect();
    let oldest = recent.first()?.at;
    let days = newest.duration_since(oldest).as_secs_f64() / DAY_S;
    if days < 1.0 {
        return None;
    }
    // The first one is where counting begins.
    let added: u64 = recent.iter().skip(1).map(|it| it.file_bytes).sum();
    let available = float(available_bytes);
    let a_day = float(added) / days;
    let Some(policy) = policy.filter(|policy| policy.says_something()) else {
        return whole_days(available, a_day);
    };
    // As many as there will be when each that comes makes one go.
    let kept = [policy.last, policy.hourly, policy.daily, policy.weekly, policy.monthly];
    let kept: f64 = kept.iter().chain([&policy.yearly]).map(|count| f64::from(*count)).sum();
    let to_come = (kept - count(made.len())).max(0.0);
    let size = |sample: &[Made]| {
        float(sample.iter().map(|it| it.file_bytes).sum()) / count(sample.len().max(1))
    };
    let sample = SAMPLE.min(recent.len());
    let (then, now) = (size(&recent[..sample]), size(&recent[recent.len() - sample..]));
    let needed = to_come * now;
    if needed > available {
        return whole_days(available, a_day);
    }
    whole_days(available - needed, (now - then) / days * kept)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within its bounds")]
fn whole_days(bytes: f64, a_day: f64) -> Option<u64> {
    let days = bytes / a_day;
    (a_day > 0.0 && days < 100_000.0).then_some(days as u64)
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn float(bytes: u64) -> f64 {
    bytes as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One a day, the first of `first` bytes, each larger by `by`.
    fn daily(count: i64, first: u64, by: u64) -> Vec<Made> {
        let at = |day| Timestamp::from_second(1_790_000_000 + day * 86_400).unwrap();
        let bytes = |day: i64| first + by * u64::try_from(day).unwrap();
        (0..count).map(|day| Made { at: at(day), file_bytes: bytes(day) }).collect()
    }

    #[test]
    fn without_a_policy_each_backup_takes_its_room() {
        assert_eq!(full_in_days(&daily(40, 100, 0), 1_050, None), Some(10));
        // Twice a day of half the size is the same.
        let mut twice = daily(20, 50, 0);
        let noon = |it: &Made| Made { at: it.at + SignedDuration::from_hours(12), ..*it };
        twice.extend(daily(19, 50, 0).iter().map(noon));
        assert_eq!(full_in_days(&twice, 1_000, None), Some(10));
    }

    #[test]
    fn with_a_policy_that_has_its_number_only_larger_backups_fill_the_disk() {
        let policy = Policy { last: 10, ..Policy::PROPOSED };
        let policy = Policy { daily: 0, weekly: 0, monthly: 0, yearly: 0, ..policy };
        assert_eq!(full_in_days(&daily(10, 100, 0), 1_000, Some(&policy)), None);
        let growing = full_in_days(&daily(10, 100, 10), 10_000, Some(&policy)).unwrap();
        assert!((100..200).contains(&growing), "{growing}");
        // Two are there, eight are to come, and there is room for five.
        assert_eq!(full_in_days(&daily(2, 100, 0), 500, Some(&policy)), Some(5));
    }

    #[test]
    fn a_day_is_the_least_that_says_anything() {
        assert_eq!(full_in_days(&[], 1, None), None);
        assert_eq!(full_in_days(&daily(1, 100, 0), 1, None), None);
        assert_eq!(full_in_days(&daily(2, 100, 0), 1, None), Some(0));
    }
}
