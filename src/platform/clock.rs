//! What time it is.
//!
//! Invariant: whatever is compared with a schedule asks here, so that a test can move the clock of a
//! whole process: a build with debug assertions adds the seconds that stand in the file that
//! `SAUVEGARDE_TEST_CLOCK` names.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

#[must_use]
pub fn now() -> Timestamp {
    moved(Timestamp::now())
}

/// In the zone of the system.
#[must_use]
pub fn now_here() -> Zoned {
    now().to_zoned(TimeZone::system())
}

#[cfg(not(debug_assertions))]
fn moved(now: Timestamp) -> Timestamp {
    now
}

#[cfg(debug_assertions)]
fn moved(now: Timestamp) -> Timestamp {
    let moved = || now.checked_add(jiff::SignedDuration::from_secs(moved_by_s()?)).ok();
    moved().unwrap_or(now)
}

/// By how much a test has moved the clock; nothing where none does.
#[cfg(debug_assertions)]
#[must_use]
pub fn moved_by_s() -> Option<i64> {
    let file = std::env::var_os("SAUVEGARDE_TEST_CLOCK")?;
    std::fs::read_to_string(file).ok()?.trim().parse().ok()
}
