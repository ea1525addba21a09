//! A D-Bus of its own for a test, and events to look at.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use super::event::Event;
use super::sender::EventSender;

/// Goes with its test.
pub struct Bus {
    daemon: Child,
    pub address: String,
}

impl Bus {
    /// Nothing where dbus-daemon is not installed.
    pub fn start() -> Option<Self> {
        let mut command = Command::new("dbus-daemon");
        command.args(["--session", "--nofork", "--nopidfile", "--print-address"]);
        command.arg(format!("--address=unix:tmpdir={}", std::env::temp_dir().display()));
        let mut daemon = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let mut address = String::new();
        BufReader::new(daemon.stdout.take()?).read_line(&mut address).ok()?;
        Some(Self { daemon, address: address.trim().to_owned() })
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// A sender and what comes out of it.
pub fn events() -> (EventSender, Receiver<Event>) {
    let (sender, events) = mpsc::channel();
    (EventSender::new(move |event| drop(sender.send(event))), events)
}

#[track_caller]
pub fn next<T>(channel: &Receiver<T>) -> T {
    channel.recv_timeout(Duration::from_secs(10)).unwrap()
}
