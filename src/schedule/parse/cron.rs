//! Five fields of cron, each read by `cronexpr` on its own: so the one that is wrong is known, and
//! what is kept is plain numbers.
//!
//! Invariant: only what every cron takes is taken. The extensions `L`, `W` and `#` are refused: no
//! system's own cron has them, and `cronexpr` passes over those of December.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time, date};
use jiff::tz::Offset;

use super::words::{self, Word, Wrong};
use crate::schedule::calendar::{Calendar, Days, Numbers, all};

const FIELDS: usize = 5;
const MONTH_DAYS: usize = 2;
/// A Monday, in a month of 31 days.
const FIRST: Date = date(2024, 1, 1);
/// The values of each field; of weekdays, as the calendar counts them.
const VALUES: [(i8, i8); FIELDS] = [(0, 59), (0, 23), (1, 31), (1, 12), (1, 7)];
/// What may be written, where that is more.
const WEEKDAYS_FROM: i8 = 0;

pub fn parse(text: &str) -> Result<Calendar, Wrong> {
    let fields = words::fields(text);
    let [minute, hour, month_day, month, weekday] = &fields[..] else {
        return Err(other_than_five(text, &fields));
    };
    let minutes = numbers(0, minute)?;
    let hours = numbers(1, hour)?;
    let month_days = numbers(MONTH_DAYS, month_day)?;
    let months = numbers(3, month)?;
    let weekdays = numbers(4, weekday)?;
    let times = hours
        .iter()
        .flat_map(|hour| minutes.iter().filter_map(|minute| Time::new(*hour, *minute, 0, 0).ok()));
    // Cron's own rule: by the first character, not by what the field comes down to.
    let either = !month_day.text.starts_with('*') && !weekday.text.starts_with('*');
    let days = days(months, month_days, weekdays, either);
    if days.after(FIRST).is_none() {
        return Err(month_day.wrong(None));
    }
    Ok(Calendar::new(days, times.collect()))
}

/// The simplest form, which has the simplest meaning.
fn days(months: Numbers, month_days: Numbers, weekdays: Numbers, either: bool) -> Days {
    let (any_day, any_weekday) = (month_days.len() == 31, weekdays.len() == 7);
    if months.len() < 12 {
        return Days::Fields { months, month_days, weekdays, either };
    }
    match (any_day, any_weekday) {
        (true, true) => Days::Every,
        (true, false) | (false, true) if either => Days::Every,
        (true, false) => Days::Week(weekdays),
        // Cron passes over the months that lack a day.
        (false, true) if month_days.last().is_some_and(|day| *day <= 28) => Days::Month(month_days),
        _ => Days::Fields { months, month_days, weekdays, either },
    }
}

fn numbers(index: usize, field: &Word) -> Result<Numbers, Wrong> {
    let (from, to) = VALUES[index];
    let wrong = || field.wrong(nearest(index, field.text));
    if !is_plain(field.text) {
        return Err(wrong());
    }
    let mut line = ["*"; FIELDS];
    line[index] = field.text;
    let crontab =
        cronexpr::parse_crontab(&format!("{} UTC", line.join(" "))).map_err(|_| wrong())?;
    let fits = |number: &i8| {
        let at = moment(index, *number).and_then(|at| Offset::UTC.to_timestamp(at).ok());
        at.is_some_and(|at: Timestamp| crontab.matches(at).unwrap_or(false))
    };
    let found: Numbers = all(from..=to).into_iter().filter(fits).collect();
    if found.is_empty() { Err(wrong()) } else { Ok(found) }
}

/// One at which the field has the value.
fn moment(index: usize, number: i8) -> Option<DateTime> {
    let at = |hour, minute| FIRST.at(hour, minute, 0, 0);
    Some(match index {
        0 => at(0, number),
        1 => at(number, 0),
        3 => Date::new(FIRST.year(), number, 1).ok()?.at(0, 0, 0, 0),
        _ => Date::new(FIRST.year(), FIRST.month(), number).ok()?.at(0, 0, 0, 0),
    })
}

/// Numbers, names of three letters and `*`, joined by `,`, `-` and `/`.
fn is_plain(field: &str) -> bool {
    field.split([',', '-', '/']).all(|piece| {
        let is_name = piece.len() == 3 && piece.chars().all(|c| c.is_ascii_alphabetic());
        let is_number = !piece.is_empty() && piece.chars().all(|c| c.is_ascii_digit());
        piece == "*" || is_name || is_number
    })
}

/// For a plain number that is too large or too small.
fn nearest(index: usize, field: &str) -> Option<String> {
    let (from, to) = VALUES[index];
    let from = if index + 1 == FIELDS { WEEKDAYS_FROM } else { from };
    let number: i64 = field.parse().ok()?;
    Some(number.clamp(from.into(), to.into()).to_string())
}

fn other_than_five(text: &str, fields: &[Word]) -> Wrong {
    if let Some(surplus) = fields.get(FIELDS) {
        return surplus.wrong(None);
    }
    let missing = " *".repeat(FIELDS - fields.len());
    let whole = Word { at: fields.first().map_or(1, |first| first.at), text: text.trim() };
    whole.wrong(Some(format!("{}{missing}", whole.text)))
}
