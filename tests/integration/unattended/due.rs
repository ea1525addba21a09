//! Whether a backup is due, and that it is made once.

use jiff::ToSpan as _;
use sauvegarde::folder::manifest::Reason;

use super::{DAILY, Deaf, NOON, Scene, of_profile, place};
use crate::harness;

#[test]
fn what_is_due_is_made_once_and_the_manifest_says_that_the_schedule_wanted_it() {
    let server = harness::server();
    let scene = Scene::daily(&server, &harness::small_database(&server), "");
    let first = scene.pass();
    assert_eq!(first.code, Some(0), "{first:?}");
    let passed = of_profile(&first.result(), "default");
    assert_eq!((&passed["due"], &passed["slot"]), (&true.into(), &"2027-03-10T06:00:00Z".into()));
    let [made] = &scene.backups()[..] else { panic!("{:?}", scene.program.files()) };
    assert_eq!(made.reason, Reason::Scheduled);
    let noon = NOON.parse().unwrap();
    assert!(made.created_at >= noon && made.created_at < noon + 10.minutes());
    let path = passed["backup"]["path"].as_str().unwrap();
    assert_eq!(path, scene.program.dir.join(&made.file.name).to_str().unwrap());
    let second = scene.pass();
    assert_eq!(second.code, Some(0), "{second:?}");
    let passed = of_profile(&second.result(), "default");
    assert_eq!((&passed["due"], &passed["backup"]), (&false.into(), &serde_json::Value::Null));
    assert_eq!(scene.backups().len(), 1);
    scene.nothing_is_staged();
}

#[test]
fn nothing_due_is_found_out_without_a_word_to_the_server() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = Scene::daily(&server, &database, "");
    assert_eq!(scene.pass().code, Some(0));
    let deaf = Deaf::new();
    scene.serve(&deaf.url(&database), "");
    let outcome = scene.run(&["run"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stdout.contains("nothing is due"), "{outcome:?}");
    assert!(outcome.stdout.contains("2027-03-11"), "the next slot: {outcome:?}");
    assert_eq!(scene.run(&["run", "--quiet"]).stdout, "");
    deaf.nobody_came();
    assert_eq!(scene.backups().len(), 1);
}

#[test]
fn a_backup_by_hand_since_the_slot_satisfies_it_and_an_earlier_one_does_not() {
    let server = harness::server();
    let scene = Scene::daily(&server, &harness::small_database(&server), "");
    scene.at("2027-03-10T06:00:01Z");
    assert_eq!(scene.run(&["backup"]).code, Some(0));
    scene.at(NOON);
    assert_eq!(of_profile(&scene.pass().result(), "default")["due"], false);
    scene.at("2027-03-11T05:59:00Z");
    assert_eq!(of_profile(&scene.pass().result(), "default")["due"], false);
    scene.at("2027-03-11T06:00:00Z");
    assert_eq!(scene.pass().code, Some(0));
    let reasons: Vec<Reason> = scene.backups().iter().map(|backup| backup.reason).collect();
    assert_eq!(reasons, [Reason::Cli, Reason::Scheduled]);
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let deaf = Deaf::new();
    let scene = Scene::new();
    scene.serve(&deaf.url("ecole"), "");
    let before = harness::names_in(scene.program.home.path());
    let dry = scene.run(&["run", "--dry-run", "--json"]);
    assert_eq!(dry.code, Some(0), "{dry:?}");
    assert_eq!(dry.result()["dry_run"], true);
    let passed = of_profile(&dry.result(), "default");
    assert_eq!((&passed["due"], &passed["slot"]), (&true.into(), &"2027-03-10T06:00:00Z".into()));
    for (moment, slot) in [
        ("2027-03-12T07:00:00+00:00[UTC]", "2027-03-12T06:00:00Z"),
        ("2027-03-11T05:00:00Z", "2027-03-10T06:00:00Z"),
        ("2027-03-11 06:00", "2027-03-11T06:00:00Z"),
    ] {
        let dry = scene.run(&["run", "--dry-run", "--json", "--at", moment]);
        assert_eq!(of_profile(&dry.result(), "default")["slot"], slot, "{moment}");
    }
    let text = scene.run(&["run", "--dry-run"]).stdout;
    assert!(text.contains("a backup would be made; it is due since 2027-03-10"), "{text}");
    assert_eq!(harness::names_in(scene.program.home.path()), before);
    assert_eq!(scene.program.files(), [] as [&str; 0]);
    deaf.nobody_came();
}

