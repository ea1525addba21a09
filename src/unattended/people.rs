//! What people are to hear of a pass, in words.

use jiff::Timestamp;

use super::look::Look;
use super::served::{Done, Served};
use super::standing::Age;
use super::told::{Ear, Told};
use crate::config::profile::DEFAULT;
use crate::notify::{Message, Urgency};
use crate::report::error::Error;
use crate::report::format;
use crate::report::i18n::tr;

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
        let message = match (&it.done, &it.look) {
            (Done::Failed(error), _) => {
                let is_news = memory.is_due(Ear::Elsewhere, profile, error.code(), now);
                is_news.then(|| failure(Some(profile), error))
            }
            (_, Some(look)) if look.standing.age > Age::Fresh => {
                let is_news = memory.is_due(Ear::Elsewhere, profile, "stale", now);
                is_news.then(|| stale(profile, look))
            }
            (Done::Made(_) | Done::Nothing, Some(look)) if look.last_good.is_some() => {
                memory.forget(Ear::Elsewhere, profile).then(|| all_well(profile, look))
            }
            _ => None,
        };
        messages.extend(message);
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
