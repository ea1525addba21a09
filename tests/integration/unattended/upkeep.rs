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
