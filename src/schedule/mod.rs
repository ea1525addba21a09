//! When backups are due: a text of the configuration, and the slots that it stands for.
//!
//! Invariants: a schedule is a calendar of civil times, whatever form it was written in, and one
//! place alone makes instants of them (`slots`); a slot that a clock change leaves out is at the
//! end of the gap, one that it brings twice counts once; nothing here asks what time it is.

use jiff::{SignedDuration, Zoned};
use sha2::{Digest as _, Sha256};

use crate::report::error::{Error, Result};

mod calendar;
mod meaning;
mod parse;
mod pattern;
mod slots;
#[cfg(test)]
mod tests;

pub use pattern::{On, Pattern};

use calendar::Calendar;

/// What many computers that share a server are spread over.
const LONGEST_JITTER_S: u64 = 180;

/// When the backups of a profile are due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    text: String,
    calendar: Calendar,
}

impl Schedule {
    /// Takes the words of both languages, in any case.
    ///
    /// # Errors
    /// [`Error::ScheduleInvalid`], also for a text without a word.
    pub fn parse(text: &str) -> Result<Self> {
        match parse::parse(text) {
            Ok(calendar) => Ok(Self { text: text.to_owned(), calendar }),
            Err(parse::Wrong { at, word, nearest }) => {
                Err(Error::ScheduleInvalid { text: text.to_owned(), at, word, nearest })
            }
        }
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The last slot at or before `now`, in its zone.
    #[must_use]
    pub fn last_slot(&self, now: &Zoned) -> Option<Zoned> {
        slots::last(&self.calendar, now)
    }

    /// The first slot after `now`, in its zone.
    #[must_use]
    pub fn next_slot(&self, now: &Zoned) -> Option<Zoned> {
        slots::next(&self.calendar, now)
    }

    /// `every day at 12:30`, in the user's language.
    #[must_use]
    pub fn meaning(&self) -> String {
        meaning::meaning(&self.calendar, &self.text)
    }

    /// What the systems' schedulers are told.
    #[must_use]
    pub fn pattern(&self) -> Pattern {
        pattern::of(&self.calendar)
    }
}

/// How long after its slots a profile comes: 0 to 180 s, always the same for the same name, so that
/// many computers do not come at once.
#[must_use]
pub fn jitter(profile: &str) -> SignedDuration {
    let hash = Sha256::digest(profile.as_bytes());
    let number = hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte));
    SignedDuration::from_secs((number % (LONGEST_JITTER_S + 1)).cast_signed())
}
