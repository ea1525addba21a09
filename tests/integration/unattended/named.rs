//! Addresses are secrets: whoever knows one can speak in our name, or listen.

use std::fs;
use std::path::{Path, PathBuf};

use super::Scene;
use super::listener::{Listener, Manner};
use crate::harness::{self, Outcome};

const MARKER: &str = "marqueur4711";

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

#[track_caller]
fn said_nowhere(scene: &Scene, outcome: &Outcome) {
    assert!(!format!("{outcome:?}").contains(MARKER), "{outcome:?}");
    let mut seen = 0;
    for path in files(scene.program.home.path()) {
        if path == scene.config() {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(MARKER), "{}: {text}", path.display());
        seen += usize::from(!text.is_empty());
    }
    assert!(seen > 1, "the log and what was told");
}

/// Each place where an address may be, of somebody who repeats it in what he says.
fn told(listener: &Listener) -> String {
    let url = |path: &str| listener.url(&format!("/{path}{MARKER}"));
    let login = |url: &str| url.replace("://", &format!("://moi:{MARKER}@"));
    format!(
        "[notify]\nping = \"{}\"\nntfy = \"{}\"\nwebhook = \"{}?k={MARKER}\"\n\
         [notify.mail]\nto = [\"a@b.example\"]\nfrom = \"c@d.example\"\n\
         server = \"smtp://moi@{MARKER}.invalid:1\"\n",
        url("ping/"),
        url("sujet-"),
        login(&url("crochet-")),
    )
}

#[test]
fn no_address_is_in_the_log_the_state_the_manifests_or_what_is_said() {
    let server = harness::server();
    let database = harness::small_database(&server);
    for manner in [Manner::Thanks, Manner::Fails] {
        let listener = Listener::start(manner);
        let scene = Scene::daily(&server, &database, &told(&listener));
        for arguments in [&["run", "--json"][..], &["run", "-v"]] {
            said_nowhere(&scene, &scene.run(arguments));
            scene.later(jiff::SignedDuration::from_hours(24));
        }
        scene.serve("host=/absent dbname=ecole", &told(&listener));
        said_nowhere(&scene, &scene.run(&["run"]));
        said_nowhere(&scene, &scene.run(&["doctor"]));
        said_nowhere(&scene, &scene.run(&["status", "--all"]));
        fs::write(scene.config(), format!("url = x\n{}", told(&listener))).unwrap();
        said_nowhere(&scene, &scene.run(&["run"]));
        assert!(listener.asked().iter().any(|it| it.contains(MARKER)));
    }
}

#[test]
fn a_test_sends_one_of_each_and_shows_the_answers_without_an_address() {
    for (manner, exit) in [(Manner::Thanks, 0), (Manner::Fails, 3)] {
        let listener = Listener::start(manner);
        let scene = Scene::new();
        let metrics = scene.program.home.path().join("x.prom");
        let all = told(&listener);
        let (before, _) = all.split_once("[notify.mail]").unwrap();
        let more = format!("metrics = \"{}\"\nafter = [\"true\"]\n", metrics.display());
        scene.configure(&format!("{before}{more}"));
        let json = scene.run(&["notify", "test", "--json"]);
        assert_eq!(json.code, Some(exit), "{json:?}");
        let told: Vec<serde_json::Value> = json.result()["notified"].as_array().unwrap().clone();
        let channels: Vec<_> = told.iter().map(|it| it["channel"].as_str().unwrap()).collect();
        assert_eq!(channels, ["ping", "ntfy", "webhook", "metrics", "after"]);
        for it in &told[..3] {
            assert_eq!(it["ok"], exit == 0, "{it}");
            let answer = it["answer"].as_str().unwrap();
            assert!(answer.contains(if exit == 0 { "200 OK" } else { "500" }), "{answer}");
        }
        assert!(!format!("{json:?}").contains(MARKER), "{json:?}");
        let text = scene.run(&["notify", "test"]);
        assert_eq!(text.code, Some(exit));
        assert_eq!(text.stdout.lines().count(), 5, "{text:?}");
        assert!(!format!("{text:?}").contains(MARKER), "{text:?}");
        if exit == 0 {
            let mut asked = listener.asked();
            asked.sort();
            let ping = format!("POST /ping/{MARKER}/log");
            let hook = format!("POST /crochet-{MARKER}?k={MARKER}");
            let expected = ["POST /", "POST /", &hook, &hook, &ping, &ping];
            assert_eq!(asked, expected);
        }
    }
}

#[test]
fn a_test_without_anybody_to_tell_is_refused_with_what_to_do() {
    let scene = Scene::new();
    let outcome = scene.run(&["notify", "test"]);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(outcome.stderr.contains("config set notify.ping"), "{outcome:?}");
}
