//! A program that was built without mail says so.

use crate::config::notify::Mail;
use crate::notify::limits::Limits;
use crate::notify::message::Message;
use crate::notify::together::Outcome;
use crate::notify::trouble::{MailTrouble, Trouble};

pub fn send(_: &Mail, _: &[Message], _: Limits) -> Outcome {
    Err(Trouble::Mail(MailTrouble::LeftOut))
}
