//! Why a backup stays: data, the words that programs read, and the sentence.

use std::fmt;

use jiff::civil::Date;

use crate::config::retention::Within;
use crate::report::i18n::tr;

/// One reason; a backup may have several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The newest good one.
    NewestGood,
    Last,
    Hourly {
        day: Date,
        hour: i8,
    },
    Daily(Date),
    /// A week of ISO 8601, with its year.
    Weekly {
        year: i16,
        week: i8,
    },
    Monthly {
        year: i16,
        month: i8,
    },
    Yearly(i16),
    Within(Within),
    /// One of the good ones that stay whatever the rest says.
    Minimum,
    /// The newest one that was restored on trial.
    NewestProved,
    /// With its note, which may be empty.
    Pinned(String),
    /// One of the newest that restores made for safety.
    Safety,
    /// One of the newest of its kind, which fill no place of a good one.
    Incomplete,
    NotRestorable,
    Suspicious,
    CloudOnly,
    /// Its time is yet to come.
    FromTheFuture,
    NotMadeHere,
    OtherDatabase,
    OtherProfile,
    Damaged,
    MissingFile,
    /// So many go in one run, and others were older.
    LaterRun,
    /// The newest backup is no good one, so that nothing goes because of it.
    NewestNotGood,
    Frozen,
    /// The configuration does not say what is kept.
    NoPolicy,
}

/// For programs: stable, in English.
impl fmt::Display for Why {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::NewestGood => "newest good",
            Self::Last => "last",
            Self::Hourly { day, hour } => return write!(formatter, "hourly {day} {hour:02}h"),
            Self::Daily(day) => return write!(formatter, "daily {day}"),
            Self::Weekly { year, week } => {
                return write!(formatter, "weekly {year:04}-W{week:02}");
            }
            Self::Monthly { year, month } => {
                return write!(formatter, "monthly {year:04}-{month:02}");
            }
            Self::Yearly(year) => return write!(formatter, "yearly {year:04}"),
            Self::Within(within) => return write!(formatter, "within {within}"),
            Self::Minimum => "minimum",
            Self::NewestProved => "newest proved",
            Self::Pinned(note) if note.is_empty() => "pinned",
            Self::Pinned(note) => return write!(formatter, "pinned \"{note}\""),
            Self::Safety => "safety",
            Self::Incomplete => "incomplete",
            Self::NotRestorable => "not restorable",
            Self::Suspicious => "suspicious",
            Self::CloudOnly => "cloud only",
            Self::FromTheFuture => "from the future",
            Self::NotMadeHere => "not made here",
            Self::OtherDatabase => "other database",
            Self::OtherProfile => "other profile",
            Self::Damaged => "damaged",
            Self::MissingFile => "missing file",
            Self::LaterRun => "later run",
            Self::NewestNotGood => "newest not good",
            Self::Frozen => "frozen",
            Self::NoPolicy => "no policy",
        };
        formatter.write_str(text)
    }
}

impl Why {
    /// For people, in the current language.
    #[must_use]
    pub fn message(&self) -> String {
        let text = |number: i16| number.to_string();
        match self {
            Self::NewestGood => tr!("kept-newest-good"),
            Self::Last => tr!("kept-last"),
            Self::Hourly { day, hour } => {
                let (year, month, day) = parts(*day);
                tr!("kept-hourly", year = year, month = month, day = day, hour = two(*hour))
            }
            Self::Daily(day) => {
                let (year, month, day) = parts(*day);
                tr!("kept-daily", year = year, month = month, day = day)
            }
            Self::Weekly { year, week } => {
                tr!("kept-weekly", year = text(*year), week = week.to_string())
            }
            Self::Monthly { year, month } => {
                tr!("kept-monthly", year = text(*year), month = two(*month))
            }
            Self::Yearly(year) => tr!("kept-yearly", year = text(*year)),
            Self::Within(within) => tr!("kept-within", span = within.to_string()),
            Self::Minimum => tr!("kept-minimum"),
            Self::NewestProved => tr!("kept-newest-proved"),
            Self::Pinned(note) if note.is_empty() => tr!("kept-pinned"),
            Self::Pinned(note) => tr!("kept-pinned-because", note = note.as_str()),
            Self::Safety => tr!("kept-safety"),
            Self::Incomplete => tr!("kept-incomplete"),
            Self::NotRestorable => tr!("kept-not-restorable"),
            Self::Suspicious => tr!("kept-suspicious"),
            Self::CloudOnly => tr!("kept-cloud-only"),
            Self::FromTheFuture => tr!("kept-from-the-future"),
            Self::NotMadeHere => tr!("kept-not-made-here"),
            Self::OtherDatabase => tr!("kept-other-database"),
            Self::OtherProfile => tr!("kept-other-profile"),
            Self::Damaged => tr!("kept-damaged"),
            Self::MissingFile => tr!("kept-missing-file"),
            Self::LaterRun => tr!("kept-later-run"),
            Self::NewestNotGood => tr!("kept-newest-not-good"),
            Self::Frozen => tr!("kept-frozen"),
            Self::NoPolicy => tr!("kept-no-policy"),
        }
    }
}

fn parts(day: Date) -> (String, String, String) {
    (day.year().to_string(), two(day.month()), two(day.day()))
}

fn two(number: i8) -> String {
    format!("{number:02}")
}
