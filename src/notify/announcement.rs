//! One run, told to the outside from its first moment to its last.

use serde_json::Value;

use super::limits::Limits;
use super::message::Message;
use super::metrics::Metrics;
use super::ping::Start;
use super::together::Together;
use super::told::{Channel, Told};
use super::{after, mail, metrics, ntfy, ping, webhook};
use crate::config::notify::Notify;
use crate::platform::log;
use crate::report::cancel::CancelToken;

/// What the log of a run that panicked says last.
const TAIL_BYTES: usize = 10_000;
const PANIC_EXIT: u8 = 1;

/// How a run ended.
pub struct End {
    /// 0 and 3 are success.
    pub exit: u8,
    /// Redacted.
    pub log_tail: String,
    /// For the webhook and the program.
    pub result: Value,
    /// Else those two are left in peace.
    pub did_something: bool,
    /// For ntfy and mail.
    pub people: Vec<Message>,
    /// Of all profiles.
    pub metrics: Vec<Metrics>,
}

/// A run that is told as failed where it is dropped without its [`end`](Self::end): it panicked.
#[must_use = "a run that is dropped is told as failed"]
pub struct Announcement {
    notify: Notify,
    limits: Limits,
    start: Option<Start>,
    cancel: CancelToken,
    has_ended: bool,
}

impl Announcement {
    /// Sends the start to the dead man's switch, without waiting. A run that finds nothing due
    /// announces none: then only its end is told.
    /// Once `cancel` is cancelled, nobody is waited for long.
    pub fn begin(notify: &Notify, announces_start: bool, cancel: &CancelToken) -> Self {
        let mut begun = Self::begin_within(Limits::PRODUCT, notify, announces_start);
        begun.cancel = cancel.clone();
        begun
    }

    fn begin_within(limits: Limits, notify: &Notify, announces_start: bool) -> Self {
        let place = notify.ping.as_ref().filter(|_| announces_start);
        let start = place.and_then(|place| Start::send(place, limits));
        let cancel = CancelToken::default();
        Self { notify: notify.clone(), limits, start, cancel, has_ended: false }
    }

    /// The dead man's switch is told no end: the run is tried again, and that one will.
    pub fn goes_on(&mut self) {
        (self.notify.ping, self.start) = (None, None);
    }

    /// Tells the end to everybody at the same time, and waits for their answers.
    #[must_use]
    pub fn end(mut self, end: &End) -> Vec<Told> {
        self.has_ended = true;
        let limits = self.limits;
        let mut together = Together::until(&self.cancel, limits);
        if let Some(metrics_file) = self.notify.metrics.clone() {
            let all = end.metrics.clone();
            let write = move || metrics::write(&metrics_file, &all);
            together.add(Channel::Metrics, limits.channel, write);
        }
        if end.did_something {
            self.tell_machines(&end.result, &mut together);
        }
        if !end.people.is_empty() {
            self.tell_people(&end.people, &mut together);
        }
        self.ping_end(end.exit, end.log_tail.clone(), &mut together);
        together.finish()
    }

    fn tell_machines(&self, result: &Value, together: &mut Together) {
        let limits = self.limits;
        if let Some(place) = self.notify.webhook.clone() {
            let result = result.clone();
            let post = move || webhook::post(&place, &result, limits);
            together.add(Channel::Webhook, limits.channel, post);
        }
        if !self.notify.after.is_empty() {
            let (words, result) = (self.notify.after.clone(), result.clone());
            let run = move || after::run(&words, &result, limits);
            together.add(Channel::After, limits.after + limits.channel, run);
        }
    }

    fn tell_people(&self, messages: &[Message], together: &mut Together) {
        let limits = self.limits;
        if let Some(place) = self.notify.ntfy.clone() {
            let messages = messages.to_owned();
            let publish = move || ntfy::publish(&place, &messages, limits);
            together.add(Channel::Ntfy, limits.channel, publish);
        }
        if let Some(server) = self.notify.mail.clone() {
            let messages = messages.to_owned();
            let send = move || mail::send(&server, &messages, limits);
            together.add(Channel::Mail, limits.channel, send);
        }
    }

    fn ping_end(&mut self, exit: u8, log_tail: String, together: &mut Together) {
        let limits = self.limits;
        let start = self.start.take();
        if let Some(place) = self.notify.ping.clone() {
            let tell = move || {
                if let Some(start) = start {
                    start.give_up();
                }
                ping::end(&place, exit, &log_tail, limits)
            };
            together.add(Channel::Ping, limits.channel + limits.start, tell);
        }
    }
}

