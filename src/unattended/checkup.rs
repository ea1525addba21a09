//! What `doctor` says of a schedule: when the next backup is due, who makes it, and what is in the
//! way.

use jiff::Zoned;

use super::look::Look;
use super::standing::Age;
use super::trigger::{self, Installed, Kind};
use crate::backup::doctor::Finding;
use crate::config::profile::Profile;
use crate::report::format;
use crate::report::i18n::tr;

/// `installed` is the system's own scheduler, `tray_comes` whether the tray starts with the session;
/// one of them has to be there.
#[must_use]
pub fn of_schedule(
    profile: &Profile,
    installed: Option<&Installed>,
    tray_comes: bool,
    now: &Zoned,
) -> Finding {
    let look = Look::at(profile, now).ok();
    let Some(schedule) = &profile.schedule else {
        let text = tr!("doctor-no-schedule");
        return match look.and_then(|look| look.warnings.into_iter().next()) {
            Some(warning) => Finding::Weak(text, warning.message()),
            None => Finding::Good(text),
        };
    };
    let next = schedule.next_slot(now).map(|next| next.timestamp());
    let next = next.map_or_else(|| tr!("run-never"), |next| format::soon(next, now));
    let text = tr!("doctor-schedule", meaning = schedule.meaning(), next = next);
    if let Some(warning) = look.as_ref().and_then(|look| look.warnings.first()) {
        return Finding::Weak(text, warning.message());
    }
    if let Some(look) = look.filter(|look| look.standing.age > Age::Fresh) {
        let age = match look.standing.age_s(now.timestamp()) {
            Some(age_s) => tr!("status-stale", age = format::age(age_s)),
            None => tr!("status-never"),
        };
        return Finding::Weak(format!("{text}. {age}"), tr!("doctor-schedule-late"));
    }
    let keeps = installed.filter(|installed| installed.kind != Kind::Cron);
    if let Some(obstacle) = keeps.and_then(|installed| installed.obstacles.first()) {
        return Finding::Weak(format!("{text}. {}", obstacle.sentence()), obstacle.remedy());
    }
    if keeps.is_none() && !tray_comes && !trigger::cron_starts_it() {
        return Finding::Weak(text, tr!("doctor-schedule-nobody"));
    }
    Finding::Good(text)
}
