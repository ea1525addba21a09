//! Tells somebody elsewhere how a run went: a dead man's switch, people, machines.
//!
//! `announcement` is a run from its first moment to its last; each channel has a file of its own
//! and knows only how to say one thing to one place.
//!
//! Invariants: one start and one end a run, in this order on the wire, and an end also where the
//! run panics; a channel that does not answer keeps neither the run nor another channel waiting
//! beyond its own limit; no address is in an answer, an error, a `Debug` or the log; a redirect is
//! never followed, since who is sent elsewhere would tell the address there.

mod address;
mod after;
mod announcement;
mod basic_auth;
mod http;
mod limits;
mod mail;
mod message;
mod metrics;
mod ntfy;
mod ping;
#[cfg(test)]
mod stand_in;
mod test;
mod together;
mod told;
mod trouble;
mod webhook;

pub use announcement::{Announcement, End};
pub use mail::login as mail_login;
pub use message::{Message, Urgency};
pub use metrics::Metrics;
pub use test::test;
pub use told::{Channel, Told};
