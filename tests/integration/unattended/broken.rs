//! A configuration with something wrong in it.

use std::path::PathBuf;

use super::listener::{Listener, Manner};
use super::{DAILY, Deaf, Scene, backups_in, of_profile, place};
use crate::harness;

const NAMES: [&str; 3] = ["un", "deux", "trois"];

/// The second of three profiles is the broken one; each has a folder of its own.
struct Three {
    scene: Scene,
    folders: [PathBuf; 3],
    line: usize,
}

impl Three {
    fn with(wrong: &str, more: &str) -> Self {
        let server = harness::server();
        let scene = Scene::new();
        let folders = NAMES.map(|name| scene.program.dir.join(name));
        let mut text = String::new();
        let mut line = 0;
        for (name, folder) in NAMES.iter().zip(&folders) {
            std::fs::create_dir(folder).unwrap();
            let url = harness::url(&server, &harness::small_database(&server));
            let last = if *name == "deux" { wrong } else { DAILY.trim_end() };
            let place = place(&url, folder);
            text = format!("{text}[profiles.{name}]\n{place}{last}\n");
            if *name == "deux" {
                line = text.lines().count();
            }
        }
        scene.configure(&format!("{text}{more}"));
        Self { scene, folders, line }
    }
}

#[test]
fn one_broken_profile_is_told_with_its_line_and_the_others_are_backed_up() {
    for (wrong, right) in [
        ("shedule = \"daily 06:00\"", "schedule"),
        ("schedule = \"dayly 06:00\"", "daily"),
        ("schedule = 6", "schedule"),
    ] {
        let three = Three::with(wrong, "");
        let outcome = three.scene.pass();
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        let result = outcome.result();
        assert_eq!(result["status"], "failed");
        let error = &of_profile(&result, "deux")["error"];
        assert_eq!((&error["code"], &error["exit"]), (&"config_invalid".into(), &2.into()));
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(&format!("Line {}", three.line)), "{message}");
        assert!(message.contains(right), "{message}");
        assert_eq!(three.folders.each_ref().map(|it| backups_in(it).len()), [1, 0, 1]);
        let again = three.scene.run(&["run"]);
        assert_eq!(again.code, Some(2), "{again:?}");
        assert!(again.stdout.contains(message), "{again:?}");
        assert_eq!(three.folders.each_ref().map(|it| backups_in(it).len()), [1, 0, 1]);
    }
}

#[test]
fn a_broken_profile_does_not_keep_the_dead_mans_switch_from_hearing_of_it() {
    let listener = Listener::start(Manner::Thanks);
    let more = format!("[notify]\nping = \"{}\"\n", listener.url("/ping/u"));
    let three = Three::with("shedule = \"daily 06:00\"", &more);
    assert_eq!(three.scene.pass().code, Some(2));
    assert_eq!(listener.asked(), ["POST /ping/u/start", "POST /ping/u/2"]);
    let log = &listener.seen()[1].body;
    assert!(log.contains("run: deux: config_invalid") && log.contains("run: trois: made"), "{log}");
}

#[test]
fn a_file_that_is_no_toml_is_told_with_its_line_and_still_pinged() {
    let listener = Listener::start(Manner::Thanks);
    let deaf = Deaf::new();
    let scene = Scene::new();
    let text = format!(
        "{DAILY}url = {}\n[notify]\nping = \"{}\"\nntfy = \"{}\"\n",
        deaf.url("ecole"),
        listener.url("/ping/u"),
        listener.url("/sujet"),
    );
    scene.configure(&text);
    let error = scene.pass().failed("config_invalid", 2);
    assert!(error["message"].as_str().unwrap().contains("Line 3"), "{error}");
    let mut asked = listener.asked();
    asked.sort();
    assert_eq!(asked, ["POST /", "POST /ping/u/2"]);
    let message = listener.seen().into_iter().find(|it| it.what == "POST /").unwrap().body;
    assert!(message.contains(r#""title":"Backup failed""#), "{message}");
    let log = listener.seen().into_iter().find(|it| it.what != "POST /").unwrap().body;
    assert!(log.contains("run: config_invalid"), "{log}");
    scene.pass().failed("config_invalid", 2);
    let people = listener.asked().iter().filter(|it| *it == "POST /").count();
    assert_eq!((people, listener.seen().len()), (1, 3), "people hear it once a day");
    deaf.nobody_came();
}

#[test]
fn what_is_wrong_with_who_is_told_is_told_here_and_no_reason_not_to_back_up() {
    let server = harness::server();
    let listener = Listener::start(Manner::Thanks);
    let more = format!("[notify]\npign = \"x\"\nping = \"{}\"\n", listener.url("/ping/u"));
    let scene = Scene::daily(&server, &harness::small_database(&server), &more);
    let outcome = scene.pass();
    assert_eq!(scene.backups().len(), 1);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(outcome.stderr.contains("notify.ping"), "{outcome:?}");
    assert_eq!(listener.asked(), ["POST /ping/u/start", "POST /ping/u/2"]);
}
