//! `status`: idle, running, completed or failed, with the keys of the Django version.

use rustix::process::Signal;
use sauvegarde::postgres::cluster::Cluster;
use serde_json::Value;

use crate::background::{self, Background, dumps_of};
use crate::gate::{self, Gate};
use crate::harness::{self, Outcome, Program};

const KEYS: [&str; 7] =
    ["status", "progress", "message", "backup_file", "backup_name", "backup_size", "error"];

/// A folder and a database of which a backup may be held in its middle.
struct Place<'a> {
    server: &'a Cluster,
    database: String,
    program: Program,
}

impl<'a> Place<'a> {
    fn new(server: &'a Cluster) -> Self {
        Self { server, database: gate::database(server), program: Program::new() }
    }

    fn arguments(&self, words: &[&str]) -> Vec<String> {
        let dir = self.program.dir.to_str().unwrap();
        let url = harness::url(self.server, &self.database);
        words.iter().chain(&["--dir", dir, "--url", &url]).map(|word| (*word).to_owned()).collect()
    }

    /// `status --json`, which always has its seven keys.
    #[track_caller]
    fn status(&self) -> (Value, Option<i32>) {
        let outcome = self.program.run(self.arguments(&["status", "--json"]));
        let status = outcome.result();
        for key in KEYS {
            assert!(status.get(key).is_some(), "{key}: {status}");
        }
        (status, outcome.code)
    }

    fn text(&self) -> Outcome {
        self.program.run(self.arguments(&["status"]))
    }

    fn backup(&self, gate: &Gate) -> Background {
        let mut command = self.program.command(["backup", "--json", "--dir"]);
        command.arg(&self.program.dir).arg("--url").arg(gate.url(self.server, &self.database));
        Background::start(command)
    }
}

#[test]
fn idle_then_running_then_completed_then_failed() {
    let server = harness::server();
    let place = Place::new(&server);
    let (status, code) = place.status();
    assert_eq!((status["status"].as_str(), code), (Some("idle"), Some(0)));
    assert_eq!((&status["progress"], &status["error"]), (&0.into(), &Value::Null));
    assert_eq!(status["backup_file"], Value::Null);

    let gate = Gate::before(&server);
    let running = place.backup(&gate);
    gate.wait_until_held();
    let message = |status: &Value| status["message"].as_str().unwrap().to_owned();
    harness::eventually("the table that is dumped", || {
        message(&place.status().0).contains("public.eleves")
    });
    let (status, code) = place.status();
    assert_eq!((status["status"].as_str(), code), (Some("running"), Some(0)));
    let percent = status["progress"].as_i64().unwrap();
    assert!((20..60).contains(&percent), "{status}");
    let message = message(&status);
    assert!(message.contains(&percent.to_string()), "{message}");
    assert!(place.text().stdout.contains(&message));
    gate.open();
    let outcome = running.wait();
    let (path, manifest) = outcome.completed();
    let said = outcome.json().iter().any(|line| line["percent"] == percent);
    assert!(said, "{percent} is what the backup itself said: {outcome:?}");

    let (status, code) = place.status();
    assert_eq!((status["status"].as_str(), code), (Some("completed"), Some(0)));
    assert_eq!((&status["progress"], &status["error"]), (&100.into(), &Value::Null));
    assert_eq!(status["backup_file"], path.to_str().unwrap());
    assert_eq!(status["backup_name"], manifest["file"]["name"]);
    let bytes = manifest["file"]["bytes"].as_u64().unwrap();
    assert_eq!(status["backup_size"], sauvegarde::report::format::bytes_plain(bytes));

    let gate = Gate::before(&server);
    let running = place.backup(&gate);
    gate.wait_until_held();
    background::signal(dumps_of(place.program.home.path())[0], Signal::KILL);
    gate.open();
    let error = running.wait().failed("dump_failed", 1);
    let (status, code) = place.status();
    assert_eq!((status["status"].as_str(), code), (Some("failed"), Some(1)));
    assert_eq!(status["error"]["code"], "dump_failed");
    assert_eq!(status["error"]["message"], error["message"]);
    assert!(place.text().stdout.contains(error["message"].as_str().unwrap()));
}

#[test]
fn a_run_that_was_killed_is_interrupted_and_the_next_one_cleans_up() {
    let server = harness::server();
    let place = Place::new(&server);
    let gate = Gate::before(&server);
    let running = place.backup(&gate);
    gate.wait_until_held();
    running.signal(Signal::KILL);
    assert_eq!(running.wait().code, None);
    let home = place.program.home.path();
    harness::eventually("the end of pg_dump", || dumps_of(home).is_empty());
    assert_eq!(place.program.files(), [] as [&str; 0]);
    assert_eq!(place.program.staged().len(), 1, "the unfinished dump");
    let (status, code) = place.status();
    assert_eq!((status["status"].as_str(), code), (Some("failed"), Some(1)));
    assert_eq!(status["error"]["code"], "interrupted");
    let french = place.program.run(place.arguments(&["status", "--lang", "fr"]));
    assert!(french.stdout.contains("interrompue"), "{french:?}");

    let whole = place.program.run(place.arguments(&["backup", "--json"]));
    whole.completed();
    assert_eq!(place.program.staged(), [] as [&str; 0]);
    assert_eq!(place.status().0["status"], "completed");
}

#[test]
fn another_database_in_the_same_folder_has_a_state_of_its_own() {
    let server = harness::server();
    let place = Place::new(&server);
    let other = harness::small_database(&server);
    place.program.backup(&server, &other).completed();
    let (status, _) = place.status();
    assert_eq!(status["status"], "idle");
    let gate = Gate::before(&server);
    let running = place.backup(&gate);
    gate.wait_until_held();
    // Two databases do not wait for each other.
    place.program.backup(&server, &other).completed();
    assert_eq!(place.status().0["status"], "running");
    gate.open();
    running.wait().completed();
}
