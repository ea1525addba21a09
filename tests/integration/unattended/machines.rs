//! Machines that are told: the webhook, the command behind a run, Prometheus.

use std::fs;

use serde_json::Value;

use super::listener::{Listener, Manner};
use super::{DAILY, Scene, place};
use crate::harness;

#[test]
fn the_webhook_gets_the_result_of_a_run_that_did_something() {
    let server = harness::server();
    let listener = Listener::start(Manner::Thanks);
    let more = format!("[notify]\nwebhook = \"{}\"\n", listener.url("/crochet?k=v"));
    let scene = Scene::daily(&server, &harness::small_database(&server), &more);
    let result = scene.pass().result();
    assert_eq!(listener.asked(), ["POST /crochet?k=v"]);
    let mut got: Value = serde_json::from_str(&listener.seen()[0].body).unwrap();
    // Only who was told can not be in what they are told.
    got["profiles"][0]["notified"] = result["profiles"][0]["notified"].clone();
    assert_eq!(got, result);
    assert_eq!(scene.pass().code, Some(0));
    assert_eq!(listener.asked().len(), 1, "nothing was due");
    scene.serve("host=/absent dbname=ecole", &more);
    assert_eq!(scene.pass().code, Some(10));
    let got: Value = serde_json::from_str(&listener.seen()[1].body).unwrap();
    assert_eq!(got["status"], "failed");
    assert_eq!(got["profiles"][0]["error"]["code"], "server_unreachable");
}

#[test]
fn the_command_behind_a_run_gets_the_result_on_its_input_and_its_words_whole() {
    let server = harness::server();
    let scene = Scene::new();
    let (got, words) = ["got", "words"].map(|name| scene.program.home.path().join(name)).into();
    let script =
        format!("cat > '{}'; printf '%s|' \\\"$@\\\" > '{}'", got.display(), words.display());
    let more =
        format!("[notify]\nafter = [\"sh\", \"-c\", \"{script}\", \"sh\", \"un deux\", \"$x\"]\n");
    scene.serve(&harness::url(&server, &harness::small_database(&server)), &more);
    let outcome = scene.pass();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(fs::read_to_string(&words).unwrap(), "un deux|$x|");
    let got: Value = serde_json::from_slice(&fs::read(&got).unwrap()).unwrap();
    assert_eq!(got["profiles"][0]["backup"], outcome.result()["profiles"][0]["backup"]);
}

#[test]
fn a_command_that_fails_is_a_warning_with_what_it_said() {
    let server = harness::server();
    let more = "[notify]\nafter = [\"sh\", \"-c\", \"echo plus de papier >&2; exit 7\"]\n";
    let scene = Scene::daily(&server, &harness::small_database(&server), more);
    let outcome = scene.run(&["run"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(outcome.stderr.contains("plus de papier"), "{outcome:?}");
    assert_eq!(scene.backups().len(), 1);
}

/// The values of one metric, by profile.
fn values<'a>(text: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let start = format!("sauvegarde_{name}{{profile=\"");
    let of_line = |line: &'a str| line.strip_prefix(&start)?.split_once("\"} ");
    text.lines().filter_map(of_line).collect()
}

/// The profiles that have it.
fn names<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    values(text, name).into_iter().map(|(profile, _)| profile).collect()
}

#[test]
fn the_metrics_are_those_of_every_profile_whichever_was_served() {
    let server = harness::server();
    let scene = Scene::new();
    let metrics = scene.program.home.path().join("sauvegarde.prom");
    let profiles = ["a", "b"].map(|name| {
        let url = harness::url(&server, &harness::small_database(&server));
        format!("[profiles.{name}]\n{}{DAILY}", place(&url, &scene.program.dir))
    });
    let profiles = profiles.concat();
    scene.configure(&format!("{profiles}[notify]\nmetrics = \"{}\"\n", metrics.display()));
    assert_eq!(scene.run(&["run", "--profile", "a"]).code, Some(0));
    let text = fs::read_to_string(&metrics).unwrap();
    assert_eq!(values(&text, "stale"), [("a", "0"), ("b", "1")], "{text}");
    assert_eq!(names(&text, "last_success_timestamp_seconds"), ["a"]);
    assert_eq!(scene.pass().code, Some(0));
    let text = fs::read_to_string(&metrics).unwrap();
    assert_eq!(values(&text, "last_rows"), [("a", "3050"), ("b", "3050")]);
    let made = scene.backups();
    for (profile, at) in values(&text, "last_success_timestamp_seconds") {
        let backup = made.iter().find(|backup| backup.profile == profile).unwrap();
        assert_eq!(at, backup.created_at.as_second().to_string());
    }
    // Only `b` fails, and `a` keeps its lines.
    let broken = place("host=/absent dbname=ecole", &scene.program.dir);
    let good = fs::read_to_string(scene.config()).unwrap();
    let (before, after) = good.split_once("[profiles.b]\n").unwrap();
    let (_, rest) = after.split_once(DAILY).unwrap();
    scene.configure(&format!("{before}[profiles.b]\n{broken}{DAILY}{rest}"));
    assert_eq!(scene.run(&["run", "--profile", "b"]).code, Some(10));
    let text = fs::read_to_string(&metrics).unwrap();
    assert_eq!(values(&text, "last_exit_status"), [("b", "10")]);
    assert_eq!(names(&text, "last_success_timestamp_seconds"), ["a"]);
    assert_eq!(names(&text, "stale"), ["a", "b"]);
}
