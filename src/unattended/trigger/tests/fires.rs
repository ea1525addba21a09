//! Each trigger comes at every slot: the patterns and the texts that the systems get, read again.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{ToSpan as _, Zoned};
use proptest::collection::btree_set;
use proptest::prelude::*;

use super::*;
use crate::report::chance;
use crate::schedule::{On, Pattern};

pub const START: Date = date(2027, 1, 20);
const WEEKS: i64 = 6;

fn texts() -> impl Strategy<Value = String> {
    let join = |numbers: BTreeSet<i8>| {
        let words: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        if words.is_empty() { "*".to_owned() } else { words.join(",") }
    };
    let times = || {
        btree_set((0..24_i8, 0..60_i8), 1..4).prop_map(|times| {
            times.iter().map(|(h, m)| format!("{h}:{m:02}")).collect::<Vec<_>>().join(" ")
        })
    };
    let weekdays = |least| btree_set(1..=7_i8, least..7);
    prop_oneof![
        proptest::sample::select(&["hourly", "every 30min", "every 7h", "*/7 * * * *"][..])
            .prop_map(str::to_owned),
        times().prop_map(|times| format!("daily {times}")),
        (weekdays(1), times()).prop_map(|(days, times)| {
            let name = |day: &i8| {
                ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
                    [usize::from(day.unsigned_abs()) - 1]
            };
            format!("{} {times}", days.iter().map(name).collect::<Vec<_>>().join(","))
        }),
        (btree_set(1..=31_i8, 1..4), times())
            .prop_map(move |(days, times)| { format!("monthly {} {times}", join(days)) }),
        (
            btree_set(0..60_i8, 1..3),
            btree_set(0..24_i8, 0..4),
            btree_set(1..=31_i8, 0..3),
            weekdays(0)
        )
            .prop_map(move |(minutes, hours, days, weekdays)| {
                format!("{} {} {} * {}", join(minutes), join(hours), join(days), join(weekdays))
            }),
    ]
}

/// Those of the next weeks.
pub fn slots(schedule: &Schedule, zone: &TimeZone) -> Vec<Zoned> {
    let from = START.to_zoned(zone.clone()).unwrap();
    let until = &from + WEEKS.weeks();
    let next = |now: &Zoned| schedule.next_slot(now);
    std::iter::successors(next(&from), next).take_while(|slot| *slot < until).collect()
}

fn is_met(pattern: &Pattern, civil: DateTime) -> bool {
    let is_day = match &pattern.on {
        On::EveryDay => true,
        On::Weekdays(days) => days.contains(&civil.weekday()),
        On::MonthDays(days) => days.contains(&civil.day()),
    };
    is_day && pattern.times.contains(&civil.time())
}

/// A field of a line for cron.
fn has(field: &str, number: i8) -> bool {
    field == "*" || field.split(',').any(|it| it.parse() == Ok(number))
}

fn is_met_by_line(line: &str, civil: DateTime) -> bool {
    let fields: Vec<&str> = line.split(' ').collect();
    has(fields[0], civil.minute())
        && has(fields[1], civil.hour())
        && has(fields[2], civil.day())
        && has(fields[4], civil.weekday().to_monday_one_offset())
}

/// A calendar trigger of the Task Scheduler.
fn is_met_by_trigger(trigger: &str, civil: DateTime) -> bool {
    let start: DateTime = xml::content(trigger, "StartBoundary").unwrap().parse().unwrap();
    let minutes = (civil.time() - start.time()).total(jiff::Unit::Minute).unwrap();
    let step = xml::content(trigger, "Interval");
    let step = step.map(|it| it[2..it.len() - 1].parse::<f64>().unwrap());
    let is_time = step.map_or(minutes == 0.0, |step| minutes >= 0.0 && minutes % step == 0.0);
    let name = match civil.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    };
    let is_day = trigger.contains("ScheduleByDay")
        || trigger.contains(&format!("<{name} />"))
        || trigger.contains(&format!("<Day>{}</Day>", civil.day()));
    is_time && is_day
}

/// A moment of launchd's.
fn is_met_by_moment(moment: &str, civil: DateTime) -> bool {
    let value = |key: &str| {
        let (_, rest) = moment.split_once(&format!("<key>{key}</key>"))?;
        xml::content(rest, "integer").map(|number| number.parse::<i8>().unwrap())
    };
    let fits = |key, number| value(key).is_none_or(|it| it == number);
    fits("Weekday", civil.weekday().to_sunday_zero_offset())
        && fits("Day", civil.day())
        && fits("Hour", civil.hour())
        && fits("Minute", civil.minute())
}

proptest! {
    #![proptest_config(chance::cases(24))]

    #[test]
    fn every_text_has_a_moment_at_every_slot(text in texts(), other in texts()) {
        let order = order("/p", None, &[&text, &other]);
        let lines = cron_lines(&order);
        let xml = task::xml(&order, "u");
        let triggers: Vec<&str> = xml.split("<CalendarTrigger>").skip(1).collect();
        let plist = agent::plist(&order, "x");
        let (_, moments) = plist.split_once("StartCalendarInterval").unwrap();
        let moments: Vec<&str> = moments.split("<dict>").skip(1).collect();
        for schedule in &order.schedules {
            for slot in slots(schedule, &TimeZone::UTC) {
                let civil = slot.datetime();
                prop_assert!(is_met(&schedule.pattern(), civil), "{slot}");
                prop_assert!(lines.iter().any(|line| is_met_by_line(line, civil)), "{slot}");
                prop_assert!(triggers.iter().any(|it| is_met_by_trigger(it, civil)), "{slot}\n{xml}");
                prop_assert!(moments.iter().any(|it| is_met_by_moment(it, civil)), "{slot}");
            }
        }
    }

    #[test]
    fn a_slot_at_the_end_of_a_gap_has_a_moment_too(minute in 0..1440_i16) {
        let text = format!("daily {}:{:02}", minute / 60, minute % 60);
        for (zone, now) in [
            ("Europe/Paris", "2026-03-29T00:00Z"),
            ("America/New_York", "2026-03-08T06:00Z"),
            ("America/Havana", "2026-03-08T04:00Z"),
            ("Asia/Beirut", "2026-03-28T21:00Z"),
        ] {
            let schedule = Schedule::parse(&text).unwrap();
            let now = now.parse::<jiff::Timestamp>().unwrap().in_tz(zone).unwrap();
            let slot = schedule.next_slot(&now).unwrap();
            prop_assert!(is_met(&schedule.pattern(), slot.datetime()), "{slot}");
        }
    }
}
