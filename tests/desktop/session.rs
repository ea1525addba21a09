//! Starts, second starts, the configuration while the tray runs, and the end.

use std::time::Duration;

use serde_json::Value;

use crate::desktop::{Desktop, Options};
use crate::gated;
use crate::harness;
use crate::item::Item;
use crate::patience::eventually;
use crate::scene::{HIDDEN, Scene};
use crate::words::{ENGLISH, FRENCH, Words};

const ENDS_WITHIN: Duration = Duration::from_secs(15);

fn first_start(words: &'static Words, title: &str) {
    let desktop = Desktop::start(&Options { language: words.locale, ..Options::default() });
    let tray = desktop.start_tray(&[]);
    eventually(title, || tray.windows(&desktop).iter().any(|window| window.title.contains(title)));
    tray.assert_sound();
}

#[test]
fn a_first_start_opens_the_settings_in_french() {
    first_start(&FRENCH, "Paramètres");
}

#[test]
fn a_first_start_opens_the_settings_in_english() {
    first_start(&ENGLISH, "Settings");
}

#[test]
fn a_hidden_start_shows_nothing_but_the_icon() {
    for configured in [true, false] {
        let cluster = harness::server();
        let desktop = Desktop::start(&Options::default());
        if configured {
            desktop.configure(&harness::url(&cluster, "postgres"), "");
        }
        let tray = desktop.start_tray(HIDDEN);
        desktop.find_icon();
        let item = tray.item(&desktop);
        eventually("a state", || !item.menu()[0].label.is_empty());
        std::thread::sleep(Duration::from_secs(1));
        assert!(tray.windows(&desktop).is_empty(), "{:?}", tray.windows(&desktop));
        assert!(desktop.recorder().shown().is_empty());
        tray.assert_sound();
    }
}

#[test]
fn a_second_start_shows_the_first_ones_card_and_ends() {
    let scene = Scene::new(&FRENCH);
    let mut second = scene.desktop.start_tray(&[]);
    let status = second.process.wait(ENDS_WITHIN).expect("the second start ends");
    assert!(status.success(), "{status} {}", second.process.err());
    eventually("the card", || scene.tray.has_card(&scene.desktop));
    second.assert_sound();
}

#[test]
fn a_backup_in_a_terminal_shows_in_the_tray() {
    let (scene, gate) = gated::scene(&FRENCH, Options::default());
    let at_rest = scene.item.icon();
    let mut command = scene.desktop.program(&["backup", "--json"]);
    command.stdout(std::process::Stdio::piped());
    let terminal = command.spawn().unwrap();
    gate.wait_until_held();
    eventually("the percentage", || scene.item.tooltip().contains('%'));
    assert!(scene.item.icon() != at_rest);
    let status = scene.desktop.program(&["status", "--json"]).output().unwrap();
    let status: Value = serde_json::from_slice(&status.stdout).unwrap();
    assert_eq!(status["status"], "running", "{status}");
    // It is the terminal's, and the tray starts no second one.
    let entry = scene.item.entry(FRENCH.back_up).expect("not ours to cancel");
    assert!(!entry.enabled);
    gate.open();
    let output = terminal.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    eventually("a free tray", || scene.item.entry(FRENCH.back_up).is_some_and(|it| it.enabled));
    assert_eq!(scene.desktop.complete(), 1);
}

#[test]
fn damage_that_a_terminal_finds_shows_in_the_tray_until_it_is_gone() {
    let scene = Scene::new(&FRENCH);
    scene.back_up(1);
    eventually("one backup", || {
        scene.item.entry(FRENCH.verify_latest).is_some_and(|it| it.enabled)
    });
    let is_dump = |name: &String| name.strip_suffix(".gz").is_some();
    let name = scene.desktop.files().into_iter().find(is_dump).unwrap();
    let path = scene.desktop.backups().join(&name);
    let good = std::fs::read(&path).unwrap();
    let mut bad = good.clone();
    bad[good.len() / 2] ^= 1;
    std::fs::write(&path, bad).unwrap();
    let verified = || scene.desktop.program(&["verify", "latest"]).output().unwrap();
    assert!(!verified().status.success());
    eventually("a red icon", || scene.item.icon().red() > 50);
    eventually("a sentence", || scene.item.tooltip().contains("ENDOMMAGÉE"));
    // It is no more among those that the menu lists.
    let can_verify = || scene.item.entry(FRENCH.verify_latest).is_some_and(|it| it.enabled);
    eventually("no good backup", || !can_verify());
    std::fs::write(&path, good).unwrap();
    let named = scene.desktop.program(&["verify", path.to_str().unwrap()]).output().unwrap();
    assert!(named.status.success(), "{named:?}");
    eventually("no red icon", || scene.item.icon().red() == 0);
    eventually("it is back", can_verify);
}

#[test]
fn quit_ends_the_program_at_rest() {
    let mut scene = Scene::new(&FRENCH);
    scene.item.click(FRENCH.quit);
    let status = scene.tray.process.wait(ENDS_WITHIN).expect("it ends");
    assert!(status.success(), "{status} {}", scene.tray.process.err());
}

#[test]
fn a_request_to_end_cancels_a_backup_and_leaves_nothing() {
    let (mut scene, _gate) = gated::backing_up(&FRENCH);
    scene.tray.process.signal(rustix::process::Signal::TERM);
    scene.tray.process.wait(ENDS_WITHIN).expect("it ends");
    assert!(scene.desktop.files().is_empty(), "{:?}", scene.desktop.files());
    assert_nothing_staged(&scene.desktop);
}

