//! Notifications: one a job, replaced in place.
//!
//! Invariants: whoever asks for a notification never waits; of several wishes that could not be
//! carried out yet, only the newest counts; whether notifications reach the user is told as
//! [`Event::NotificationsShown`](crate::desktop::event::Event::NotificationsShown).

use std::sync::Arc;
use std::thread;

use crate::desktop::sender::EventSender;
use crate::desktop::view::Note;

#[cfg_attr(target_os = "linux", path = "notify/linux.rs")]
#[cfg_attr(windows, path = "notify/windows.rs")]
#[cfg_attr(target_os = "macos", path = "notify/macos.rs")]
mod platform;
mod slot;

use slot::{Slot, Wish};

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
