//! PURE: a schedule, the newest good backup and the time → is one due, when is the next, is the last
//! too old.
//!
//! Invariants: no state of our own; the same folder at the same time gives the same answer; a backup
//! from the future satisfies nothing.

use jiff::{SignedDuration, Timestamp, Zoned};
use serde::Serialize;

use crate::folder::manifest::CLOCKS_DIFFER;
use crate::schedule::Schedule;

/// What is later than now by more satisfies nothing.
pub const FUTURE: SignedDuration = CLOCKS_DIFFER;
/// However often a backup is due, one is not old before that.
const STALE_AFTER: SignedDuration = SignedDuration::from_hours(26);
/// Without a schedule.
const STALE_UNSCHEDULED: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Behind the first warning.
const VERY_STALE_AFTER: SignedDuration = SignedDuration::from_hours(3 * 24);

/// How old the last good backup is, measured by how often there should be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    Fresh,
    /// Two slots were missed: amber.
    Stale,
    /// And three days more have passed, or there never was a backup: red.
    VeryStale,
}

/// How a profile is protected at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub last_good: Option<Timestamp>,
    /// The last moment at which a backup was due; nothing without a schedule.
    pub slot: Option<Timestamp>,
    /// No good backup was made since then.
    pub is_due: bool,
    pub next: Option<Timestamp>,
    pub age: Age,
    /// When `age` changes, if nothing happens.
    pub older_at: Option<Timestamp>,
}

impl Standing {
    /// `last_good` is the newest good backup that is not from the future.
    #[must_use]
    pub fn new(schedule: Option<&Schedule>, last_good: Option<Timestamp>, now: &Zoned) -> Self {
        let slot = schedule.and_then(|it| it.last_slot(now)).map(|slot| slot.timestamp());
        let next = schedule.and_then(|it| it.next_slot(now)).map(|slot| slot.timestamp());
        let is_due = slot.is_some_and(|slot| last_good.is_none_or(|last| last < slot));
        let stale_at = stale_at(schedule, last_good, now);
        let very_stale_at = stale_at.and_then(|at| at.checked_add(VERY_STALE_AFTER).ok());
        let is_past = |at: Option<Timestamp>| at.is_some_and(|at| at <= now.timestamp());
        let never = last_good.is_none() && schedule.is_some();
        let (age, older_at) = if never || is_past(very_stale_at) {
            (Age::VeryStale, None)
        } else if is_past(stale_at) {
            (Age::Stale, very_stale_at)
        } else {
            (Age::Fresh, stale_at)
        };
        Self { last_good, slot, is_due, next, age, older_at }
    }

    /// Since the last good backup.
    #[must_use]
    pub fn age_s(&self, now: Timestamp) -> Option<i64> {
        self.last_good.map(|last| now.duration_since(last).as_secs().max(0))
    }
}

/// The second slot after the last good backup, so that weekends and months count as they are.
fn stale_at(
    schedule: Option<&Schedule>,
    last_good: Option<Timestamp>,
    now: &Zoned,
) -> Option<Timestamp> {
    let last = last_good?;
    let Some(schedule) = schedule else { return last.checked_add(STALE_UNSCHEDULED).ok() };
    let first = schedule.next_slot(&last.to_zoned(now.time_zone().clone()))?;
    let second = schedule.next_slot(&first)?.timestamp();
    Some(second.max(last.checked_add(STALE_AFTER).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Zoned {
        format!("{text}[Europe/Paris]").parse().unwrap()
    }

    fn standing(schedule: &str, last: &str, now: &str) -> Standing {
        let schedule = (!schedule.is_empty()).then(|| Schedule::parse(schedule).unwrap());
        let last = (!last.is_empty()).then(|| at(last).timestamp());
        Standing::new(schedule.as_ref(), last, &at(now))
    }

    #[test]
    fn a_backup_since_the_slot_satisfies_it_whoever_made_it() {
        for (last, now, is_due) in [
            ("", "2026-11-20T09:00", true),
            ("2026-11-19T12:29", "2026-11-20T12:29", true),
            ("2026-11-19T12:30", "2026-11-20T12:29", false),
            ("2026-11-19T18:00", "2026-11-20T12:29", false),
            ("2026-11-19T18:00", "2026-11-20T12:30", true),
            ("2026-11-20T12:30", "2026-11-20T12:30", false),
        ] {
            assert_eq!(standing("daily 12:30", last, now).is_due, is_due, "{last} {now}");
        }
        assert!(!standing("", "", "2026-11-20T12:30").is_due);
    }

    #[test]
    fn a_backup_is_old_when_two_slots_were_missed_and_never_within_26_hours() {
        let friday = "2026-11-20T12:31";
        for (schedule, now, age) in [
            ("daily 12:30", "2026-11-22T12:29", Age::Fresh),
            ("daily 12:30", "2026-11-22T12:30", Age::Stale),
            ("daily 12:30", "2026-11-25T12:29", Age::Stale),
            ("daily 12:30", "2026-11-25T12:30", Age::VeryStale),
            // Monday's slot is the first one, Tuesday's the second.
            ("weekdays 12:30", "2026-11-24T12:29", Age::Fresh),
            ("weekdays 12:30", "2026-11-24T12:30", Age::Stale),
            ("hourly", "2026-11-21T14:30", Age::Fresh),
            ("hourly", "2026-11-21T14:31", Age::Stale),
            ("", "2026-11-27T12:30", Age::Fresh),
            ("", "2026-11-27T12:31", Age::Stale),
            ("", "2026-11-30T12:31", Age::VeryStale),
        ] {
            assert_eq!(standing(schedule, friday, now).age, age, "{schedule} {now}");
        }
        let standing = standing("daily 12:30", friday, "2026-11-20T13:00");
        assert_eq!(standing.older_at, Some(at("2026-11-22T12:30").timestamp()));
    }

    #[test]
    fn no_backup_at_all_is_as_bad_as_an_old_one_where_there_should_be_one() {
        assert_eq!(standing("daily 12:30", "", "2026-11-20T12:00").age, Age::VeryStale);
        assert_eq!(standing("", "", "2026-11-20T12:00").age, Age::Fresh);
    }
}
