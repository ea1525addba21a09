//! The thread that sleeps until the next moment that matters.
//!
//! Invariant: it wakes up at that moment, when another one is set, when the clock is set and after a
//! sleep of the machine; at no other time.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use jiff::Timestamp;
use sauvegarde::platform::alarm::{Alarm, Bell, Rang};
use sauvegarde::platform::log;

use super::event::Event;
use super::sender::EventSender;

/// Sends [`Event::AlarmRang`] at the moment that is set, and [`Event::Woke`] when the clock was set.
pub struct AlarmClock {
    at: Arc<Mutex<Option<Timestamp>>>,
    /// Nothing where the system lends no clock: then only what the user does makes backups.
    bell: Option<Bell>,
}

impl AlarmClock {
    pub fn start(send: EventSender) -> Self {
        let at = Arc::new(Mutex::new(None));
        let bell = match Alarm::new() {
            Ok((alarm, bell)) => {
                let at = Arc::clone(&at);
                let run = move || keep(&alarm, &at, &send);
                let thread = thread::Builder::new().name("alarm".to_owned()).spawn(run);
                thread.map(|_| bell)
            }
            Err(error) => Err(error),
        };
        let bell = bell.inspect_err(|error| log::line(&format!("alarm: {error}"))).ok();
        Self { at, bell }
    }

    /// In the place of the former moment; nothing for never.
    pub fn set(&self, at: Option<Timestamp>) {
        *self.at.lock().unwrap_or_else(PoisonError::into_inner) = at;
        if let Some(bell) = &self.bell {
            bell.ring();
        }
    }
}

fn keep(alarm: &Alarm, at: &Mutex<Option<Timestamp>>, send: &EventSender) {
    loop {
        let next = *at.lock().unwrap_or_else(PoisonError::into_inner);
        match alarm.wait(next) {
            Ok(Rang::Called) => {}
            Ok(Rang::ClockSet) => send.send(Event::Woke),
            Ok(Rang::Time) => {
                // It is set again by whoever hears of it, and rings once.
                let mut at = at.lock().unwrap_or_else(PoisonError::into_inner);
                if *at == next {
                    *at = None;
                }
                drop(at);
                send.send(Event::AlarmRang);
            }
            Err(error) => {
                log::line(&format!("alarm: {error}"));
                return;
            }
        }
    }
}
