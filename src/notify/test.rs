//! One of each that is configured, to see whether it arrives.

use serde_json::json;

use super::limits::Limits;
use super::message::{Message, Urgency};
use super::together::Together;
use super::told::{Channel, Told};
use super::{after, mail, metrics, ntfy, ping, webhook};
use crate::config::notify::Notify;
use crate::report::i18n::tr;

/// Tells everybody that this is a test, and gives their answers.
#[must_use]
pub fn test(notify: &Notify) -> Vec<Told> {
    test_within(Limits::PRODUCT, notify)
}

fn test_within(limits: Limits, notify: &Notify) -> Vec<Told> {
    let mut together = Together::default();
    let Notify { ping, ntfy, webhook, mail, metrics, after } = notify.clone();
    let (title, body) = (tr!("notify-test-title"), tr!("notify-test-body"));
    let messages = [Message { urgency: Urgency::AllWell, title, body: body.clone() }];
    let result = json!({ "kind": "test" });
    if let Some(place) = ping {
        together.add(Channel::Ping, limits.channel, move || ping::test(&place, &body, limits));
    }
    if let Some(place) = ntfy {
        let messages = messages.clone();
        let publish = move || ntfy::publish(&place, &messages, limits);
        together.add(Channel::Ntfy, limits.channel, publish);
    }
    if let Some(place) = webhook {
        let result = result.clone();
        let post = move || webhook::post(&place, &result, limits);
        together.add(Channel::Webhook, limits.channel, post);
    }
    if let Some(server) = mail {
        let send = move || mail::send(&server, &messages, limits);
        together.add(Channel::Mail, limits.channel, send);
    }
    if let Some(path) = metrics {
        together.add(Channel::Metrics, limits.channel, move || metrics::test(&path));
    }
    if !after.is_empty() {
        let run = move || after::run(&after, &result, limits);
        together.add(Channel::After, limits.after + limits.channel, run);
    }
    together.finish()
}

#[cfg(test)]
mod tests {
    use super::super::stand_in::{Act, Server};
    use super::*;
    use crate::report::secret::Secret;

    #[test]
    fn each_that_is_configured_is_told_and_no_other() {
        let server = Server::start(vec![Act::ok()]);
        let place = |path| Some(Secret::new(server.url(path)));
        let notify = Notify { ping: place("/p"), webhook: place("/w"), ..Notify::default() };
        let channels: Vec<_> = test_within(Limits::PATIENT, &notify)
            .into_iter()
            .map(|told| (told.channel, told.answer))
            .collect();
        let ok = || Ok("200 OK".to_owned());
        assert_eq!(channels, [(Channel::Ping, ok()), (Channel::Webhook, ok())]);
        let mut lines = server.lines();
        lines.sort();
        assert_eq!(lines, ["POST /p/log HTTP/1.1", "POST /w HTTP/1.1"]);
    }
}
