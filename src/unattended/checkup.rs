//! What `doctor` says of how a database is protected: when the next backup is due, who makes it, what
//! is in the way; whether the last one is as usual, restores, and when the disk is full.

use jiff::Zoned;

use super::growth::{self, Made};
use super::look::Look;
use super::standing::Age;
use super::trigger::{self, Installed, Kind};
use crate::alarms::open::OpenAlarm;
use crate::backup::doctor::{Finding, Subject};
use crate::config::profile::Profile;
use crate::folder::catalog;
use crate::folder::lineage::Lineage;
use crate::folder::manifest::Alarm;
use crate::report::format;
use crate::report::i18n::tr;
use crate::verify::proof::Proof;

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

/// A disk that is full before this is worth doing something about.
const SOON_DAYS: u64 = 60;

/// Nothing of a profile whose folder cannot be looked at, which others say.
#[must_use]
pub fn of_backups(profile: &Profile, now: &Zoned) -> Vec<(Subject, Finding)> {
    let Ok(look) = Look::at(profile, now) else { return Vec::new() };
    if look.last_good.is_none() && look.alarm.is_none() {
        return Vec::new();
    }
    let mut findings = vec![
        (Subject::Usual, of_alarm(look.alarm.as_ref())),
        (Subject::Proof, of_proof(profile, &look.proof, now)),
    ];
    findings.extend(of_growth(profile, &look).map(|finding| (Subject::Growth, finding)));
    findings
}

fn of_alarm(alarm: Option<&OpenAlarm>) -> Finding {
    let Some(alarm) = alarm else { return Finding::Good(tr!("doctor-usual")) };
    let lines: Vec<String> = alarm.alarms.iter().map(Alarm::message).collect();
    let text = tr!("doctor-unusual", since = format::date(alarm.since), what = lines.join(" · "));
    Finding::Weak(text, tr!("status-alarm", "advice"))
}

fn of_proof(profile: &Profile, proof: &Proof, now: &Zoned) -> Finding {
    let proved = proof.proved.as_ref().map(|proved| {
        let age_s = now.timestamp().duration_since(proved.at).as_secs().max(0);
        tr!("doctor-proved", age = format::age(age_s))
    });
    if let Some(failed) = &proof.failed {
        let text =
            tr!("doctor-unproved", date = format::date(failed.at), detail = failed.detail.as_str());
        return Finding::Weak(text, tr!("status-unproved", "advice"));
    }
    // Where a schedule should have done it.
    let is_missed = profile.schedule.is_some() && profile.drill.is_some();
    match proved {
        Some(proved) => Finding::Good(proved),
        None if is_missed => {
            Finding::Weak(tr!("doctor-never-proved"), tr!("doctor-never-proved", "advice"))
        }
        None => Finding::Good(tr!("doctor-not-tried")),
    }
}

fn of_growth(profile: &Profile, look: &Look) -> Option<Finding> {
    let available_bytes = look.target.available_bytes()?;
    let lineage = Lineage::of(profile).ok()?;
    let entries = catalog::list(&look.target).ok()?;
    let manifests = entries.iter().filter_map(|entry| entry.manifest.as_ref());
    let made: Vec<Made> = manifests
        .filter(|manifest| lineage.holds(manifest))
        .map(|it| Made { at: it.created_at, file_bytes: it.file.bytes })
        .collect();
    let policy = profile.retention.as_ref();
    Some(match growth::full_in_days(&made, available_bytes, policy) {
        None => Finding::Good(tr!("doctor-room-enough")),
        Some(days) if days >= SOON_DAYS => Finding::Good(tr!("doctor-full-in", days = days)),
        Some(days) => {
            let advice = match policy {
                None => tr!("doctor-full-in", "advice"),
                Some(_) => tr!("doctor-full-in", "fewer"),
            };
            Finding::Weak(tr!("doctor-full-in", days = days), advice)
        }
    })
}
