//! Linux and macOS end a session with the signals that ctrlc knows.

use crate::desktop::sender::EventSender;

pub struct Session;

impl Session {
    pub fn watch(_: EventSender) -> Self {
        Self
    }

    #[expect(clippy::unused_self, reason = "as on Windows")]
    pub fn ended(self) {}
}
