//! Sizes, counts, times, names and paths for people.

use std::path::Path;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::report::i18n::{self, Language, tr};

/// The prefix of Windows' verbatim paths.
const VERBATIM: &str = r"\\?\";
const VERBATIM_SHARE: &str = r"\\?\UNC\";
/// More names than this are counted, not listed.
const NAMES_SHOWN: usize = 5;

/// As Windows shows sizes (1 KB = 1024 bytes) with two decimals: `52.45 MB`, in French `52,45 Mo`.
#[must_use]
pub fn bytes(count: u64) -> String {
    match i18n::current() {
        Language::French => sized(count, ["octets", "Ko", "Mo", "Go", "To"]).replace('.', ","),
        Language::English => bytes_plain(count),
    }
}

/// [`bytes()`] in English whatever the language, for `status --json`.
#[must_use]
pub fn bytes_plain(count: u64) -> String {
    sized(count, ["bytes", "KB", "MB", "GB", "TB"])
}

fn sized(count: u64, units: [&str; 5]) -> String {
    if count < 1024 {
        return format!("{count} {}", units[0]);
    }
    #[expect(clippy::cast_precision_loss, reason = "two decimals are shown")]
    let mut value = count as f64 / 1024.0;
    let mut unit = 1;
    while value >= 1024.0 && unit < units.len() - 1 {
        value /= 1024.0;
        unit += 1;
    }
    format!("{value:.2} {}", units[unit])
}

/// `1 row`, `220,000 rows`.
#[must_use]
pub fn rows(number: u64) -> String {
    tr!("counted-rows", number = number, text = count(number))
}

/// `1 table`, `12 tables`.
#[must_use]
pub fn tables(number: usize) -> String {
    let number = number as u64;
    tr!("counted-tables", number = number, text = count(number))
}

/// With the thousands apart: `220 000` in French (narrow no-break space), `220,000` in English.
#[must_use]
pub fn count(number: u64) -> String {
    let separator = match i18n::current() {
        Language::French => '\u{202f}',
        Language::English => ',',
    };
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// [`date`] of what is soon: `today 12:30`, `tomorrow 12:30`, or the date.
#[must_use]
pub fn soon(at: Timestamp, now: &Zoned) -> String {
    let there = at.to_zoned(now.time_zone().clone());
    let time = there.strftime("%H:%M").to_string();
    let tomorrow = now.date().tomorrow().ok();
    if there.date() == now.date() {
        tr!("soon-today", time = time)
    } else if Some(there.date()) == tomorrow {
        tr!("soon-tomorrow", time = time)
    } else {
        date(at)
    }
}

/// `5 hours`, `3 days`: how old something is, in whole units.
#[must_use]
pub fn age(seconds: i64) -> String {
    let (hours, days) = (seconds / 3600, seconds / 86_400);
    if hours < 48 { tr!("age-hours", hours = hours) } else { tr!("age-days", days = days) }
}

/// `3 s`, `2 min 05 s` or `1 h 02 min`.
#[must_use]
pub fn seconds(total: u64) -> String {
    match total {
        0..60 => format!("{total} s"),
        60..3600 => format!("{} min {:02} s", total / 60, total % 60),
        _ => format!("{} h {:02} min", total / 3600, total % 3600 / 60),
    }
}

/// `0.84 s` below ten seconds, else as [`seconds`].
#[must_use]
pub fn milliseconds(total: u64) -> String {
    if total >= 10_000 {
        return seconds(total / 1000);
    }
    let text = format!("{}.{:02} s", total / 1000, total % 1000 / 10);
    if i18n::current() == Language::French { text.replace('.', ",") } else { text }
}

/// In the user's time zone: `22/11/2026 18:04` in French, `2026-11-22 18:04` in English.
#[must_use]
pub fn date(at: Timestamp) -> String {
    let pattern = match i18n::current() {
        Language::French => "%d/%m/%Y %H:%M",
        Language::English => "%Y-%m-%d %H:%M",
    };
    at.to_zoned(TimeZone::system()).strftime(pattern).to_string()
}

/// As many as people read, and how many more there are.
#[must_use]
pub fn names(all: &[String]) -> String {
    let mut text = all.iter().take(NAMES_SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if let Some(more) = all.len().checked_sub(NAMES_SHOWN).filter(|more| *more > 0) {
        text.push_str(&tr!("names-more", count = more));
    }
    text
}

/// Each host with what was the matter with it.
#[must_use]
pub fn hosts(tried: &[(String, String)]) -> String {
    let each: Vec<String> = tried.iter().map(|(host, why)| format!("{host} ({why})")).collect();
    each.join(", ")
}

/// For people, who on Windows never write the verbatim form.
#[must_use]
pub fn path(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { plain(&text) } else { text.into_owned() }
}

/// A path of Windows in the form that everybody writes.
#[must_use]
pub fn plain(text: &str) -> String {
    if let Some(share) = text.strip_prefix(VERBATIM_SHARE) {
        return format!(r"\\{share}");
    }
    text.strip_prefix(VERBATIM).unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_two_decimals_and_the_unit_that_windows_shows() {
        assert_eq!(bytes_plain(0), "0 bytes");
        assert_eq!(bytes_plain(1023), "1023 bytes");
        assert_eq!(bytes_plain(54_997_811), "52.45 MB");
        assert_eq!(bytes_plain(u64::MAX), "16777216.00 TB");
    }

    #[test]
    fn times_have_two_units_at_most() {
        assert_eq!(seconds(59), "59 s");
        assert_eq!(seconds(125), "2 min 05 s");
        assert_eq!(seconds(3720), "1 h 02 min");
    }

    #[test]
    fn people_see_the_form_that_they_write() {
        assert_eq!(plain(r"\\?\C:\a b\é"), r"C:\a b\é");
        assert_eq!(plain(r"\\?\UNC\serveur\partage\a"), r"\\serveur\partage\a");
        assert_eq!(plain(r"D:\a"), r"D:\a");
        assert_eq!(path(Path::new("/é/a b")), "/é/a b");
    }
}
