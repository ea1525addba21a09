//! How a profile is protected, as `status` says it.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{DAILY, Scene, place};
use crate::harness::{self, Outcome};

#[track_caller]
fn status(scene: &Scene) -> (Value, Option<i32>) {
    let outcome = scene.run(&["status", "--json"]);
    (outcome.result(), outcome.code)
}

#[test]
fn never_then_fresh_then_old_each_with_its_exit_status() {
    let server = harness::server();
    let scene = Scene::daily(&server, &harness::small_database(&server), "");
    let (never, code) = status(&scene);
    assert_eq!(code, Some(3), "{never}");
    assert_eq!((&never["stale"], &never["due"]), (&true.into(), &true.into()));
    for key in ["last_good", "last_good_file", "age_s", "proved", "cloud"] {
        assert_eq!(never[key], Value::Null, "{key}");
    }
    assert_eq!(scene.pass().code, Some(0));
    let [made] = &scene.backups()[..] else { panic!() };
    let (fresh, code) = status(&scene);
    assert_eq!(code, Some(0), "{fresh}");
    assert_eq!((&fresh["stale"], &fresh["due"]), (&false.into(), &false.into()));
    assert_eq!(fresh["last_good"], made.created_at.to_string());
    let file = scene.program.dir.join(&made.file.name);
    assert_eq!(fresh["last_good_file"], file.to_str().unwrap());
    assert!((0..600).contains(&fresh["age_s"].as_i64().unwrap()), "{fresh}");
    assert_eq!(fresh["next"], "2027-03-11T06:00:00Z");
    for key in ["alarms", "copies", "warnings"] {
        assert_eq!(fresh[key], json!([]), "{key}");
    }
    for key in ["proved", "cloud"] {
        assert_eq!(fresh[key], Value::Null, "{key}");
    }
    // The slot of the 11th may be missed, that of the 12th may not.
    for (moment, stale, exit) in
        [("2027-03-12T05:59:00Z", false, 0), ("2027-03-12T06:00:00Z", true, 3)]
    {
        scene.at(moment);
        let (old, code) = status(&scene);
        assert_eq!((&old["stale"], code), (&stale.into(), Some(exit)), "{old}");
        let age = moment.parse::<Timestamp>().unwrap().duration_since(made.created_at);
        let age_s = old["age_s"].as_i64().unwrap();
        assert!((age_s - age.as_secs()).abs() < 60, "{old}");
    }
    let text = scene.run(&["status"]);
    assert!(text.stdout.contains("The last good backup is"), "{text:?}");
    assert_eq!(scene.pass().code, Some(0));
    assert_eq!(status(&scene).1, Some(0));
}

#[test]
fn without_a_schedule_a_week_is_old() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = Scene::new();
    scene.configure(&place(&harness::url(&server, &database), &scene.program.dir));
    assert_eq!(scene.run(&["backup"]).code, Some(0));
    let (fresh, code) = status(&scene);
    assert_eq!((&fresh["next"], &fresh["due"], code), (&Value::Null, &false.into(), Some(0)));
    scene.later(SignedDuration::from_hours(7 * 24 - 1));
    assert_eq!(status(&scene).1, Some(0));
    scene.later(SignedDuration::from_hours(1));
    let (old, code) = status(&scene);
    assert_eq!((&old["stale"], code), (&true.into(), Some(3)), "{old}");
}

#[test]
fn a_backup_that_was_restored_on_trial_is_proved() {
    let server = harness::server();
    let scene = Scene::daily(&server, &harness::small_database(&server), "");
    assert_eq!(scene.pass().code, Some(0));
    let before = scene.now();
    let drill = scene.run(&["verify", "latest", "--drill"]);
    assert_eq!(drill.code, Some(0), "{drill:?}");
    let proved: Timestamp = status(&scene).0["proved"].as_str().unwrap().parse().unwrap();
    let since = proved.duration_since(before);
    assert!(since.as_secs().abs() < 600, "by the same clock as the backup: {proved}");
}

#[test]
fn all_profiles_are_shown_and_the_worst_gives_the_exit_status() {
    let server = harness::server();
    let scene = Scene::new();
    let profiles = ["frais", "vieux", "absent"].map(|name| {
        let folder = scene.program.dir.join(name);
        std::fs::create_dir(&folder).unwrap();
        let url = harness::url(&server, &harness::small_database(&server));
        format!("[profiles.{name}]\n{}{DAILY}", place(&url, &folder))
    });
    scene.configure(&profiles.concat());
    assert_eq!(scene.run(&["run", "--profile", "vieux"]).code, Some(0));
    scene.later(SignedDuration::from_hours(10 * 24));
    for name in ["frais", "absent"] {
        assert_eq!(scene.run(&["run", "--profile", name]).code, Some(0));
    }
    let all = |scene: &Scene| -> (Outcome, Vec<Value>) {
        let outcome = scene.run(&["status", "--all", "--json"]);
        let profiles = outcome.result()["profiles"].as_array().unwrap().clone();
        (outcome, profiles)
    };
    let (outcome, profiles) = all(&scene);
    assert_eq!((outcome.code, outcome.json().len()), (Some(3), 1), "{outcome:?}");
    let mut told: Vec<_> =
        profiles.iter().map(|it| (it["profile"].as_str().unwrap(), &it["stale"])).collect();
    told.sort_by_key(|it| it.0);
    let (yes, no) = (&true.into(), &false.into());
    assert_eq!(told, [("absent", no), ("frais", no), ("vieux", yes)]);
    std::fs::rename(scene.program.dir.join("absent"), scene.program.dir.join("ailleurs")).unwrap();
    let (outcome, profiles) = all(&scene);
    assert_eq!(outcome.code, Some(14), "a failure weighs more than a warning: {outcome:?}");
    assert_eq!(outcome.result()["status"], "failed");
    let absent = profiles.iter().find(|it| it["profile"] == "absent").unwrap();
    assert_eq!(absent["error"]["code"], "target_missing");
    let text = scene.run(&["status", "--all"]);
    assert_eq!(text.code, Some(14));
    for name in ["frais", "vieux", "absent"] {
        assert!(text.stdout.contains(&format!("{name}:")), "{text:?}");
    }
}
