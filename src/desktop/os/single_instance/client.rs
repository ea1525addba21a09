//! The side that talks to the running tray.

use std::io::{Read as _, Write as _};
use std::time::Duration;

use interprocess::local_socket::{Stream, prelude::*};

use super::address;
use super::message::Message;

/// A tray that takes longer is frozen.
const LIMIT: Duration = Duration::from_secs(2);

/// A connection to the running tray.
pub struct Client(Stream);

impl Client {
    /// Nothing if no tray of this user runs.
    pub fn connect() -> Option<Self> {
        let stream = address::connect(&address::folder()).ok()?;
        // Named pipes have no time limits; whoever must not wait uses a thread of their own.
        let _ = stream.set_recv_timeout(Some(LIMIT));
        let _ = stream.set_send_timeout(Some(LIMIT));
        Some(Self(stream))
    }

    /// Whether it went out.
    pub fn tell(&mut self, message: &Message) -> bool {
        let Ok(mut line) = serde_json::to_vec(message) else { return false };
        line.push(b'\n');
        self.0.write_all(&line).is_ok()
    }

    /// Whether it was understood.
    pub fn ask(&mut self, message: &Message) -> bool {
        self.tell(message) && self.0.read_exact(&mut [0]).is_ok()
    }
}
