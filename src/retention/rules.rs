//! PURE: restic's rules. Of good backups, newest first: which of them a policy keeps, and why.
//!
//! As `restic forget` does it: each rule takes the newest of a period as long as it has a place left;
//! one that has places left at the oldest backup takes that too, whatever its period; periods are the
//! calendar's; ages count from the newest.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp, Zoned};

use super::why::Why;
use crate::config::retention::{Policy, Within};

/// A rule that takes the newest of each period, and how many it may still take.
struct Rule {
    left: u32,
    why: fn(&Zoned) -> Why,
    taken: Option<Why>,
}

/// Why each of these stays, as `made` orders them; nothing where no rule takes it. All in one time
/// zone, whose calendar it is.
#[must_use]
pub fn apply(made: &[Zoned], policy: &Policy) -> Vec<Vec<Why>> {
    let Some(newest) = made.first() else { return Vec::new() };
    let within = policy.within.filter(|within| *within != Within::default());
    let within = within.map(|within| (within, limit(newest, within)));
    let rule = |left, why| Rule { left, why, taken: None };
    let mut last_left = policy.last;
    let mut rules = [
        rule(policy.hourly, hour),
        rule(policy.daily, |at| Why::Daily(at.date())),
        rule(policy.weekly, week),
        rule(policy.monthly, |at| Why::Monthly { year: at.year(), month: at.month() }),
        rule(policy.yearly, |at| Why::Yearly(at.year())),
    ];
    let oldest = made.len() - 1;
    let reasons = made.iter().enumerate().map(|(number, at)| {
        let mut reasons = Vec::new();
        if last_left > 0 {
            last_left -= 1;
            reasons.push(Why::Last);
        }
        for rule in &mut rules {
            let why = (rule.why)(at);
            if rule.left > 0 && (number == oldest || rule.taken.as_ref() != Some(&why)) {
                rule.left -= 1;
                rule.taken = Some(why.clone());
                reasons.push(why);
            }
        }
        if let Some((within, limit)) = within
            && at.timestamp() > limit
        {
            reasons.push(Why::Within(within));
        }
        reasons
    });
    reasons.collect()
}

fn hour(at: &Zoned) -> Why {
    Why::Hourly { day: at.date(), hour: at.hour() }
}

fn week(at: &Zoned) -> Why {
    let week = at.date().iso_week_date();
    Why::Weekly { year: week.year(), week: week.week() }
}

/// What was made after this is kept. A day that a month does not have is one of the next month:
/// a month before 31 March is 3 March, or 2 March.
fn limit(newest: &Zoned, within: Within) -> Timestamp {
    let Within { years, months, days, hours } = within;
    let before = || {
        let months = i32::from(newest.month()) - 1 - i32::from(months);
        let year = i32::from(newest.year()) - i32::from(years) + months.div_euclid(12);
        let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
        let first = Date::new(i16::try_from(year).ok()?, month, 1).ok()?;
        let days = i64::from(newest.day()) - 1 - i64::from(days);
        let date = first.checked_add(SignedDuration::from_hours(24 * days)).ok()?;
        let time: Time = newest.time();
        let there = date.to_datetime(time).to_zoned(newest.time_zone().clone()).ok()?;
        there.timestamp().checked_sub(SignedDuration::from_hours(hours.into())).ok()
    };
    // Before the beginning of all calendars.
    before().unwrap_or(Timestamp::MIN)
}
