//! What people are to hear of a pass, in words.

use jiff::Timestamp;

use super::look::Look;
use super::served::{Done, Served};
use super::standing::Age;
use super::told::{Ear, STALE, Told};
use crate::alarms::open::OpenAlarm;
use crate::config::profile::DEFAULT;
use crate::folder::cloud;
use crate::folder::manifest::Alarm;
use crate::notify::{Message, Urgency};
use crate::report::error::Error;
use crate::report::format;
use crate::report::i18n::tr;
use crate::verify::proof::Drilled;

/// What people are to hear: of a failure or an old backup once and then once a day, and that all is
/// well again.
#[must_use]
pub fn messages(served: &[&Served], now: Timestamp) -> Vec<Message> {
    let mut memory = Told::load();
    let mut messages = Vec::new();
    if memory.forget(Ear::Elsewhere, "") {
        messages.push(Message {
            urgency: Urgency::AllWell,
            title: tr!("told-all-well", profile = DEFAULT),
            body: tr!("told-config-well"),
        });
    }
    for it in served {
        let profile = it.profile.as_str();
        let troubles = match (&it.done, &it.look) {
            (Done::Failed(error), _) => {
                vec![(error.code().to_owned(), failure(Some(profile), error))]
            }
            (_, Some(look)) => troubles(profile, look),
            (_, None) => Vec::new(),
        };
        if let (Done::Made(_) | Done::Nothing, Some(look)) = (&it.done, &it.look) {
            let known: Vec<&str> = troubles.iter().map(|(what, _)| what.as_str()).collect();
            let is_mended = memory.keep(Ear::Elsewhere, profile, &known);
            if is_mended && troubles.is_empty() && look.last_good.is_some() {
                messages.push(all_well(profile, look));
            }
        }
        for (what, message) in troubles {
            if memory.is_due(Ear::Elsewhere, profile, &what, now) {
                messages.push(message);
            }
        }
    }
    memory.save();
    messages
}

/// Of one profile, or of all together.
#[must_use]
pub fn failure(profile: Option<&str>, error: &Error) -> Message {
    Message {
        urgency: Urgency::Failure,
        title: tr!("told-failed", profile = profile.unwrap_or(DEFAULT)),
        body: format!("{}\n{}", error.message(), error.advice()),
    }
}

/// What is not well although no backup failed, each with the name by which it is remembered.
fn troubles(profile: &str, look: &Look) -> Vec<(String, Message)> {
    let mut troubles = Vec::new();
    if let Some(failed) = &look.proof.failed {
        troubles.push(("drill".to_owned(), unproved(profile, failed)));
    }
    if let Some(alarm) = &look.alarm {
        troubles.push((alarm.key(), suspicious(profile, alarm)));
    }
    if look.standing.age > Age::Fresh {
        troubles.push((STALE.to_owned(), stale(profile, look)));
    }
    troubles
}

fn suspicious(profile: &str, alarm: &OpenAlarm) -> Message {
    let lines: Vec<String> = alarm.alarms.iter().map(Alarm::message).collect();
    let advice = tr!("told-suspicious", "advice", file = cloud::display(&alarm.path));
    Message {
        urgency: Urgency::Suspicious,
        title: tr!("told-suspicious", profile = profile),
        body: format!("{}\n{advice}", lines.join("\n")),
    }
}

fn unproved(profile: &str, failed: &Drilled) -> Message {
    Message {
        urgency: Urgency::Failure,
        title: tr!("told-unproved", profile = profile),
        body: format!("{}\n{}", cloud::display(&failed.path), failed.detail),
    }
}

fn stale(profile: &str, look: &Look) -> Message {
    Message {
        urgency: Urgency::Stale,
        title: tr!("told-stale", profile = profile),
        body: last_good(look),
    }
}

fn all_well(profile: &str, look: &Look) -> Message {
    Message {
        urgency: Urgency::AllWell,
        title: tr!("told-all-well", profile = profile),
        body: last_good(look),
    }
}

fn last_good(look: &Look) -> String {
    match look.standing.last_good {
        Some(at) => {
            tr!("told-last-good", database = look.database.as_str(), date = format::date(at))
        }
        None => tr!("told-never", database = look.database.as_str()),
    }
}
