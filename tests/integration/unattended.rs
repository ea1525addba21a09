//! What runs without anyone: passes, schedules, and who is told of them. Servers, dumps and those
//! who are told are real; the clock alone is the test's.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::{SignedDuration, Timestamp};
use sauvegarde::folder::manifest::{self, Manifest};
use sauvegarde::postgres::cluster::Cluster;
use serde_json::Value;

use crate::harness::{self, Outcome, Program};

mod battery;
mod broken;
mod configuration;
mod dead;
mod due;
mod keeper;
mod listener;
mod machines;
mod named;
mod people;
mod ping;
mod private;
mod proof;
mod status;
mod together;
mod unreached;
mod upkeep;
mod wait;

/// A Wednesday, hours away from every slot of a schedule that the tests use.
const NOON: &str = "2027-03-10T12:00:00Z";
/// Tries no restore: whoever tests that says so.
const DAILY: &str = "schedule = \"daily 06:00\"\ndrill = \"\"\n";

/// Bytes free, and of the disk.
const PLENTY: &str = "500000000000 1000000000000";

/// The program with a configuration and a clock of its own.
struct Scene {
    program: Program,
    clock: PathBuf,
}

impl Scene {
    /// At noon, without a configuration.
    fn new() -> Self {
        let program = Program::new();
        let clock = program.home.path().join("clock");
        let scene = Self { program, clock };
        scene.at(NOON);
        scene
    }

    /// Every day at six, with what `more` says.
    fn daily(cluster: &Cluster, database: &str, more: &str) -> Self {
        let scene = Self::new();
        scene.serve(&harness::url(cluster, database), more);
        scene
    }

    /// Its default profile is now this one, every day at six.
    fn serve(&self, url: &str, more: &str) {
        self.configure(&format!("{}{DAILY}{more}", place(url, &self.program.dir)));
    }

    fn config(&self) -> PathBuf {
        self.program.home.path().join("config/sauvegarde/config.toml")
    }

    fn configure(&self, text: &str) {
        fs::create_dir_all(self.config().parent().unwrap()).unwrap();
        fs::write(self.config(), text).unwrap();
    }

    fn state(&self) -> PathBuf {
        self.program.home.path().join("state/sauvegarde")
    }

    /// Sets the clock to this moment or the second behind it, and it goes on.
    fn at(&self, moment: &str) {
        let moment: Timestamp = moment.parse().unwrap();
        self.move_clock_to(moment.duration_since(Timestamp::now()).as_secs() + 1);
    }

    /// Moves the clock on, or back.
    fn later(&self, by: SignedDuration) {
        let moved: i64 = fs::read_to_string(&self.clock).unwrap().parse().unwrap();
        self.move_clock_to(moved + by.as_secs());
    }

    /// In one piece: a program that runs would read half of it.
    fn move_clock_to(&self, moved_s: i64) {
        let new = self.clock.with_extension("new");
        fs::write(&new, moved_s.to_string()).unwrap();
        fs::rename(new, &self.clock).unwrap();
    }

    fn now(&self) -> Timestamp {
        let moved: i64 = fs::read_to_string(&self.clock).unwrap().parse().unwrap();
        Timestamp::now() + SignedDuration::from_secs(moved)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.program.command(arguments);
        command.env("SAUVEGARDE_TEST_CLOCK", &self.clock).env("TZ", "UTC");
        command.env("SAUVEGARDE_TEST_POWER", self.power());
        // Whatever this machine's disk has left.
        command.env("SAUVEGARDE_TEST_SPACE", PLENTY);
        command
    }

    fn power(&self) -> PathBuf {
        self.program.home.path().join("power")
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(self.command(arguments).output().unwrap())
    }

    /// `run --json`.
    fn pass(&self) -> Outcome {
        self.run(&["run", "--json"])
    }

    /// Each backup of the folder, which holds nothing else, oldest first.
    #[track_caller]
    fn backups(&self) -> Vec<Manifest> {
        backups_in(&self.program.dir)
    }

    #[track_caller]
    fn nothing_is_staged(&self) {
        assert_eq!(self.program.staged(), [] as [&str; 0]);
    }
}

fn place(url: &str, dir: &Path) -> String {
    format!("url = \"{url}\"\ndir = \"{}\"\n", dir.display())
}

#[track_caller]
fn backups_in(folder: &Path) -> Vec<Manifest> {
    let names = harness::names_in(folder);
    let manifests = names.iter().filter(|name| name.ends_with(manifest::MANIFEST_SUFFIX));
    let read = |name: &String| manifest::read(&folder.join(name)).unwrap().unwrap();
    let mut backups: Vec<Manifest> = manifests.map(read).collect();
    assert_eq!(names.len(), 2 * backups.len(), "{names:?}");
    backups.sort_by_key(|backup| backup.created_at);
    backups
}

/// How many backups are there by now.
fn published(folder: &Path) -> usize {
    let names = harness::names_in(folder);
    names.iter().filter(|name| name.ends_with(manifest::MANIFEST_SUFFIX)).count()
}

/// What a pass says of one profile.
#[track_caller]
fn of_profile(result: &Value, profile: &str) -> Value {
    let profiles = result["profiles"].as_array().unwrap();
    let found = profiles.iter().find(|it| it["profile"] == profile);
    found.unwrap_or_else(|| panic!("no {profile}: {result}")).clone()
}

/// Takes the place of a server, and knows whether anybody came.
struct Deaf(TcpListener);

impl Deaf {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    fn url(&self, database: &str) -> String {
        format!("postgresql://personne@{}/{database}", self.0.local_addr().unwrap())
    }

    #[track_caller]
    fn nobody_came(&self) {
        let came = self.0.accept().map(|(_, from)| from);
        assert!(came.is_err(), "somebody came: {came:?}");
    }
}
