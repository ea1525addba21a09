//! PURE: when to look at the folders again, and whether to try now. What the tray and `run --wait`
//! keep in mind between two looks, and may forget: what is due is in the folders.
//!
//! Invariants: a failure unschedules nothing; a server that does not answer yet is no error before
//! [`GRACE`] has passed.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::standing::Standing;
use crate::schedule;

/// A machine that has just woken up has no network yet, and a server takes its time.
pub const GRACE: SignedDuration = SignedDuration::from_mins(30);
/// Between tries to reach a server; the last one again and again, until the next slot.
pub const WAITS_S: [i64; 6] = [30, 60, 120, 300, 600, 900];
/// Longer than any wait between two tries.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(1);
/// Until the battery is looked at again, and until what only a hand can mend is tried again.
const POSTPONED: SignedDuration = SignedDuration::from_mins(10);
const OTHERS: SignedDuration = SignedDuration::from_hours(1);

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Done,
    /// The server does not answer, or not yet: worth another try soon.
    NoServer,
    /// Little battery, or another process is at it.
    Postponed,
    Failed,
}

/// What is kept in mind of each profile.
#[derive(Clone, Debug, Default)]
pub struct Clockwork {
    tries: BTreeMap<String, Tries>,
}

#[derive(Clone, Copy, Debug)]
struct Tries {
    slot: Timestamp,
    /// Whichever slot it was tried for then; nothing if the last try failed otherwise, or did not.
    silent_since: Option<Timestamp>,
    last: Timestamp,
    count: usize,
    next: Timestamp,
}

impl Clockwork {
    /// Whether a backup of this profile is to be made now.
    #[must_use]
    pub fn is_time(&self, profile: &str, standing: &Standing, now: Timestamp) -> bool {
        self.time(profile, standing).is_some_and(|time| time <= now)
    }

    /// When a backup that is due is to be made: a moment behind its slot, or when it is tried again.
    fn time(&self, profile: &str, standing: &Standing) -> Option<Timestamp> {
        let slot = standing.slot.filter(|_| standing.is_due)?;
        match self.tries.get(profile) {
            Some(tries) if tries.slot == slot => Some(tries.next),
            _ => later(slot, jitter(profile, standing)),
        }
    }

    /// Whether a profile that is broken, and so has no slot, is to be looked at again.
    #[must_use]
    pub fn is_time_of_broken(&self, profile: &str, now: Timestamp) -> bool {
        self.tries.get(profile).is_none_or(|tries| tries.next <= now)
    }

    /// When to look again, if nothing happens before: a backup is to be made, or one becomes old.
    #[must_use]
    pub fn next_look(&self, profile: &str, standing: &Standing) -> Option<Timestamp> {
        let next = standing.next.and_then(|next| later(next, jitter(profile, standing)));
        [self.time(profile, standing), next, standing.older_at].into_iter().flatten().min()
    }

    /// Whether it is too early to complain of a server that does not answer.
    #[must_use]
    pub fn is_early(&self, profile: &str, now: Timestamp) -> bool {
        let since = self.tries.get(profile).and_then(|tries| tries.silent_since_of(now));
        since.is_none_or(|since| now.duration_since(since).abs() < GRACE)
    }

    /// Whether this slot was tried before.
    #[must_use]
    pub fn was_tried(&self, profile: &str, slot: Timestamp) -> bool {
        self.tries.get(profile).is_some_and(|tries| tries.slot == slot)
    }

    /// When it is tried again.
    #[must_use]
    pub fn next_try(&self, profile: &str) -> Option<Timestamp> {
        self.tries.get(profile).map(|tries| tries.next)
    }

    /// Takes note of a try for `slot`.
    pub fn ended(&mut self, profile: &str, slot: Timestamp, ended: Ended, now: Timestamp) {
        let before = self.tries.get(profile);
        let silent_since = before.and_then(|tries| tries.silent_since_of(now)).unwrap_or(now);
        let silent_since = (ended == Ended::NoServer).then_some(silent_since);
        let count = before.filter(|tries| tries.slot == slot).map_or(0, |tries| tries.count);
        let wait = match ended {
            Ended::NoServer => SignedDuration::from_secs(WAITS_S[count.min(WAITS_S.len() - 1)]),
            Ended::Postponed => POSTPONED,
            // Done is done; should the folder say otherwise, no loop comes of it.
            Ended::Failed | Ended::Done => OTHERS,
        };
        let next = later(now, wait).unwrap_or(now);
        let tries = Tries { slot, silent_since, last: now, count: count + 1, next };
        self.tries.insert(profile.to_owned(), tries);
    }

    /// Something has changed, the network or the clock perhaps: what waits for another try is tried
    /// now.
    pub fn look_again(&mut self, now: Timestamp) {
        for tries in self.tries.values_mut() {
            tries.next = tries.next.min(now);
        }
    }
}

impl Tries {
    /// A machine that has slept since knows nothing of its server.
    fn silent_since_of(&self, now: Timestamp) -> Option<Timestamp> {
        self.silent_since.filter(|_| now.duration_since(self.last).abs() < FORGOTTEN)
    }
}

/// How long behind its slot a backup is made. Not so long that the next slot comes before, and is
/// then waited for in its place: where one is due every minute, none would ever be made.
fn jitter(profile: &str, standing: &Standing) -> SignedDuration {
    let gap = standing.slot.zip(standing.next).map(|(slot, next)| next.duration_since(slot));
    let longest = gap.map_or(SignedDuration::MAX, |gap| gap / 2);
    schedule::jitter(profile).min(longest)
}

fn later(at: Timestamp, by: SignedDuration) -> Option<Timestamp> {
    at.checked_add(by).ok()
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use jiff::Zoned;

    use super::*;
    use crate::schedule::Schedule;

    #[test]
    fn a_slot_is_not_put_off_until_the_next_one_takes_its_place() {
        let start: Zoned = "2026-11-20T12:00[Europe/Paris]".parse().unwrap();
        for text in ["* * * * *", "*/2 * * * *", "every 5min", "hourly"] {
            let schedule = Schedule::parse(text).unwrap();
            for profile in ["default", "a", "compta", "école"] {
                let is_time = |second: i64| {
                    let now = &start + second.seconds();
                    let standing = Standing::new(Some(&schedule), None, &now);
                    Clockwork::default().is_time(profile, &standing, now.timestamp())
                };
                let gap_s = if text == "hourly" { 3600 } else { 300 };
                assert!((0..gap_s).any(is_time), "{text} {profile}");
            }
        }
    }

    #[test]
    fn a_silence_outlasts_the_slots_and_a_sleep_begins_it_anew() {
        let minute = |minute: i64| Timestamp::from_second(1_790_000_000 + minute * 60).unwrap();
        let mut clockwork = Clockwork::default();
        // A slot every five minutes, and no server.
        for at in (0..30).step_by(5) {
            assert!(clockwork.is_early("a", minute(at)), "{at}");
            clockwork.ended("a", minute(at), Ended::NoServer, minute(at));
        }
        assert!(!clockwork.is_early("a", minute(30)));
        // The machine slept.
        assert!(clockwork.is_early("a", minute(600)));
        clockwork.ended("a", minute(600), Ended::NoServer, minute(600));
        assert!(clockwork.is_early("a", minute(629)));
        // It answered, and refused.
        clockwork.ended("a", minute(629), Ended::Failed, minute(629));
        clockwork.ended("a", minute(631), Ended::NoServer, minute(631));
        assert!(clockwork.is_early("a", minute(640)));
    }
}
