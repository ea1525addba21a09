//! People hear of a failure and of an old backup once, then once a day, and at last that all is well.

use jiff::SignedDuration;
use serde_json::Value;

use super::Scene;
use super::listener::{Listener, Manner};
use crate::harness;

struct Phone(Listener);

impl Phone {
    fn new() -> Self {
        Self(Listener::start(Manner::Thanks))
    }

    fn config(&self) -> String {
        format!("[notify]\nntfy = \"{}\"\n", self.0.url("/mes-bases"))
    }

    fn messages(&self) -> Vec<Value> {
        self.0.seen().iter().map(|seen| serde_json::from_str(&seen.body).unwrap()).collect()
    }

    #[track_caller]
    fn has(&self, titles: &[&str]) {
        let messages = self.messages();
        let heard: Vec<_> = messages.iter().map(|it| it["title"].as_str().unwrap()).collect();
        assert_eq!(heard, titles, "{messages:?}");
        assert!(messages.iter().all(|it| it["topic"] == "mes-bases"), "{messages:?}");
    }
}

const FAILED: &str = "Backup failed";
const STALE: &str = "The last backup is too old";
const WELL: &str = "Backups: all is well again";

#[test]
fn a_failure_is_told_once_a_day_and_its_end_once() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let phone = Phone::new();
    let scene = Scene::new();
    scene.serve("host=/absent dbname=ecole", &phone.config());
    for _ in 0..3 {
        assert_eq!(scene.pass().code, Some(10));
        scene.later(SignedDuration::from_hours(1));
    }
    phone.has(&[FAILED]);
    let body = phone.messages()[0]["message"].as_str().unwrap().to_owned();
    assert!(body.contains("/absent"), "what happened and what to do: {body}");
    assert!(body.lines().count() > 1, "{body}");
    scene.later(SignedDuration::from_hours(22));
    assert_eq!(scene.pass().code, Some(10));
    phone.has(&[FAILED, FAILED]);
    // Another failure is news.
    let away = scene.program.home.path().join("ailleurs");
    std::fs::rename(&scene.program.dir, &away).unwrap();
    assert_eq!(scene.pass().code, Some(14));
    phone.has(&[FAILED; 3]);
    std::fs::rename(&away, &scene.program.dir).unwrap();
    scene.serve(&harness::url(&server, &database), &phone.config());
    for _ in 0..3 {
        assert_eq!(scene.pass().code, Some(0));
    }
    phone.has(&[FAILED, FAILED, FAILED, WELL]);
    let well = phone.messages()[3]["message"].as_str().unwrap().to_owned();
    assert!(well.contains(&database), "{well}");
    // What fails after that is news again.
    scene.later(SignedDuration::from_hours(24));
    scene.serve("host=/absent dbname=ecole", &phone.config());
    assert_eq!(scene.pass().code, Some(10));
    phone.has(&[FAILED, FAILED, FAILED, WELL, FAILED]);
}

#[test]
fn success_is_nobodys_news() {
    let server = harness::server();
    let phone = Phone::new();
    let scene = Scene::daily(&server, &harness::small_database(&server), &phone.config());
    for _ in 0..3 {
        assert_eq!(scene.pass().code, Some(0));
        scene.later(SignedDuration::from_hours(24));
    }
    phone.has(&[]);
}

#[test]
fn an_old_backup_that_cannot_be_followed_is_told_with_its_date() {
    let server = harness::server();
    let phone = Phone::new();
    let scene = Scene::daily(&server, &harness::small_database(&server), &phone.config());
    assert_eq!(scene.pass().code, Some(0));
    // Postponed for so long that it is old.
    super::battery::discharging(&scene, 5);
    scene.at("2027-03-11T12:00:00Z");
    assert_eq!(scene.pass().code, Some(3));
    phone.has(&[]);
    scene.at("2027-03-12T12:00:00Z");
    for _ in 0..2 {
        assert_eq!(scene.pass().code, Some(3));
    }
    phone.has(&[STALE]);
    let body = phone.messages()[0]["message"].as_str().unwrap().to_owned();
    assert!(body.contains("2027-03-10"), "{body}");
    std::fs::remove_dir_all(scene.power()).unwrap();
    assert_eq!(scene.pass().code, Some(0));
    phone.has(&[STALE, WELL]);
}

#[test]
fn each_profile_has_its_own_news() {
    let phone = Phone::new();
    let scene = Scene::new();
    let broken = super::place("host=/absent dbname=ecole", &scene.program.dir);
    let daily = super::DAILY;
    scene.configure(&format!(
        "[profiles.a]\n{broken}{daily}[profiles.b]\n{broken}{daily}{}",
        phone.config()
    ));
    for _ in 0..2 {
        assert_eq!(scene.pass().code, Some(10));
    }
    phone.has(&["Backup failed: a", "Backup failed: b"]);
}

#[test]
fn an_alarm_is_told_once_a_day_in_numbers_another_one_at_once_and_its_end() {
    const UNUSUAL: &str = "The backup was made, and is unusual";
    let server = harness::server();
    let database = harness::small_database(&server);
    let phone = Phone::new();
    let scene = Scene::daily(&server, &database, &phone.config());
    let pass = |code| {
        assert_eq!(scene.pass().code, Some(code));
        scene.later(SignedDuration::from_hours(1));
    };
    pass(0);
    scene.later(SignedDuration::from_hours(23));
    harness::sql(&server, &database, "delete from eleves");
    pass(3);
    for _ in 0..3 {
        pass(0);
    }
    phone.has(&[UNUSUAL]);
    let body = phone.messages()[0]["message"].as_str().unwrap().to_owned();
    assert!(body.contains("public.eleves: 3,000 → 0 rows"), "{body}");
    assert!(body.contains("sauvegarde accept"), "{body}");
    scene.later(SignedDuration::from_hours(20));
    pass(3);
    phone.has(&[UNUSUAL; 2]);
    // Another table is another event.
    harness::sql(&server, &database, "create table notes as select generate_series(1, 500)");
    assert_eq!(scene.run(&["accept", "latest"]).code, Some(0));
    scene.later(SignedDuration::from_hours(22));
    pass(0);
    phone.has(&[UNUSUAL, UNUSUAL, WELL]);
    scene.later(SignedDuration::from_hours(23));
    harness::sql(&server, &database, "drop table notes");
    pass(3);
    phone.has(&[UNUSUAL, UNUSUAL, WELL, UNUSUAL]);
}

#[test]
fn a_failed_trial_is_told_once_a_day_until_one_succeeds() {
    let server = harness::server();
    let database = harness::unique("impossible");
    harness::create(&server, &database);
    harness::sql(&server, &database, &harness::data("impossible.sql"));
    let phone = Phone::new();
    let scene = Scene::new();
    let url = harness::url(&server, &database);
    let place = super::place(&url, &scene.program.dir);
    scene.configure(&format!("{place}schedule = \"daily 06:00\"\n{}", phone.config()));
    assert_eq!(scene.pass().code, Some(17));
    for _ in 0..2 {
        assert_eq!(scene.pass().code, Some(0));
    }
    // Nor is there any other good one, until the second pass has made it.
    phone.has(&["A backup could not be restored on trial", STALE]);
    let first = &phone.messages()[0];
    assert!(first["message"].as_str().unwrap().contains("restore_failed"), "{first}");
}
