//! Days and times of day, without a zone: what every form of a schedule comes down to.
//!
//! Invariant: `times` is sorted, each once, and not empty.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime, Time};

/// No pair of days that follow each other is further apart: a 29 February that is a Sunday comes
/// every 28 years, and every 40 over a century that has none.
const FURTHEST_DAYS: usize = 366 * 41;

/// Numbers of a field: of weekdays from Monday, 1, to Sunday, 7; of days of the month, of months.
pub type Numbers = BTreeSet<i8>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Days {
    Every,
    Week(Numbers),
    /// A day that the month lacks is its last one.
    Month(Numbers),
    /// A cron line of more than the above.
    Fields {
        months: Numbers,
        month_days: Numbers,
        weekdays: Numbers,
        /// One of the two suffices: cron's rule where both are restricted.
        either: bool,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub days: Days,
    pub times: Vec<Time>,
}

impl Days {
    pub fn has(&self, date: Date) -> bool {
        let weekday = date.weekday().to_monday_one_offset();
        match self {
            Self::Every => true,
            Self::Week(weekdays) => weekdays.contains(&weekday),
            Self::Month(days) => {
                let is_last = date.day() == date.days_in_month();
                days.contains(&date.day()) || is_last && days.range(date.day()..).next().is_some()
            }
            Self::Fields { months, month_days, weekdays, either } => {
                let (day, weekday) =
                    (month_days.contains(&date.day()), weekdays.contains(&weekday));
                months.contains(&date.month())
                    && if *either { day || weekday } else { day && weekday }
            }
        }
    }

    pub fn before(&self, date: Date) -> Option<Date> {
        self.first_of(date, |date| date.yesterday().ok())
    }

    pub fn after(&self, date: Date) -> Option<Date> {
        self.first_of(date, |date| date.tomorrow().ok())
    }

    fn first_of(&self, date: Date, step: impl Fn(&Date) -> Option<Date>) -> Option<Date> {
        let others = std::iter::successors(step(&date), step);
        others.take(FURTHEST_DAYS).find(|date| self.has(*date))
    }
}

impl Calendar {
    pub fn new(days: Days, mut times: Vec<Time>) -> Self {
        times.sort_unstable();
        times.dedup();
        Self { days, times }
    }

    /// The first time of every `minutes` from midnight on.
    pub fn every(minutes: i16) -> Self {
        let times = (0..24 * 60).step_by(usize::from(minutes.unsigned_abs().max(1)));
        Self::new(Days::Every, times.filter_map(time).collect())
    }

    pub fn at_or_before(&self, civil: DateTime) -> Option<DateTime> {
        let date = civil.date();
        let today = self.times.iter().rev().find(|time| **time <= civil.time());
        if let Some(time) = today.filter(|_| self.days.has(date)) {
            return Some(date.to_datetime(*time));
        }
        Some(self.days.before(date)?.to_datetime(*self.times.last()?))
    }

    pub fn before(&self, civil: DateTime) -> Option<DateTime> {
        let just_before = civil.checked_sub(jiff::SignedDuration::from_nanos(1)).ok()?;
        self.at_or_before(just_before)
    }

    pub fn after(&self, civil: DateTime) -> Option<DateTime> {
        let date = civil.date();
        let today = self.times.iter().find(|time| **time > civil.time());
        if let Some(time) = today.filter(|_| self.days.has(date)) {
            return Some(date.to_datetime(*time));
        }
        Some(self.days.after(date)?.to_datetime(*self.times.first()?))
    }
}

/// Of a minute of the day.
fn time(minute: i16) -> Option<Time> {
    let part = |number: i16| i8::try_from(number).ok();
    Time::new(part(minute / 60)?, part(minute % 60)?, 0, 0).ok()
}

pub fn all(range: RangeInclusive<i8>) -> Numbers {
    range.collect()
}
