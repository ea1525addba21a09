//! What a schedule means, as a sentence without its full stop.

use i18n_embed::fluent::FluentLanguageLoader;
use i18n_embed_fl::fl;
use jiff::civil::Time;

use super::calendar::{Calendar, Days, Numbers, all};
use crate::report::i18n::LOADER;

/// More times of day than this are not listed.
const TIMES_LISTED: usize = 8;
/// Fewer times that are evenly spread say more than the distance between them.
const FEWEST_SPREAD: usize = 3;

pub fn meaning(calendar: &Calendar, text: &str) -> String {
    spoken(&LOADER, calendar, text)
}

pub fn spoken(language: &FluentLanguageLoader, calendar: &Calendar, text: &str) -> String {
    let Calendar { days, times } = calendar;
    if let (Days::Every, Some(minutes)) = (days, spread(times)) {
        return match minutes / 60 {
            hours if minutes % 60 == 0 => fl!(language, "schedule-hours", count = hours),
            _ => fl!(language, "schedule-minutes", count = minutes),
        };
    }
    if times.len() > TIMES_LISTED {
        return fl!(language, "schedule-cron", line = text.trim());
    }
    let at = times.iter().map(|time| time.strftime("%H:%M").to_string());
    let times = listed(language, at.collect());
    match days {
        Days::Every => fl!(language, "schedule-daily", times = times),
        Days::Week(weekdays) if *weekdays == all(1..=5) => {
            fl!(language, "schedule-weekdays", times = times)
        }
        Days::Week(weekdays) => {
            let days = weekdays.iter().map(|day| weekday(language, *day)).collect();
            fl!(language, "schedule-weekly", days = listed(language, days), times = times)
        }
        Days::Month(days) => monthly(language, days, times),
        Days::Fields { .. } => fl!(language, "schedule-cron", line = text.trim()),
    }
}

fn monthly(language: &FluentLanguageLoader, days: &Numbers, times: String) -> String {
    let each = |day: &i8| fl!(language, "schedule-month-day", day = i64::from(*day));
    let each = listed(language, days.iter().map(each).collect());
    if days.last().is_some_and(|day| *day > 28) {
        fl!(language, "schedule-monthly-or-last", days = each, times = times)
    } else {
        fl!(language, "schedule-monthly", days = each, times = times)
    }
}

/// The minutes between the times, where they are spread evenly over the day from midnight on.
fn spread(times: &[Time]) -> Option<usize> {
    let count = times.len();
    let minute = |time: &Time| {
        60 * usize::from(time.hour().unsigned_abs()) + usize::from(time.minute().unsigned_abs())
    };
    let distance = (24 * 60_usize).checked_div(count).filter(|it| it * count == 24 * 60)?;
    let is_even = times.iter().enumerate().all(|(index, time)| minute(time) == index * distance);
    (count >= FEWEST_SPREAD && is_even).then_some(distance)
}

fn listed(language: &FluentLanguageLoader, mut words: Vec<String>) -> String {
    let last = words.pop().unwrap_or_default();
    if words.is_empty() {
        return last;
    }
    fl!(language, "schedule-and", first = words.join(", "), last = last)
}

fn weekday(language: &FluentLanguageLoader, day: i8) -> String {
    match day {
        1 => fl!(language, "schedule-monday"),
        2 => fl!(language, "schedule-tuesday"),
        3 => fl!(language, "schedule-wednesday"),
        4 => fl!(language, "schedule-thursday"),
        5 => fl!(language, "schedule-friday"),
        6 => fl!(language, "schedule-saturday"),
        _ => fl!(language, "schedule-sunday"),
    }
}
