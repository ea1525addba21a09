//! A machine that lives on its battery.

use std::fs;

use super::{Deaf, Scene};
use crate::harness;

pub fn discharging(scene: &Scene, percent: u8) {
    let battery = scene.power().join("BAT0");
    fs::create_dir_all(&battery).unwrap();
    let percent = percent.to_string();
    let files = [("type", "Battery"), ("status", "Discharging"), ("capacity", &percent)];
    for (name, text) in files {
        fs::write(battery.join(name), text).unwrap();
    }
}

#[test]
fn with_little_left_the_backup_is_postponed_with_a_sentence_and_made_later() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let deaf = Deaf::new();
    let scene = Scene::new();
    scene.serve(&deaf.url(&database), "");
    discharging(&scene, 19);
    let outcome = scene.pass();
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let passed = &outcome.result()["profiles"][0];
    assert_eq!((&passed["postponed"], &passed["due"]), (&true.into(), &true.into()));
    assert!(passed["warnings"][0].as_str().unwrap().contains("19 %"), "{passed}");
    let text = scene.run(&["run"]);
    assert!(text.stderr.contains("on its battery, at 19 %"), "{text:?}");
    assert!(text.stdout.contains("the backup is postponed"), "{text:?}");
    deaf.nobody_came();
    assert_eq!(scene.backups().len(), 0);
    scene.serve(&harness::url(&server, &database), "");
    discharging(&scene, 20);
    assert_eq!(scene.pass().code, Some(0));
    assert_eq!(scene.backups().len(), 1);
}
