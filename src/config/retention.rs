//! Which backups are kept: the table `[retention]`, in restic's words.

use std::fmt;
use std::str::FromStr;

use jiff::Span;

/// How many of each are kept. A profile without one keeps everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub last: u32,
    pub hourly: u32,
    pub daily: u32,
    /// Weeks of ISO 8601.
    pub weekly: u32,
    pub monthly: u32,
    pub yearly: u32,
    /// Whatever is younger than the newest one by no more than this.
    pub within: Option<Within>,
    /// As many good ones stay, whatever the rest says.
    pub min: u32,
}

impl Policy {
    pub const MIN: u32 = 5;
    /// What the settings propose.
    pub const PROPOSED: Self = Self {
        last: 7,
        hourly: 0,
        daily: 14,
        weekly: 8,
        monthly: 12,
        yearly: 3,
        within: None,
        min: Self::MIN,
    };

    /// Whether it says what to keep: one that does not keeps everything.
    #[must_use]
    pub fn says_something(&self) -> bool {
        let counts = [self.last, self.hourly, self.daily, self.weekly, self.monthly, self.yearly];
        // No time at all is none that was asked for.
        let is_a_time = |within: Within| within != Within::default();
        counts.iter().any(|count| *count > 0) || self.within.is_some_and(is_a_time)
    }
}

/// `1y6m14d12h`, in this order, as restic writes it; months and years are the calendar's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Within {
    pub years: u16,
    pub months: u16,
    pub days: u16,
    pub hours: u16,
}

impl Within {
    #[must_use]
    pub fn span(self) -> Span {
        let Self { years, months, days, hours } = self;
        // Within what a span can hold: at most 9999 of each.
        Span::new().years(years).months(months).days(days).hours(hours)
    }
}

/// As it is written in the configuration.
impl fmt::Display for Within {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { years, months, days, hours } = *self;
        if *self == Self::default() {
            return formatter.write_str("0h");
        }
        for (count, unit) in [(years, 'y'), (months, 'm'), (days, 'd'), (hours, 'h')] {
            if count > 0 {
                write!(formatter, "{count}{unit}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for Within {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut within = Self::default();
        let mut rest = text.trim();
        let mut earlier = 0;
        if rest.is_empty() {
            return Err(());
        }
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or(())?;
            let count: u16 = rest[..digits].parse().map_err(|_| ())?;
            let unit = rest[digits..].chars().next().ok_or(())?;
            let (place, field) = match unit {
                'y' => (1, &mut within.years),
                'm' => (2, &mut within.months),
                'd' => (3, &mut within.days),
                'h' => (4, &mut within.hours),
                _ => return Err(()),
            };
            if place <= earlier || count > 9999 {
                return Err(());
            }
            (earlier, *field) = (place, count);
            rest = &rest[digits + 1..];
        }
        Ok(within)
    }
}

/// How often the newest backup is restored on trial, in days of 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Every {
    pub days: u32,
}

impl FromStr for Every {
    type Err = ();

    /// `30 days`, `2 weeks`, `1 month` and the French words; a month is 30 days.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit()).ok_or(())?;
        let count: u32 = text[..digits].parse().map_err(|_| ())?;
        let days = match text[digits..].trim().to_lowercase().as_str() {
            "d" | "j" | "day" | "days" | "jour" | "jours" => 1,
            "w" | "week" | "weeks" | "semaine" | "semaines" => 7,
            "month" | "months" | "mois" => 30,
            _ => return Err(()),
        };
        if !(1..=9999).contains(&count) {
            return Err(());
        }
        Ok(Self { days: count * days })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_read_as_restic_reads_it() {
        let within = |years, months, days, hours| Ok(Within { years, months, days, hours });
        for (text, expected) in [
            ("30d", within(0, 0, 30, 0)),
            ("1y6m14d12h", within(1, 6, 14, 12)),
            ("2y", within(2, 0, 0, 0)),
            ("", Err(())),
            ("12", Err(())),
            ("d", Err(())),
            ("5d1y", Err(())),
            ("1w", Err(())),
            ("99999d", Err(())),
        ] {
            assert_eq!(text.parse(), expected, "{text}");
            if let Ok(within) = expected {
                assert_eq!(within.to_string(), text);
            }
        }
    }

    #[test]
    fn a_policy_that_keeps_nothing_in_particular_says_nothing() {
        let nothing = Policy { daily: 0, last: 0, weekly: 0, monthly: 0, ..Policy::PROPOSED };
        let nothing = Policy { yearly: 0, ..nothing };
        assert!(!nothing.says_something());
        assert!(!Policy { within: Some(Within::default()), ..nothing }.says_something());
        assert!(Policy { within: "1h".parse().ok(), ..nothing }.says_something());
        assert!(Policy::PROPOSED.says_something());
    }

    #[test]
    fn how_often_is_said_in_both_languages() {
        for (text, days) in [
            ("30 days", Some(30)),
            ("30 jours", Some(30)),
            ("1 Month", Some(30)),
            ("2 semaines", Some(14)),
            ("7d", Some(7)),
            ("0 days", None),
            ("days", None),
            ("30", None),
            ("30 hours", None),
        ] {
            assert_eq!(text.parse::<Every>().ok().map(|every| every.days), days, "{text}");
        }
    }
}
