//! Pictures of all that the user sees, in `target/screenshots`, for people to look at.

use crate::desktop::{Notifications, Options};
use crate::gated;
use crate::harness;
use crate::patience;
use crate::scene::Scene;
use crate::screen::Window;
use crate::words::{ENGLISH, FRENCH, Words};

const MARGIN: u16 = 12;

fn options() -> Options {
    Options { compositor: true, ..Options::default() }
}

fn keep(scene: &Scene, name: &str, window: &Window) {
    let name = format!("{name}-{}", &scene.words.locale[..2]);
    scene.desktop.wait_until_still();
    scene.desktop.keep_picture(&name, Some(window.area.grown(MARGIN)));
}

/// What a second start shows.
fn card(scene: &Scene) -> Window {
    let mut second = scene.desktop.start_tray(&[]);
    second.process.wait(patience::DEADLINE).expect("the second start ends");
    scene.tray.card(&scene.desktop)
}

fn menu_and_card(words: &'static Words) {
    let (scene, gate) = gated::scene(words, options());
    scene.wait_for_key("Ctrl+Alt+S");
    keep(&scene, "card-idle", &card(&scene));
    scene.item.click(words.back_up);
    gate.wait_until_held();
    keep(&scene, "card-running", &card(&scene));
    let menu = scene.desktop.open_menu();
    keep(&scene, "menu-running", &menu);
    scene.desktop.press("Escape");
    scene.desktop.move_mouse_away();
    gate.open();
    scene.desktop.recorder().wait_for_text(words.done);
    keep(&scene, "card-done", &scene.tray.card(&scene.desktop));
    scene.desktop.keep_picture(&format!("desktop-{}", &words.locale[..2]), None);
    patience::eventually("no card", || !scene.tray.has_card(&scene.desktop));
    let menu = scene.desktop.open_menu();
    keep(&scene, "menu", &menu);
    scene.desktop.press("Escape");
}

#[test]
fn of_menu_and_card_in_french() {
    menu_and_card(&FRENCH);
}

#[test]
fn of_menu_and_card_in_english() {
    menu_and_card(&ENGLISH);
}

fn error(words: &'static Words) {
    let cluster = harness::server();
    let url = harness::url(&cluster, "no_such_database");
    let scene = Scene::of(words, options(), cluster, String::new(), &url);
    scene.item.click(words.back_up);
    scene.desktop.recorder().wait_for_text(words.failed);
    scene.desktop.recorder().press(words.details);
    keep(&scene, "card-error", &scene.tray.card(&scene.desktop));
}

#[test]
fn of_an_error_in_french() {
    error(&FRENCH);
}

#[test]
fn of_an_error_in_english() {
    error(&ENGLISH);
}

#[test]
fn of_xfces_own_notifications() {
    let notifications = Notifications::Xfce;
    let scene = Scene::with(&FRENCH, Options { notifications, ..options() });
    scene.item.click(FRENCH.back_up);
    scene.desktop.wait_for_backups(1);
    patience::eventually("a notification", || {
        !scene.desktop.screen().windows_of("notifyd").is_empty()
    });
    scene.desktop.wait_until_still();
    scene.desktop.keep_picture("notification-xfce-fr", None);
}

fn settings(words: &'static Words, title: &str) {
    let options = Options { language: words.locale, ..options() };
    let desktop = crate::desktop::Desktop::start(&options);
    let tray = desktop.start_tray(&[]);
    let window = tray.window(&desktop, title);
    let name = format!("settings-{}", &words.locale[..2]);
    desktop.keep_picture(&name, Some(window.area.grown(30)));
    tray.assert_sound();
}

#[test]
fn of_the_settings_in_french() {
    settings(&FRENCH, "Paramètres");
}

#[test]
fn of_the_settings_in_english() {
    settings(&ENGLISH, "Settings");
}
