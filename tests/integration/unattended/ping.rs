//! The dead man's switch: one start and one end a run.

use super::Scene;
use super::listener::{Listener, Manner};
use crate::harness;

fn pinging(listener: &Listener) -> String {
    format!("[notify]\nping = \"{}\"\n", listener.url("/ping/u"))
}

#[test]
fn a_backup_is_told_from_its_start_to_its_success_with_the_end_of_the_log() {
    let server = harness::server();
    let listener = Listener::start(Manner::Thanks);
    let database = harness::small_database(&server);
    let scene = Scene::daily(&server, &database, &pinging(&listener));
    let outcome = scene.pass();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(listener.asked(), ["POST /ping/u/start", "POST /ping/u"]);
    let log = listener.seen()[1].body.clone();
    let name = scene.backups()[0].file.name.clone();
    assert!(log.lines().last().unwrap().contains("run: default: made "), "{log}");
    assert!(log.contains(&name), "{log}");
    let told = &outcome.result()["profiles"][0]["notified"];
    let expected = serde_json::json!([{ "channel": "ping", "ok": true, "answer": "200 OK" }]);
    assert_eq!(*told, expected);
    // Nothing due has no start: only that all is well is told.
    assert_eq!(scene.pass().code, Some(0));
    assert_eq!(listener.asked()[2..], ["POST /ping/u"]);
}

#[test]
fn a_failure_is_told_with_its_exit_status_and_the_end_of_the_log() {
    let server = harness::server();
    let listener = Listener::start(Manner::Thanks);
    let scene = Scene::daily(&server, &harness::unique("absente"), &pinging(&listener));
    assert_eq!(scene.pass().code, Some(2));
    assert_eq!(listener.asked(), ["POST /ping/u/start", "POST /ping/u/2"]);
    let log = &listener.seen()[1].body;
    assert!(log.lines().last().unwrap().contains("run: default: database_unknown"), "{log}");
    scene.serve("host=/absent dbname=ecole", &pinging(&listener));
    assert_eq!(scene.pass().code, Some(10));
    assert_eq!(listener.asked()[2..], ["POST /ping/u/start", "POST /ping/u/10"]);
    std::fs::rename(&scene.program.dir, scene.program.home.path().join("ailleurs")).unwrap();
    assert_eq!(scene.pass().code, Some(14));
    assert_eq!(listener.asked()[4..], ["POST /ping/u/start", "POST /ping/u/14"]);
}

#[test]
fn a_push_address_of_uptime_kuma_is_told_up_and_down() {
    let server = harness::server();
    let listener = Listener::start(Manner::Thanks);
    let url = listener.url("/api/push/jeton?status=up&msg=OK&ping=");
    let more = format!("[notify]\nping = \"{url}\"\n");
    let scene = Scene::daily(&server, &harness::small_database(&server), &more);
    assert_eq!(scene.pass().code, Some(0));
    scene.serve("host=/absent dbname=ecole", &more);
    assert_eq!(scene.pass().code, Some(10));
    let asked = listener.asked();
    let statuses = asked.iter().map(|it| it.split('&').next().unwrap());
    let expected = ["up", "down"].map(|it| format!("GET /api/push/jeton?status={it}"));
    assert_eq!(statuses.collect::<Vec<_>>(), expected, "{asked:?}");
}

#[test]
fn a_dry_run_tells_nobody() {
    let server = harness::server();
    let listener = Listener::start(Manner::Thanks);
    let scene = Scene::daily(&server, &harness::small_database(&server), &pinging(&listener));
    assert_eq!(scene.run(&["run", "--dry-run"]).code, Some(0));
    assert_eq!(listener.asked(), [] as [&str; 0]);
}
