//! `schedule set|show|off`, where nobody but cron could start a pass.

use std::fs;
use std::path::Path;

use super::{Scene, place};
use crate::harness::Outcome;
use crate::not_run;

/// Where systemd has started the machine and the tests are root, its own timers would be meant.
#[track_caller]
fn would_touch_the_machine() -> bool {
    let would = rustix::process::geteuid().is_root() && Path::new("/run/systemd/system").is_dir();
    if would {
        not_run::note("root's timers on this machine are the machine's own");
    }
    would
}

fn text(scene: &Scene) -> String {
    fs::read_to_string(scene.config()).unwrap_or_default()
}

#[test]
fn a_schedule_that_is_set_is_written_shown_and_a_line_for_cron_given() {
    if would_touch_the_machine() {
        return;
    }
    let scene = Scene::new();
    let before = format!("# Institut\n{}", place("host=/absent dbname=ecole", &scene.program.dir));
    scene.configure(&before);
    let set = scene.run(&["schedule", "set", "weekdays", "12:30,", "18:00"]);
    assert_eq!(set.code, Some(3), "nobody runs it: {set:?}");
    assert_eq!(text(&scene), format!("{before}schedule = \"weekdays 12:30, 18:00\"\n"));
    assert!(set.stdout.contains("Monday to Friday at 12:30 and 18:00"), "{set:?}");
    assert!(set.stdout.contains("2027-03-10 12:30"), "the next slot: {set:?}");
    let program = fs::canonicalize(env!("CARGO_BIN_EXE_sauvegarde")).unwrap();
    let command = format!("{} run --quiet --patient", program.display());
    for line in [format!("30 12 * * 1,2,3,4,5 {command}"), format!("0 18 * * 1,2,3,4,5 {command}")]
    {
        assert!(set.stdout.contains(&format!("    {line}\n")), "{set:?}");
    }
    let show = scene.run(&["schedule", "show"]);
    assert_eq!((show.code, &show.stdout), (Some(3), &set.stdout));
    let json = scene.run(&["schedule", "show", "--json"]).result();
    let profile = &json["profiles"][0];
    assert_eq!(profile["schedule"], "weekdays 12:30, 18:00");
    assert_eq!(profile["next"], "2027-03-10T12:30:00Z");
    assert_eq!(
        (&json["keepers"], json["cron"].as_array().unwrap().len()),
        (&serde_json::json!([]), 2)
    );
    assert_eq!(json["trigger"], "cron");
    // One word does as well, in either language, and takes the place of the former.
    let set = scene.run(&["schedule", "set", "tous les jours à 6h", "--lang", "fr"]);
    assert_eq!(set.code, Some(3), "{set:?}");
    assert!(text(&scene).ends_with("schedule = \"tous les jours à 6h\"\n"), "{}", text(&scene));
    assert!(scene.run(&["schedule", "show"]).stdout.contains("every day at 06:00"));
    let off = scene.run(&["schedule", "off"]);
    assert_eq!((off.code, text(&scene)), (Some(0), before));
    assert!(scene.run(&["schedule", "show"]).stdout.contains("no schedule"));
    assert_eq!(scene.run(&["schedule", "show"]).code, Some(0));
    assert_eq!(scene.run(&["schedule", "off"]).code, Some(0), "off is off");
}

#[track_caller]
fn refused(scene: &Scene, outcome: &Outcome, said: &[&str], before: &str) {
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    for words in said {
        assert!(outcome.stderr.contains(words), "{words}: {outcome:?}");
    }
    assert_eq!(text(scene), before);
}

#[test]
fn a_wrong_word_is_refused_with_its_place_and_the_nearest_right_one() {
    let scene = Scene::new();
    let before = format!("{}{}", place("host=/a dbname=b", &scene.program.dir), super::DAILY);
    scene.configure(&before);
    for (words, said) in [
        ("dayly 12:30", &["“dayly”", "character 1", "“daily"][..]),
        ("monday, thirsday 03:00", &["“thirsday”", "character 9", "“thursday"]),
        ("daily 25:00", &["“25:00”", "character 7"]),
        ("12:30", &["“12:30”", "daily 12:30"]),
        ("61 12 * * *", &["“61”"]),
        ("every 0h", &["“0h”"]),
        ("daily 12:30 soon", &["“soon”", "character 13"]),
    ] {
        refused(&scene, &scene.run(&["schedule", "set", words]), said, &before);
        refused(&scene, &scene.run(&["config", "set", "schedule", words]), said, &before);
    }
    let json = scene.run(&["schedule", "set", "dayly 12:30", "--json"]);
    json.failed("schedule_invalid", 2);
}

#[test]
fn another_profile_has_a_schedule_of_its_own_and_must_be_there() {
    if would_touch_the_machine() {
        return;
    }
    let scene = Scene::new();
    let before = format!("[profiles.compta]\n{}", place("host=/a dbname=b", &scene.program.dir));
    scene.configure(&before);
    let unknown = scene.run(&["schedule", "set", "hourly", "--profile", "compat"]);
    refused(&scene, &unknown, &["compat"], &before);
    let set = scene.run(&["schedule", "set", "every 4h", "--profile", "compta"]);
    assert_eq!(set.code, Some(3), "{set:?}");
    assert_eq!(text(&scene), format!("{before}schedule = \"every 4h\"\n"));
    let show = scene.run(&["schedule", "show", "--profile", "compta"]);
    assert!(show.stdout.contains("compta: every 4 hours"), "{show:?}");
    assert_eq!(scene.run(&["schedule", "show", "--profile", "compat"]).code, Some(2));
    let off = scene.run(&["schedule", "off", "--profile", "compta"]);
    assert_eq!((off.code, text(&scene)), (Some(0), before));
}

#[test]
fn a_cron_line_names_a_configuration_that_is_not_the_usual_one() {
    if would_touch_the_machine() {
        return;
    }
    let scene = Scene::new();
    let file = scene.program.home.path().join("autre fichier.toml");
    fs::write(&file, place("host=/a dbname=b", &scene.program.dir)).unwrap();
    let set = scene.run(&["schedule", "set", "hourly", "--config", file.to_str().unwrap()]);
    let words = format!("run --quiet --patient --config '{}'", file.display());
    assert!(set.stdout.contains(&words), "{set:?}");
    assert!(!scene.config().exists());
}
