//! The password in a real keyring on a bus of its own; runs where gnome-keyring is installed.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::{Guarded, PASSWORD, keeps_quiet};
use crate::guarded_server;
use crate::harness::{self, Outcome};
use crate::not_run;

/// A bus and, on it, an unlocked keyring.
struct Keyring {
    _folder: TempDir,
    address: String,
    bus: Child,
    daemon: Child,
}

impl Keyring {
    #[track_caller]
    fn start_or_note() -> Option<Self> {
        let keyring = Self::start();
        if keyring.is_none() {
            not_run::note("dbus-daemon or gnome-keyring-daemon is not installed");
        }
        keyring
    }

    fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let configuration = folder.path().join("bus.conf");
        // Starts nothing by itself, or the machine's own services would come.
        let text = format!(
            r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
            "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig><type>session</type><listen>unix:dir={}</listen>
            <policy context="default"><allow send_destination="*" eavesdrop="true"/>
            <allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"#,
            folder.path().display()
        );
        std::fs::write(&configuration, text).unwrap();
        let mut bus = Command::new("dbus-daemon")
            .args(["--nofork", "--nopidfile", "--print-address", "--config-file"])
            .arg(&configuration)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut address = String::new();
        BufReader::new(bus.stdout.take()?).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        let started = Command::new("gnome-keyring-daemon")
            .args(["--unlock", "--components=secrets", "--foreground"])
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .env("HOME", folder.path())
            .env("XDG_DATA_HOME", folder.path())
            .env("XDG_RUNTIME_DIR", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut daemon) = started else {
            let _ = bus.kill();
            let _ = bus.wait();
            return None;
        };
        daemon.stdin.take()?.write_all(b"of the keyring").unwrap();
        let keyring = Self { _folder: folder, address, bus, daemon };
        harness::eventually("the keyring is there", || {
            let asked = ["--dest=org.freedesktop.secrets", "--print-reply", "/", PING];
            keyring
                .bus_command("dbus-send")
                .args(asked)
                .output()
                .is_ok_and(|it| it.status.success())
        });
        Some(keyring)
    }

    fn bus_command(&self, name: &str) -> Command {
        let mut command = Command::new(name);
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address).arg("--session");
        command
    }

    fn lock(&self) {
        let collection = "array:objpath:/org/freedesktop/secrets/collection/login";
        let method = "org.freedesktop.Secret.Service.Lock";
        let asked = ["--dest=org.freedesktop.secrets", "--print-reply"];
        let mut command = self.bus_command("dbus-send");
        command.args(asked).args(["/org/freedesktop/secrets", method, collection]);
        assert!(command.output().unwrap().status.success());
    }
}

const PING: &str = "org.freedesktop.DBus.Peer.Ping";

impl Drop for Keyring {
    fn drop(&mut self) {
        for child in [&mut self.daemon, &mut self.bus] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn config_password(guarded: &Guarded, address: &str, more: &[&str]) -> Outcome {
    let url = guarded.connection.url_without_password();
    let mut command = guarded.program.command(["config", "password", "--json", "--url", &url]);
    command.args(more).env("DBUS_SESSION_BUS_ADDRESS", address);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
    let outcome = Outcome::of(child.wait_with_output().unwrap());
    keeps_quiet(&outcome);
    outcome
}

#[test]
fn a_password_in_the_keyring_works_until_it_is_locked_or_forgotten() {
    let Some(keyring) = Keyring::start_or_note() else { return };
    let server = guarded_server::server();
    let guarded = Guarded::new(&server);
    let url = guarded.connection.url_without_password();
    let backup = || {
        let mut command = guarded.backup(&url);
        command.env("DBUS_SESSION_BUS_ADDRESS", &keyring.address);
        command
    };
    Outcome::of(backup().output().unwrap()).failed("authentication_failed", 12);
    let kept = config_password(&guarded, &keyring.address, &[]);
    assert_eq!(kept.result()["status"], "completed");
    guarded.works(&mut backup(), &[]);
    keyring.lock();
    // Nobody can be asked here, so it stays locked.
    Outcome::of(backup().output().unwrap()).failed("keyring_locked", 18);
}

#[test]
fn without_a_keyring_the_password_is_refused_and_what_was_there_is_missed() {
    let server = guarded_server::server();
    let guarded = Guarded::new(&server);
    config_password(&guarded, "unix:path=/nowhere", &[]).failed("keyring_missing", 18);
    let Some(keyring) = Keyring::start_or_note() else { return };
    assert_eq!(config_password(&guarded, &keyring.address, &[]).result()["status"], "completed");
    let address = keyring.address.clone();
    drop(keyring);
    let url = guarded.connection.url_without_password();
    let mut backup = guarded.backup(&url);
    Outcome::of(backup.env("DBUS_SESSION_BUS_ADDRESS", &address).output().unwrap())
        .failed("keyring_missing", 18);
    // libpq's own place still counts.
    guarded.password_file(&guarded.program.home.path().join(".pgpass"), 0o600);
    Outcome::of(backup.output().unwrap()).completed();
}

#[test]
fn a_forgotten_password_is_gone() {
    let Some(keyring) = Keyring::start_or_note() else { return };
    let server = guarded_server::server();
    let guarded = Guarded::new(&server);
    for more in [&[][..], &["--forget"], &["--forget"]] {
        let outcome = config_password(&guarded, &keyring.address, more);
        assert_eq!(outcome.result()["status"], "completed");
    }
    let url = guarded.connection.url_without_password();
    let mut backup = guarded.backup(&url);
    backup.env("DBUS_SESSION_BUS_ADDRESS", &keyring.address);
    Outcome::of(backup.output().unwrap()).failed("authentication_failed", 12);
}
