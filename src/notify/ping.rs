//! The dead man's switch: somebody elsewhere notices when nothing runs any more.
//!
//! The protocol is that of healthchecks.io, and Uptime Kuma's for its push addresses.

use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::address::{Address, WEB};
use super::http::{Answer, Client, Request};
use super::limits::Limits;
use super::together::Outcome;
use super::trouble::Trouble;
use crate::platform::log;
use crate::report::i18n::tr;
use crate::report::secret::Secret;

const LOG_BYTES: usize = 10_000;
const TEXT: &str = "text/plain; charset=utf-8";
/// Done, and done with a warning.
const SUCCESSES: [u8; 2] = [0, 3];

/// A start that may still be under way.
pub struct Start {
    stage: Arc<Mutex<Stage>>,
    done: Receiver<()>,
    limits: Limits,
}

enum Stage {
    Preparing,
    Sending(Box<Client>),
    GivenUp,
}

impl Start {
    /// Tells the start on a thread of its own. Nothing where the protocol has no start.
    pub fn send(secret: &Secret, limits: Limits) -> Option<Self> {
        let address = Address::parse(secret, &WEB).ok().filter(|address| !is_kuma(address))?;
        let stage = Arc::new(Mutex::new(Stage::Preparing));
        let (sender, done) = mpsc::sync_channel(1);
        let own = Arc::clone(&stage);
        let send = move || {
            let client = Client::new(&address, limits);
            {
                let mut stage = own.lock().unwrap_or_else(PoisonError::into_inner);
                if matches!(*stage, Stage::GivenUp) {
                    return;
                }
                *stage = Stage::Sending(Box::new(client.clone()));
            }
            // The end says the same of a server that does not answer.
            let _ = client
                .send(&address.below("start"), &Request::Post { content_type: TEXT, body: b"" });
            let _ = sender.send(());
        };
        thread::Builder::new().name("ping".to_owned()).spawn(send).ok()?;
        Some(Self { stage, done, limits })
    }

    /// Leaves it a moment, then gives it up: nothing of it is sent after that.
    pub fn give_up(self) {
        let _ = self.done.recv_timeout(self.limits.start);
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if let Stage::Sending(client) = std::mem::replace(&mut *stage, Stage::GivenUp) {
            client.shut_down();
        }
    }
}

pub fn end(secret: &Secret, exit: u8, log_tail: &str, limits: Limits) -> Outcome {
    let address = Address::parse(secret, &WEB)?;
    let is_success = SUCCESSES.contains(&exit);
    if is_kuma(&address) {
        let said = if is_success { "OK".to_owned() } else { tr!("notify-exit", exit = exit) };
        return push(&address, if is_success { "up" } else { "down" }, &said, limits);
    }
    let place = if is_success { address } else { address.below(&exit.to_string()) };
    post(&place, log::last_within(log_tail, LOG_BYTES), limits)
}

/// As an entry of the log, which says nothing about a backup; as a success where the server does
/// not know that, since whoever tries it looks on.
pub fn test(secret: &Secret, text: &str, limits: Limits) -> Outcome {
    let address = Address::parse(secret, &WEB)?;
    if is_kuma(&address) {
        return push(&address, "up", text, limits);
    }
    match post(&address.below("log"), text, limits) {
        Err(Trouble::Answered { status: 404 | 405, .. }) => post(&address, text, limits),
        outcome => outcome,
    }
}

fn is_kuma(address: &Address) -> bool {
    address.path().contains("/api/push/")
}

fn push(address: &Address, status: &str, said: &str, limits: Limits) -> Outcome {
    let place = address.with_parameters(&[("status", status), ("msg", said), ("ping", "")]);
    Ok(Client::new(&place, limits).send(&place, &Request::Get)?.status)
}

fn post(place: &Address, text: &str, limits: Limits) -> Outcome {
    let request = Request::Post { content_type: TEXT, body: text.as_bytes() };
    accepted(Client::new(place, limits).send(place, &request)?)
}

/// healthchecks.io has no other status than 200 for an identifier that it does not know, and for
/// one that comes too often: "OK (not found)", "OK (rate limited)".
fn accepted(answer: Answer) -> Outcome {
    if answer.body.starts_with("OK (") {
        return Err(Trouble::NotAccepted { answer: format!("{}, {}", answer.status, answer.body) });
    }
    Ok(answer.status)
}

#[cfg(test)]
mod tests {
    use super::super::stand_in::{Act, Server};
    use super::*;

    #[test]
    fn success_and_failure_are_told_with_the_end_of_the_log() {
        let server = Server::start(vec![Act::ok()]);
        let secret = Secret::new(server.url("/ping/u?create=1"));
        let log = format!("{}fin é\n", "a line of the log\n".repeat(1000));
        for exit in [0, 3, 12] {
            assert_eq!(end(&secret, exit, &log, Limits::PATIENT).unwrap(), "200 OK");
        }
        let lines = ["/ping/u?create=1", "/ping/u?create=1", "/ping/u/12?create=1"];
        assert_eq!(server.lines(), lines.map(|place| format!("POST {place} HTTP/1.1")));
        for seen in server.seen() {
            assert!(seen.body.len() <= LOG_BYTES && seen.body.len() > LOG_BYTES - 20);
            assert!(seen.body.starts_with("a line of") && seen.body.ends_with("fin é\n"));
        }
    }

    #[test]
    fn a_push_address_of_uptime_kuma_is_asked_with_its_status() {
        let server = Server::start(vec![Act::ok()]);
        let secret = Secret::new(server.url("/api/push/jeton?status=up&msg=OK&ping="));
        assert!(Start::send(&secret, Limits::PATIENT).is_none());
        end(&secret, 0, "", Limits::PATIENT).unwrap();
        end(&secret, 12, "", Limits::PATIENT).unwrap();
        let lines = server.lines();
        assert_eq!(lines[0], "GET /api/push/jeton?status=up&msg=OK&ping= HTTP/1.1");
        assert!(lines[1].starts_with("GET /api/push/jeton?status=down&msg="), "{lines:?}");
        assert!(lines[1].contains("12&ping= "), "{lines:?}");
    }

    #[test]
    fn an_identifier_that_healthchecks_does_not_know_is_no_success() {
        let unknown = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\nOK (not found)";
        let server = Server::start(vec![Act::Answer(unknown)]);
        let told = end(&Secret::new(server.url("/u")), 0, "", Limits::PATIENT).unwrap_err();
        assert!(matches!(told, Trouble::NotAccepted { .. }), "{told:?}");
    }

    #[test]
    fn a_test_says_nothing_about_a_backup_where_it_can() {
        let server = Server::start(vec![Act::ok()]);
        test(&Secret::new(server.url("/u")), "essai", Limits::PATIENT).unwrap();
        assert_eq!(server.lines(), ["POST /u/log HTTP/1.1"]);
        let absent = "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n";
        let server = Server::start(vec![Act::Answer(absent), Act::ok()]);
        test(&Secret::new(server.url("/u")), "essai", Limits::PATIENT).unwrap();
        assert_eq!(server.lines(), ["POST /u/log HTTP/1.1", "POST /u HTTP/1.1"]);
    }
}
