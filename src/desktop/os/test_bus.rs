//! A D-Bus of its own for a test, and events to look at.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use crate::desktop::event::Event;
use crate::desktop::sender::EventSender;

#[path = "../../../tests/not_run.rs"]
mod not_run;

/// Starts nothing by itself: the machine's own services have no place in a test.
const CONFIGURATION: &str = r#"<!DOCTYPE busconfig PUBLIC
    "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
    "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;

/// Goes with its test.
pub struct Bus {
    daemon: Child,
    _configuration: tempfile::NamedTempFile,
    pub address: String,
}

impl Bus {
    /// Nothing where dbus-daemon is not installed; then the test has not run, which is noted.
    #[track_caller]
    pub fn start() -> Option<Self> {
        let bus = Self::try_start();
        if bus.is_none() {
            not_run::note("dbus-daemon is not installed");
        }
        bus
    }

    fn try_start() -> Option<Self> {
        let mut command = Command::new("dbus-daemon");
        let mut configuration = tempfile::NamedTempFile::new().ok()?;
        configuration.write_all(CONFIGURATION.as_bytes()).ok()?;
        command.arg("--config-file").arg(configuration.path());
        command.args(["--nofork", "--nopidfile", "--print-address"]);
        let mut daemon = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let mut address = String::new();
        BufReader::new(daemon.stdout.take()?).read_line(&mut address).ok()?;
        Some(Self { daemon, _configuration: configuration, address: address.trim().to_owned() })
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
