//! The slots, found by looking at every minute that really passes: what clocks show then, what they
//! have left out just before, and whether they have shown it already.

use jiff::civil::DateTime;
use jiff::{SignedDuration, Zoned};
use proptest::collection::btree_set;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeSet;

const MINUTE: SignedDuration = SignedDuration::from_secs(60);

#[derive(Clone, Debug)]
pub enum Wanted {
    Every(i16),
    Daily(BTreeSet<i16>),
    Weekly(BTreeSet<i8>, BTreeSet<i16>),
    Monthly(BTreeSet<i8>, BTreeSet<i16>),
    /// Minute, hours, days of the month or none, weekdays or none.
    Cron(i8, BTreeSet<i8>, BTreeSet<i8>, BTreeSet<i8>),
}

pub fn wanted() -> impl Strategy<Value = Wanted> {
    let times = || btree_set(prop_oneof![0..240_i16, 0..1440_i16], 1..4);
    let weekdays = |least| btree_set(1..=7_i8, least..7);
    let days = |least| btree_set(1..=31_i8, least..4);
    prop_oneof![
        select(&[5_i16, 15, 30, 60, 90, 240, 300, 720][..]).prop_map(Wanted::Every),
        times().prop_map(Wanted::Daily),
        (weekdays(1), times()).prop_map(|(days, times)| Wanted::Weekly(days, times)),
        (days(1), times()).prop_map(|(days, times)| Wanted::Monthly(days, times)),
        (0..60_i8, btree_set(0..24_i8, 1..5), days(0), weekdays(0)).prop_map(
            |(minute, hours, days, weekdays)| Wanted::Cron(minute, hours, days, weekdays)
        ),
    ]
}

fn join(numbers: &BTreeSet<i8>) -> String {
    if numbers.is_empty() {
        return "*".to_owned();
    }
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

impl Wanted {
    pub fn text(&self) -> String {
        let names = ["monday", "mar", "Mercredi", "thu", "vendredi", "SAMEDI", "sun"];
        let name = |day: &i8| names[usize::from(day.unsigned_abs()) - 1];
        let at = |times: &BTreeSet<i16>| {
            times
                .iter()
                .map(|it| format!("{:02}:{:02}", it / 60, it % 60))
                .collect::<Vec<_>>()
                .join(", ")
        };
        match self {
            Self::Every(minutes) if *minutes >= 60 && minutes % 60 == 0 => {
                format!("every {}h", minutes / 60)
            }
            Self::Every(minutes) => format!("toutes les {minutes}min"),
            Self::Daily(times) => format!("daily {}", at(times)),
            Self::Weekly(days, times) => {
                format!("{} {}", days.iter().map(name).collect::<Vec<_>>().join(", "), at(times))
            }
            Self::Monthly(days, times) => format!("monthly {} {}", join(days), at(times)),
            Self::Cron(minute, hours, days, weekdays) => {
                format!("{minute} {} {} * {}", join(hours), join(days), join(weekdays))
            }
        }
    }

    fn is_at(&self, civil: DateTime) -> bool {
        let minute = i16::from(civil.hour()) * 60 + i16::from(civil.minute());
        let weekday = civil.weekday().to_monday_one_offset();
        let (day, length) = (civil.day(), civil.date().days_in_month());
        match self {
            Self::Every(minutes) => minute % minutes == 0,
            Self::Daily(times) => times.contains(&minute),
            Self::Weekly(days, times) => days.contains(&weekday) && times.contains(&minute),
            Self::Monthly(days, times) => {
                days.iter().any(|it| *it.min(&length) == day) && times.contains(&minute)
            }
            Self::Cron(at, hours, days, weekdays) => {
                let is_day = match (days.is_empty(), weekdays.is_empty()) {
                    (true, true) => true,
                    (true, false) => weekdays.contains(&weekday),
                    (false, true) => days.contains(&day),
                    (false, false) => days.contains(&day) || weekdays.contains(&weekday),
                };
                is_day && civil.minute() == *at && hours.contains(&civil.hour())
            }
        }
    }

    /// Whether a slot is at a full minute.
    fn is_slot(&self, at: &Zoned) -> bool {
        let shown = at.datetime();
        let before = (at - MINUTE).datetime();
        let mut left_out = before + MINUTE;
        while left_out < shown {
            if self.is_at(left_out) {
                return true;
            }
            left_out += MINUTE;
        }
        // Clocks are put back by half an hour or by one.
        let was_shown = |minutes| (at - MINUTE * minutes).datetime() == shown;
        self.is_at(shown) && !was_shown(30) && !was_shown(60)
    }

    pub fn last(&self, now: &Zoned) -> Zoned {
        let seconds = now.timestamp().as_second().rem_euclid(60);
        let mut at = now - SignedDuration::from_secs(seconds);
        while !self.is_slot(&at) {
            at = &at - MINUTE;
        }
        at
    }

    pub fn next(&self, now: &Zoned) -> Zoned {
        let seconds = now.timestamp().as_second().rem_euclid(60);
        let mut at = now - SignedDuration::from_secs(seconds) + MINUTE;
        while !self.is_slot(&at) {
            at = &at + MINUTE;
        }
        at
    }
}
