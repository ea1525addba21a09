//! Notifications: one a job, replaced in place.
//!
//! Invariants: whoever asks for a notification never waits; of several wishes that could not be
//! carried out yet, only the newest counts; whether notifications reach the user is told as
//! [`Event::NotificationsShown`](crate::desktop::event::Event::NotificationsShown).

use std::sync::Arc;
use std::thread;

use crate::desktop::event::Command;
use crate::desktop::sender::EventSender;

#[cfg_attr(target_os = "linux", path = "notify/linux.rs")]
#[cfg_attr(windows, path = "notify/windows.rs")]
#[cfg_attr(target_os = "macos", path = "notify/macos.rs")]
mod platform;
mod slot;

use slot::{Slot, Wish};

/// What a notification is about, which decides how long it stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// Stays as long as the job.
    Running,
    /// Goes by itself.
    Done,
    /// Stays until the user has seen it.
    Failed,
}

/// A notification, in the user's words.
#[derive(Clone, Debug)]
pub struct Note {
    pub title: String,
    pub body: String,
    /// Shown as a bar where the service draws one.
    #[cfg_attr(target_os = "macos", expect(dead_code, reason = "it draws none there"))]
    pub percent: Option<u8>,
    pub kind: NoteKind,
    pub buttons: Vec<(String, Command)>,
}

/// The thread that talks to the desktop's service.
pub struct Notifier(Arc<Slot>);

impl Notifier {
    pub fn start(send: EventSender) -> Self {
        let slot = Arc::new(Slot::default());
        let for_thread = Arc::clone(&slot);
        let run = move || platform::run(&for_thread, &send);
        // Without the thread nothing is shown, and the card alone is what the user sees.
        let _ = thread::Builder::new().name("notify".to_owned()).spawn(run);
        Self(slot)
    }

    /// In the place of the one that is shown.
    pub fn show(&self, note: Note) {
        self.0.put(Wish::Show(note));
    }

    /// Takes the one that is shown away.
    pub fn close(&self) {
        self.0.put(Wish::Close);
    }
}
