//! What the systems' schedulers can be told: days and times of day.
//!
//! Invariant: there is a moment of the pattern at every slot, where clocks are put forward at the
//! latest an hour after it. Most schedulers know neither the last day of a month nor a month beside
//! a weekday; the moments that are no slots cost a look, because `run` decides itself what is due.

use std::collections::BTreeMap;

use jiff::civil::{Time, Weekday};

use super::calendar::{Calendar, Days};

/// Clocks are put forward in these hours nearly everywhere, and a scheduler passes over what they
/// leave out.
const HOURS_OF_GAPS: std::ops::RangeInclusive<i8> = 0..=3;
/// No month is shorter.
const SHORTEST_MONTH_DAYS: i8 = 28;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum On {
    EveryDay,
    Weekdays(Vec<Weekday>),
    /// Where a slot is on the last day of a month, every day that can be the last.
    MonthDays(Vec<i8>),
}

/// Moments for a system's scheduler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    pub on: On,
    /// Sorted, each once.
    pub times: Vec<Time>,
}

impl Pattern {
    /// Hours that have the same minutes together, each with those: for schedulers that take both.
    #[must_use]
    pub fn hours_and_minutes(&self) -> Vec<(Vec<i8>, Vec<i8>)> {
        let mut minutes: BTreeMap<i8, Vec<i8>> = BTreeMap::new();
        for time in &self.times {
            minutes.entry(time.hour()).or_default().push(time.minute());
        }
        let mut hours: BTreeMap<Vec<i8>, Vec<i8>> = BTreeMap::new();
        for (hour, minutes) in minutes {
            hours.entry(minutes).or_default().push(hour);
        }
        hours.into_iter().map(|(minutes, hours)| (hours, minutes)).collect()
    }
}

pub fn of(calendar: &Calendar) -> Pattern {
    let on = match &calendar.days {
        Days::Every | Days::Fields { either: true, .. } => On::EveryDay,
        Days::Week(weekdays) => weekdays_of(weekdays.iter()),
        Days::Month(days) => {
            let last = days.last().copied().unwrap_or_default();
            let may_be_one = |day: &i8| days.contains(day) || *day >= SHORTEST_MONTH_DAYS;
            On::MonthDays((1..=last).filter(may_be_one).collect())
        }
        Days::Fields { month_days, weekdays, .. } if month_days.len() == 31 => {
            weekdays_of(weekdays.iter())
        }
        Days::Fields { month_days, .. } => On::MonthDays(month_days.iter().copied().collect()),
    };
    let after_gaps = calendar.times.iter().filter(|time| HOURS_OF_GAPS.contains(&time.hour()));
    let after_gaps = after_gaps.filter_map(|time| Time::new(time.hour() + 1, 0, 0, 0).ok());
    let mut times: Vec<Time> = calendar.times.iter().copied().chain(after_gaps).collect();
    times.sort_unstable();
    times.dedup();
    Pattern { on, times }
}

fn weekdays_of<'a>(numbers: impl ExactSizeIterator<Item = &'a i8>) -> On {
    if numbers.len() == 7 {
        return On::EveryDay;
    }
    On::Weekdays(numbers.filter_map(|it| Weekday::from_monday_one_offset(*it).ok()).collect())
}
