//! Dates and times as `pg_dump` prints them: ISO, and with a time zone in UTC, because that is the
//! zone in which backups are made.

use jiff::civil::Date;

/// The server counts from here.
const EPOCH: Date = jiff::civil::date(2000, 1, 1);
const DAY_US: i64 = 86_400_000_000;
const DECIMALS: usize = 6;

/// Days.
pub fn date(field: &[u8]) -> Option<i32> {
    match field {
        b"infinity" => Some(i32::MAX),
        b"-infinity" => Some(i32::MIN),
        _ => {
            let (field, era) = era(field);
            i32::try_from(days(field, era)?).ok()
        }
    }
}

/// Microseconds since midnight.
pub fn time(field: &[u8]) -> Option<i64> {
    let &[h1, h2, b':', m1, m2, b':', s1, s2, ref decimals @ ..] = field else { return None };
    let (hour, minute, second) = (number(&[h1, h2])?, number(&[m1, m2])?, number(&[s1, s2])?);
    let decimals = match decimals {
        [] => 0,
        [b'.', decimals @ ..] if (1..=DECIMALS).contains(&decimals.len()) => {
            (decimals.len()..DECIMALS).try_fold(number(decimals)?, |number, _| Some(number * 10))?
        }
        _ => return None,
    };
    let possible = hour < 24 && minute < 60 && second < 60;
    possible.then_some(((hour * 60 + minute) * 60 + second) * 1_000_000 + decimals)
}

/// Microseconds.
pub fn timestamp(field: &[u8]) -> Option<i64> {
    of_zone(field, b"")
}

/// Microseconds.
pub fn timestamp_utc(field: &[u8]) -> Option<i64> {
    of_zone(field, b"+00")
}

fn of_zone(field: &[u8], zone: &[u8]) -> Option<i64> {
    match field {
        b"infinity" => return Some(i64::MAX),
        b"-infinity" => return Some(i64::MIN),
        _ => {}
    }
    let (field, era) = era(field);
    let field = field.strip_suffix(zone)?;
    let blank = field.iter().position(|byte| *byte == b' ')?;
    let (date, clock) = (&field[..blank], &field[blank + 1..]);
    days(date, era)?.checked_mul(DAY_US)?.checked_add(time(clock)?)
}

#[derive(Clone, Copy)]
enum Era {
    Common,
    BeforeChrist,
}

fn era(field: &[u8]) -> (&[u8], Era) {
    match field.strip_suffix(b" BC") {
        Some(field) => (field, Era::BeforeChrist),
        None => (field, Era::Common),
    }
}

/// A year of more than four digits is left to the server, and so is one near the beginning of its
/// calendar, in 4714 BC.
fn days(date: &[u8], era: Era) -> Option<i64> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return None };
    let part = |digits: &[u8]| i16::try_from(number(digits)?).ok();
    let (year, month, day) = (part(&[y1, y2, y3, y4])?, part(&[m1, m2])?, part(&[d1, d2])?);
    // There is no year 0: 1 BC comes before 1.
    let year = match era {
        Era::Common if year > 0 => year,
        Era::BeforeChrist if (1..4713).contains(&year) => 1 - year,
        _ => return None,
    };
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(date.duration_since(EPOCH).as_hours() / 24)
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
    })
}