impl Drop for Announcement {
    fn drop(&mut self) {
        if self.has_ended || self.notify.ping.is_none() {
            return;
        }
        log::finish();
        let mut together = Together::until(&self.cancel, self.limits);
        self.ping_end(PANIC_EXIT, log::tail(TAIL_BYTES), &mut together);
        together.finish();
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::time::{Duration, Instant};

    use serde_json::json;

    use super::super::message::Urgency;
    use super::super::stand_in::{Act, Server};
    use super::*;
    use crate::report::secret::Secret;

    fn pinging(server: &Server) -> Notify {
        Notify { ping: Some(Secret::new(server.url("/ping/u"))), ..Notify::default() }
    }

    fn end(exit: u8) -> End {
        End {
            exit,
            log_tail: "la fin\n".to_owned(),
            result: json!({ "status": "ok" }),
            did_something: true,
            people: Vec::new(),
            metrics: Vec::new(),
        }
    }

    #[test]
    fn a_run_is_told_from_its_start_to_its_end() {
        for (exit, place) in [(0, "/ping/u"), (3, "/ping/u"), (12, "/ping/u/12")] {
            let server = Server::start(vec![Act::ok()]);
            let run = Announcement::begin_within(Limits::PATIENT, &pinging(&server), true);
            let told = run.end(&end(exit));
            assert_eq!(told, [Told { channel: Channel::Ping, answer: Ok("200 OK".to_owned()) }]);
            let expected = ["/ping/u/start", place].map(|it| format!("POST {it} HTTP/1.1"));
            assert_eq!(server.lines(), expected);
            assert_eq!(server.seen()[1].body, "la fin\n");
        }
    }

    #[test]
    fn a_run_that_finds_nothing_due_tells_its_end_only() {
        let server = Server::start(vec![Act::ok()]);
        let run = Announcement::begin_within(Limits::PATIENT, &pinging(&server), false);
        assert!(run.end(&end(0))[0].answer.is_ok());
        assert_eq!(server.lines(), ["POST /ping/u HTTP/1.1"]);
    }

    #[test]
    fn a_start_that_nobody_answers_is_given_up_for_the_end() {
        let server = Server::start(vec![Act::Silent, Act::ok()]);
        let limits = Limits { start: Limits::SHORT.start, ..Limits::PATIENT };
        let begun = Instant::now();
        let run = Announcement::begin_within(limits, &pinging(&server), true);
        server.wait_for(1);
        assert_eq!(run.end(&end(0))[0].answer, Ok("200 OK".to_owned()));
        assert!(begun.elapsed() < limits.one_try, "the end waited for the start");
        assert_eq!(server.lines(), ["POST /ping/u/start HTTP/1.1", "POST /ping/u HTTP/1.1"]);
    }

    #[test]
    fn a_start_is_not_tried_again_once_the_end_is_told() {
        let busy = "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n";
        let server = Server::start(vec![Act::Answer(busy), Act::ok()]);
        let pauses: &[Duration] = const { &[Duration::from_secs(1); 2] };
        let limits = Limits { start: Duration::from_millis(20), pauses, ..Limits::PATIENT };
        let run = Announcement::begin_within(limits, &pinging(&server), true);
        server.wait_for(1);
        assert_eq!(run.end(&end(0))[0].answer, Ok("200 OK".to_owned()));
        std::thread::sleep(pauses[0] * 2);
        assert_eq!(server.lines(), ["POST /ping/u/start HTTP/1.1", "POST /ping/u HTTP/1.1"]);
    }

    #[test]
    fn a_run_that_goes_on_is_told_to_all_but_the_dead_mans_switch() {
        let server = Server::start(vec![Act::ok()]);
        let webhook = Some(Secret::new(server.url("/w")));
        let notify = Notify { webhook, ..pinging(&server) };
        let mut run = Announcement::begin_within(Limits::PATIENT, &notify, true);
        server.wait_for(1);
        run.goes_on();
        assert!(run.end(&end(10))[0].answer.is_ok());
        assert_eq!(server.lines(), ["POST /ping/u/start HTTP/1.1", "POST /w HTTP/1.1"]);
    }

    #[test]
    fn a_run_that_panics_is_told_as_failed() {
        let server = Server::start(vec![Act::ok()]);
        let run = Announcement::begin_within(Limits::PATIENT, &pinging(&server), true);
        let panics = AssertUnwindSafe(|| {
            let _run = run;
            panic!("the test's own");
        });
        assert!(catch_unwind(panics).is_err());
        let lines = ["POST /ping/u/start HTTP/1.1", "POST /ping/u/1 HTTP/1.1"];
        assert_eq!(server.lines(), lines);
    }

    #[test]
    fn everybody_is_told_and_who_does_not_answer_keeps_no_other_waiting() {
        let (dead, well) = (Server::start(vec![Act::Silent]), Server::start(vec![Act::ok()]));
        let folder = tempfile::tempdir().unwrap();
        let place = |server: &Server, path| Some(Secret::new(server.url(path)));
        let notify = Notify {
            ping: place(&dead, "/ping/secret-a"),
            ntfy: place(&well, "/secret-b"),
            webhook: place(&dead, "/secret-c"),
            metrics: Some(folder.path().join("x.prom")),
            ..Notify::default()
        };
        let people = vec![Message {
            urgency: Urgency::Failure,
            title: "Échec".to_owned(),
            body: "détail".to_owned(),
        }];
        let metrics = vec![Metrics { profile: "p".to_owned(), ..Metrics::default() }];
        let run = Announcement::begin_within(Limits::SHORT, &notify, false);
        let told = run.end(&End { people, metrics, ..end(12) });
        let outcome = |channel| told.iter().find(|it| it.channel == channel).unwrap();
        assert!(outcome(Channel::Ntfy).answer.is_ok(), "{told:?}");
        assert!(outcome(Channel::Metrics).answer.is_ok(), "{told:?}");
        for channel in [Channel::Ping, Channel::Webhook] {
            let warning = outcome(channel).warning().unwrap();
            assert!(warning.message().contains(&channel.name()), "{warning:?}");
        }
        assert!(!format!("{told:?}").contains("secret-"), "{told:?}");
        assert!(!format!("{told:?}").contains("127.0.0.1"), "{told:?}");
    }

    #[test]
    fn a_run_that_did_nothing_leaves_machines_and_people_in_peace() {
        let server = Server::start(vec![Act::ok()]);
        let place = |path| Some(Secret::new(server.url(path)));
        let after = vec!["/absent/script".to_owned()];
        let notify = Notify { ntfy: place("/t"), webhook: place("/w"), after, ..Notify::default() };
        let run = Announcement::begin_within(Limits::PATIENT, &notify, true);
        assert_eq!(run.end(&End { did_something: false, ..end(0) }), []);
        assert!(server.seen().is_empty());
    }
}
