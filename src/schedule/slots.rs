//! From civil times to instants.
//!
//! The way there never goes backwards: of two civil times the later one has no earlier instant. So
//! the slots around an instant are found by walking from its own civil time.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, Zoned};

use super::calendar::Calendar;

pub fn last(calendar: &Calendar, now: &Zoned) -> Option<Zoned> {
    let zone = now.time_zone();
    let mut civil = calendar.at_or_before(latest_shown(now))?;
    loop {
        let at = instant(zone, civil)?;
        if at <= now.timestamp() {
            return Some(at.to_zoned(zone.clone()));
        }
        civil = calendar.before(civil)?;
    }
}

pub fn next(calendar: &Calendar, now: &Zoned) -> Option<Zoned> {
    let zone = now.time_zone();
    let mut civil = now.datetime();
    loop {
        civil = calendar.after(civil)?;
        let at = instant(zone, civil)?;
        // Not so while an hour passes for the second time.
        if at > now.timestamp() {
            return Some(at.to_zoned(zone.clone()));
        }
    }
}

/// No civil time whose instant has come is later: while an hour passes for the second time, what
/// the clocks would show had they not been put back.
fn latest_shown(now: &Zoned) -> DateTime {
    match now.time_zone().to_ambiguous_timestamp(now.datetime()).offset() {
        AmbiguousOffset::Fold { before, .. } => before.to_datetime(now.timestamp()),
        _ => now.datetime(),
    }
}

/// The end of the gap for a time that clocks leave out, the first of the two for one that they show
/// twice.
fn instant(zone: &TimeZone, civil: DateTime) -> Option<Timestamp> {
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    let AmbiguousOffset::Gap { after, .. } = ambiguous.offset() else {
        return ambiguous.earlier().ok();
    };
    let (earlier, later) = (ambiguous.earlier().ok()?, ambiguous.later().ok()?);
    let changes = zone.following(earlier).take_while(|change| change.timestamp() <= later);
    let end = changes.filter(|change| change.offset() == after).map(|it| it.timestamp()).next();
    Some(end.unwrap_or(later))
}