#[test]
fn a_moment_that_is_none_and_one_without_a_dry_run_are_refused() {
    let scene = Scene::new();
    for arguments in [&["run", "--dry-run", "--at", "tomorrow"][..], &["run", "--at", NOON]] {
        let refused = scene.run(arguments);
        assert_eq!(refused.code, Some(2), "{refused:?}");
    }
}

#[test]
fn without_a_schedule_nothing_is_done_and_it_is_said_how_to_have_one() {
    let deaf = Deaf::new();
    let scene = Scene::new();
    scene.configure(&place(&deaf.url("ecole"), &scene.program.dir));
    let outcome = scene.run(&["run"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stdout.contains("sauvegarde schedule set"), "{outcome:?}");
    assert_eq!(scene.pass().result()["profiles"], serde_json::json!([]));
    deaf.nobody_came();
}

#[test]
fn only_the_named_profile_is_served() {
    let server = harness::server();
    let scene = Scene::new();
    let databases = [(); 2].map(|()| harness::small_database(&server));
    let dir = &scene.program.dir;
    let [a, b] = databases.each_ref().map(|name| place(&harness::url(&server, name), dir));
    scene.configure(&format!("[profiles.a]\n{a}{DAILY}[profiles.b]\n{b}{DAILY}"));
    let outcome = scene.run(&["run", "--json", "--profile", "b"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(outcome.result()["profiles"].as_array().unwrap().len(), 1);
    let [made] = &scene.backups()[..] else { panic!("{:?}", scene.program.files()) };
    assert_eq!((made.profile.as_str(), &made.database), ("b", &databases[1]));
    let outcome = scene.pass();
    assert_eq!(of_profile(&outcome.result(), "b")["due"], false);
    assert_eq!(of_profile(&outcome.result(), "a")["due"], true);
    assert_eq!(scene.backups().len(), 2);
    scene.run(&["run", "--json", "--profile", "c"]).failed("profile_unknown", 2);
}

#[test]
fn the_result_has_the_keys_that_are_documented() {
    const KEYS: [&str; 17] = [
        "profile",
        "due",
        "slot",
        "next",
        "last_good",
        "stale",
        "backup",
        "busy",
        "postponed",
        "warnings",
        "alarms",
        "frozen",
        "pruned",
        "copies",
        "drill",
        "notified",
        "error",
    ];
    const OF_BACKUP: [&str; 8] = [
        "path",
        "created_at",
        "elapsed_ms",
        "file_bytes",
        "dump_bytes",
        "sha256",
        "tables",
        "rows",
    ];
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    let server = harness::server();
    let scene = Scene::daily(&server, &harness::small_database(&server), "");
    let result = scene.pass().result();
    assert_eq!(keys(&result), ["type", "status", "profiles"]);
    assert_eq!((&result["type"], &result["status"]), (&"result".into(), &"completed".into()));
    let passed = &result["profiles"][0];
    assert_eq!(keys(passed), KEYS);
    assert_eq!(keys(&passed["backup"]), OF_BACKUP);
    let [made] = &scene.backups()[..] else { panic!() };
    let backup = &passed["backup"];
    assert_eq!(backup["rows"], 3050);
    assert_eq!(backup["tables"], 3);
    assert_eq!(backup["sha256"], made.file.sha256);
    assert_eq!(backup["file_bytes"], made.file.bytes);
    assert_eq!(passed["next"], "2027-03-11T06:00:00Z");
    assert_eq!(passed["last_good"], backup["created_at"]);
    for key in ["alarms", "pruned", "copies", "warnings", "notified"] {
        assert_eq!(passed[key], serde_json::json!([]), "{key}");
    }
    for key in ["stale", "busy", "postponed"] {
        assert_eq!(passed[key], false, "{key}");
    }
    for key in ["drill", "error"] {
        assert_eq!(passed[key], serde_json::Value::Null, "{key}");
    }
}
