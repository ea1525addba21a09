//! What a pass deletes after a backup, and what keeps it from that.

use jiff::SignedDuration;
use serde_json::json;

use super::{Scene, of_profile};
use crate::harness;

const KEEP_TWO: &str = "[retention]\nkeep_last = 2\nkeep_min = 2\n";

fn passed(scene: &Scene) -> serde_json::Value {
    of_profile(&scene.pass().result(), "default")
}

fn next_day(scene: &Scene) {
    scene.later(SignedDuration::from_hours(24));
}

#[test]
fn older_backups_go_after_a_good_one_and_nothing_goes_when_none_is_due() {
    let server = harness::server();
    let scene = Scene::daily(&server, &harness::small_database(&server), KEEP_TWO);
    for made in 1..=2 {
        assert_eq!(passed(&scene)["pruned"], json!([]));
        assert_eq!(scene.backups().len(), made);
        next_day(&scene);
    }
    let oldest = scene.backups()[0].file.name.clone();
    let third = passed(&scene);
    let path = scene.program.dir.join(&oldest);
    assert_eq!(third["pruned"], json!([path.to_str().unwrap()]), "{third}");
    assert_eq!(scene.backups().len(), 2);
    assert_eq!(passed(&scene)["pruned"], json!([]));
    next_day(&scene);
    let text = scene.run(&["run"]);
    assert!(text.stdout.contains("default: one older backup removed."), "{text:?}");
    scene.nothing_is_staged();
}

#[test]
fn without_a_rule_nothing_goes() {
    let server = harness::server();
    let scene = Scene::daily(&server, &harness::small_database(&server), "");
    for made in 1..=8 {
        assert_eq!(passed(&scene)["pruned"], json!([]));
        assert_eq!(scene.backups().len(), made);
        next_day(&scene);
    }
}

#[test]
fn a_failed_backup_deletes_nothing() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = Scene::daily(&server, &database, "");
    for _ in 0..3 {
        passed(&scene);
        next_day(&scene);
    }
    scene.serve("host=/absent dbname=absente", KEEP_TWO);
    let failed = passed(&scene);
    assert_eq!((&failed["pruned"], &failed["backup"]), (&json!([]), &json!(null)), "{failed}");
    assert_eq!(scene.backups().len(), 3);
}

#[test]
fn an_emptied_table_is_an_alarm_that_keeps_all_backups_until_it_is_accepted() {
    let server = harness::server();
    let database = harness::small_database(&server);
    harness::sql(&server, &database, "create table notes as select generate_series(1, 500) as a");
    let scene = Scene::daily(&server, &database, "");
    for _ in 0..3 {
        passed(&scene);
        next_day(&scene);
    }
    scene.serve(&harness::url(&server, &database), KEEP_TWO);
    harness::sql(&server, &database, "delete from notes");
    let outcome = scene.pass();
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let passed_by = of_profile(&outcome.result(), "default");
    let alarm = json!([
        { "kind": "table_emptied", "table": "public.notes", "before": 500, "after": 0 }
    ]);
    assert_eq!(passed_by["alarms"], alarm, "{passed_by}");
    assert_eq!(passed_by["frozen"]["why"], "alarm", "{passed_by}");
    assert_eq!(scene.backups().len(), 4);
    let since = passed_by["frozen"]["since"].clone();
    next_day(&scene);
    // The same event: it has lasted since the day before.
    let still = passed(&scene);
    assert_eq!((&still["alarms"], &still["frozen"]["since"]), (&alarm, &since), "{still}");
    assert_eq!(scene.backups().len(), 5);
    let status = scene.run(&["status", "--json"]);
    assert_eq!((&status.result()["alarms"], status.code), (&alarm, Some(3)));
    let text = scene.run(&["--lang", "fr", "status"]).stdout;
    assert!(text.contains("public.notes : 500 → 0 ligne"), "{text}");
    let doctor = scene.run(&["doctor"]).stdout;
    assert!(doctor.contains("unusual since"), "{doctor}");
    assert_eq!(scene.run(&["accept", "latest"]).code, Some(0));
    let status = scene.run(&["status", "--json"]);
    assert_eq!((&status.result()["alarms"], status.code), (&json!([]), Some(0)));
    next_day(&scene);
    let outcome = scene.pass();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let after = of_profile(&outcome.result(), "default");
    assert_eq!((&after["alarms"], &after["frozen"]), (&json!([]), &json!(null)), "{after}");
    // Three at most in one run.
    assert_eq!(after["pruned"].as_array().unwrap().len(), 3, "{after}");
}

#[test]
fn a_backup_by_address_in_between_hides_no_alarm_and_makes_nothing_go() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let url = harness::url(&server, &database);
    let scene = Scene::daily(&server, &database, KEEP_TWO);
    for _ in 0..2 {
        passed(&scene);
        next_day(&scene);
    }
    harness::sql(&server, &database, "delete from eleves");
    let dir = scene.program.dir.to_str().unwrap();
    let by_hand = scene.run(&["backup", "--json", "--url", &url, "--dir", dir]);
    assert_eq!(by_hand.code, Some(0), "{by_hand:?}");
    next_day(&scene);
    let after = passed(&scene);
    assert_eq!(after["alarms"][0]["table"], "public.eleves", "{after}");
    assert_eq!((&after["pruned"], scene.backups().len()), (&json!([]), 4), "{after}");
}

#[test]
fn a_backup_that_a_wrong_clock_made_hides_no_alarm_and_is_not_the_latest() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = Scene::daily(&server, &database, "");
    passed(&scene);
    scene.later(SignedDuration::from_hours(24 * 300));
    passed(&scene);
    scene.later(SignedDuration::from_hours(-24 * 299));
    harness::sql(&server, &database, "delete from eleves");
    assert_eq!(passed(&scene)["alarms"][0]["table"], "public.eleves");
    let status = scene.run(&["status", "--json"]).result();
    assert_eq!(status["alarms"][0]["table"], "public.eleves", "{status}");
    let accepted = scene.run(&["accept", "--json", "latest"]);
    assert_eq!(accepted.result()["alarms"][0]["table"], "public.eleves", "{accepted:?}");
    let verified = scene.run(&["verify", "--json", "latest"]).result();
    let newest = &scene.backups()[1].file.name;
    assert!(verified["backups"][0]["path"].as_str().unwrap().ends_with(newest), "{verified}");
}

#[test]
fn status_says_what_has_become_of_the_last_backup_since() {
    let server = harness::server();
    let scene = Scene::daily(&server, &harness::small_database(&server), "");
    passed(&scene);
    assert_eq!(scene.run(&["status"]).code, Some(0));
    let file = scene.program.dir.join(&scene.backups()[0].file.name);
    std::fs::write(&file, "cut").unwrap();
    let damaged = scene.run(&["--lang", "en", "status"]);
    assert_eq!(damaged.code, Some(1), "{damaged:?}");
    assert!(damaged.stdout.contains("DAMAGED"), "{damaged:?}");
    std::fs::remove_file(&file).unwrap();
    let gone = scene.run(&["--lang", "en", "status"]);
    assert_eq!(gone.code, Some(1), "{gone:?}");
    assert!(gone.stdout.contains("not there any more"), "{gone:?}");
}