#[test]
fn quitting_during_a_backup_asks_first() {
    let (mut scene, _gate) = gated::backing_up(&FRENCH);
    scene.item.click(FRENCH.quit);
    let card = scene.tray.card(&scene.desktop).area;
    scene.desktop.keep_picture("card-quit-fr", Some(card.grown(12)));
    assert!(scene.tray.process.status().is_none());
    assert!(scene.item.entry(FRENCH.cancel_backup).is_some(), "the backup goes on");
    // The rightmost button: quit all the same.
    scene.desktop.click(card.offset_from_corner((60, 33)), 1);
    let status = scene.tray.process.wait(ENDS_WITHIN).expect("it ends");
    assert!(status.success(), "{status} {}", scene.tray.process.err());
    assert!(scene.desktop.files().is_empty(), "{:?}", scene.desktop.files());
    assert_nothing_staged(&scene.desktop);
}

fn assert_nothing_staged(desktop: &Desktop) {
    let staging = desktop.home().join(".local/state/sauvegarde/staging");
    let left: Vec<_> = std::fs::read_dir(staging).into_iter().flatten().flatten().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_changed_configuration_is_in_force_without_a_restart() {
    let scene = Scene::new(&FRENCH);
    scene.wait_for_key("Ctrl+Alt+S");
    let other = harness::small_database(&scene.cluster);
    let url = harness::url(&scene.cluster, &other);
    scene.desktop.configure(&url, "hotkey = \"Ctrl+Alt+B\"");
    scene.wait_for_key("Ctrl+Alt+B");
    scene.desktop.press("ctrl+alt+b");
    scene.desktop.recorder().wait_for_text(FRENCH.done);
    let files = scene.desktop.files();
    assert!(files.iter().all(|name| name.contains(&other)), "{files:?}");
    scene.desktop.press("ctrl+alt+s");
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(scene.desktop.complete(), 1, "the former key is given back");
}

#[test]
fn the_language_of_the_configuration_is_in_force_without_a_restart() {
    let scene = Scene::new(&FRENCH);
    let url = harness::url(&scene.cluster, &scene.database);
    scene.desktop.configure(&url, "language = \"en\"");
    scene.item.wait_for_entry(ENGLISH.back_up);
    scene.item.wait_for_entry(ENGLISH.quit);
}

#[test]
fn a_broken_configuration_is_said_with_its_line_and_the_last_good_one_stays() {
    let scene = Scene::new(&FRENCH);
    let url = harness::url(&scene.cluster, &scene.database);
    scene.desktop.configure(&url, "dri = \"/tmp\"");
    eventually("the line in the tooltip", || scene.item.tooltip().contains("ligne 3"));
    // Where sentences are cut.
    eventually("the line in the menu", || scene.item.menu()[0].label.contains("ligne 3"));
    scene.item.click(FRENCH.back_up);
    scene.desktop.recorder().wait_for_text(FRENCH.done);
    scene.desktop.configure(&url, "");
    eventually("no complaint", || !scene.item.tooltip().contains("ligne 3"));
}

#[test]
fn a_key_that_another_program_has_is_said() {
    let cluster = harness::server();
    let desktop = Desktop::start(&Options::default());
    // Xfce's window manager has this one for itself.
    desktop.configure(&harness::url(&cluster, "postgres"), "hotkey = \"Ctrl+Alt+D\"");
    let tray = desktop.start_tray(HIDDEN);
    let item = tray.item(&desktop);
    eventually("a line about the key", || {
        item.labels().iter().any(|label| label.contains("Ctrl+Alt+D") && label.len() > 25)
    });
    assert_eq!(item.entry(FRENCH.back_up).unwrap().label, FRENCH.back_up);
    tray.assert_sound();
}

#[test]
fn the_autostart_entry_starts_the_program_from_a_folder_with_a_space() {
    let cluster = harness::server();
    let desktop = Desktop::start(&Options::default());
    desktop.configure(&harness::url(&cluster, "postgres"), "");
    let folder = desktop.folder().join("mes programmes 100%");
    std::fs::create_dir(&folder).unwrap();
    let program = folder.join("sauvegarde");
    std::fs::copy(env!("CARGO_BIN_EXE_sauvegarde"), &program).unwrap();
    let program = program.to_str().unwrap();
    desktop.run(program, &["autostart", "on"]);
    let folder = desktop.home().join(".config/autostart");
    let entry = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&entry).unwrap();
    assert!(text.contains("--hidden"), "{text}");
    // What it starts has its output too, for as long as it runs.
    let mut command = desktop.environment.command("gio");
    command.arg("launch").arg(&entry);
    let mut launch = desktop.environment.start("gio", command);
    let status = launch.wait(ENDS_WITHIN).expect("gio ends");
    assert!(status.success(), "{}", launch.err());
    let mut item = None;
    eventually("the icon", || {
        item = Item::any(desktop.bus());
        item.is_some()
    });
    let item = item.unwrap();
    let is_on = || item.entry(FRENCH.autostart).is_some_and(|entry| entry.checked == Some(true));
    eventually("the mark in the menu", is_on);
    assert!(desktop.screen().windows().iter().all(|window| !window.class.contains("sauvegarde")));
    item.click(FRENCH.autostart);
    eventually("no entry", || !entry.exists());
    item.click(FRENCH.quit);
    eventually("the end", || Item::any(desktop.bus()).is_none());
}
