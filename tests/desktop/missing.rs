//! Desktops that lack something: a sentence, and the work goes on where it can.

use std::time::Duration;

use crate::desktop::{Desktop, Notifications, Options, Tray};
use crate::harness;
use crate::patience::eventually;
use crate::scene::{HIDDEN, Scene};
use crate::words::FRENCH;

/// Longer than a start takes, with all that it waits for in vain.
const PATIENCE: Duration = Duration::from_secs(20);
/// The status of a Rust program that panicked, and of a shell's child that was aborted.
const PANICKED: i32 = 101;

#[track_caller]
fn press_until_backed_up(desktop: &Desktop, tray: &Tray) {
    eventually("a backup by the hotkey", || {
        desktop.press("ctrl+alt+s");
        std::thread::sleep(Duration::from_millis(1500));
        desktop.complete() > 0
    });
    tray.assert_sound();
}

/// A desktop with `options`, its configuration and its tray.
fn start(
    options: &Options,
) -> (Desktop, Tray, std::sync::Arc<sauvegarde::postgres::cluster::Cluster>) {
    let cluster = harness::server();
    let database = harness::small_database(&cluster);
    let desktop = Desktop::start(options);
    desktop.configure(&harness::url(&cluster, &database), "");
    let tray = desktop.start_tray(HIDDEN);
    (desktop, tray, cluster)
}

#[test]
fn without_a_tray_host_the_hotkey_works_and_the_icon_comes_with_the_host() {
    let mut scene = Scene::with(&FRENCH, Options { panel: false, ..Options::default() });
    scene.wait_for_key("Ctrl+Alt+S");
    scene.desktop.press("ctrl+alt+s");
    scene.desktop.recorder().wait_for_text(FRENCH.done);
    scene.desktop.start_panel();
    scene.desktop.find_icon();
}

#[test]
fn an_icon_survives_the_restart_of_the_panel() {
    let mut scene = Scene::new(&FRENCH);
    scene.desktop.find_icon();
    scene.desktop.end("xfce4-panel");
    scene.desktop.start_panel();
    scene.desktop.find_icon();
    scene.item.click(FRENCH.back_up);
    scene.desktop.recorder().wait_for_text(FRENCH.done);
}

#[test]
fn without_a_notification_service_the_card_tells() {
    let notifications = Notifications::None;
    let scene = Scene::with(&FRENCH, Options { notifications, ..Options::default() });
    scene.item.click(FRENCH.back_up);
    eventually("the card", || scene.tray.has_card(&scene.desktop));
    scene.desktop.wait_for_backups(1);
    eventually("no card", || !scene.tray.has_card(&scene.desktop));
}

#[test]
fn a_frozen_notification_service_holds_nothing_up() {
    let notifications = Notifications::Dunst;
    let scene = Scene::with(&FRENCH, Options { notifications, ..Options::default() });
    scene.desktop.freeze("dunst");
    for number in 1..=2 {
        scene.wait_until_ready();
        scene.item.click(FRENCH.back_up);
        let asked = std::time::Instant::now();
        scene.desktop.wait_for_backups(number);
        assert!(asked.elapsed() < Duration::from_secs(8), "{:?}", asked.elapsed());
    }
    eventually("the card", || scene.tray.has_card(&scene.desktop));
}

/// The desktop's own programs have their bus; ours is told of `address`.
fn with_another_bus(address: Option<&str>) {
    let cluster = harness::server();
    let database = harness::small_database(&cluster);
    let mut desktop = Desktop::start(&Options::default());
    desktop.configure(&harness::url(&cluster, &database), "");
    match address {
        Some(address) => desktop.set("DBUS_SESSION_BUS_ADDRESS", address),
        None => desktop.unset("DBUS_SESSION_BUS_ADDRESS"),
    }
    let tray = desktop.start_tray(HIDDEN);
    press_until_backed_up(&desktop, &tray);
    // No icon, no notification: the card says how it went.
    eventually("the card", || tray.has_card(&desktop));
    let log = tray.process.err();
    assert!(!log.is_empty(), "the log says what is missing");
}

#[test]
fn without_a_session_bus_the_hotkey_backs_up_and_the_card_tells() {
    with_another_bus(None);
}

#[test]
fn a_session_bus_that_is_gone_holds_nothing_up() {
    with_another_bus(Some("unix:path=/nonexistent/bus"));
}

/// Either it ends with a sentence, or it lives on in the tray.
#[track_caller]
fn assert_a_sentence(desktop: &Desktop, tray: &mut Tray) {
    if let Some(status) = tray.process.wait(PATIENCE) {
        let said = tray.process.err();
        assert!(status.code().is_some_and(|code| code != 0 && code != PANICKED), "{status} {said}");
        assert!(said.lines().any(|line| line.contains(' ') && line.ends_with('.')), "{said:?}");
    } else {
        let item = tray.item(desktop);
        item.click(FRENCH.back_up);
        desktop.wait_for_backups(1);
    }
    tray.assert_sound();
}

#[test]
fn without_a_display_a_sentence_says_so() {
    let (desktop, mut tray, _cluster) = start(&Options { display: false, ..Options::default() });
    assert_a_sentence(&desktop, &mut tray);
}

#[test]
fn without_display_and_bus_a_sentence_says_so() {
    let options = Options { display: false, bus: false, ..Options::default() };
    let (_desktop, mut tray, _cluster) = start(&options);
    let status = tray.process.wait(PATIENCE).expect("it ends: there is no way to reach it");
    let said = tray.process.err();
    assert!(status.code().is_some_and(|code| code != 0 && code != PANICKED), "{status} {said}");
    assert!(said.lines().any(|line| line.contains(' ')), "{said:?}");
}

#[test]
fn without_a_library_of_the_keyboard_a_sentence_names_it() {
    let cluster = harness::server();
    let database = harness::small_database(&cluster);
    let mut desktop = Desktop::start(&Options::default());
    desktop.configure(&harness::url(&cluster, &database), "");
    // The linker stops at the first of that name, and cannot load it.
    let folder = desktop.folder().join("no-library");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("libxkbcommon-x11.so.0"), "not a library").unwrap();
    desktop.set("LD_LIBRARY_PATH", folder.to_str().unwrap());
    let mut tray = desktop.start_tray(HIDDEN);
    if let Some(status) = tray.process.wait(Duration::from_secs(5)) {
        let said = tray.process.err();
        assert!(status.code().is_some_and(|code| code != 0 && code != PANICKED), "{status} {said}");
        assert!(said.contains("libxkbcommon-x11"), "{said:?}");
    } else {
        let item = tray.item(&desktop);
        item.click(FRENCH.back_up);
        desktop.wait_for_backups(1);
    }
    tray.assert_sound();
}
