//! A Wayland session, where keys come by the desktop portal only.

use crate::desktop::{Desktop, Options};
use crate::harness;
use crate::patience::eventually;
use crate::portal::Behaviour;
use crate::scene::{HIDDEN, Scene};
use crate::screen::Colour;
use crate::words::{ENGLISH, FRENCH, Words};

fn scene(words: &'static Words, portal: Option<Behaviour>) -> Scene {
    Scene::with(words, Options { portal, wayland: true, ..Options::default() })
}

#[test]
fn a_key_bound_by_the_portal_makes_a_backup() {
    let scene = scene(&FRENCH, Some(Behaviour::Binds));
    let bound = scene.desktop.portal().wait_until_bound();
    assert!(!bound.description.is_empty(), "{bound:?}");
    assert_eq!(bound.trigger.to_uppercase(), "CTRL+ALT+S");
    scene.wait_for_key("Ctrl+Alt+S");
    scene.desktop.portal().press();
    scene.desktop.recorder().wait_for_text(FRENCH.done);
    assert_eq!(scene.desktop.complete(), 1);
}

#[test]
fn a_key_bound_in_the_older_way_makes_a_backup() {
    let scene = scene(&FRENCH, Some(Behaviour::BindsAtCreation));
    scene.desktop.portal().press();
    scene.desktop.recorder().wait_for_text(FRENCH.done);
}

#[test]
fn the_key_of_another_program_starts_nothing() {
    let scene = scene(&FRENCH, Some(Behaviour::Binds));
    let bound = scene.desktop.portal().wait_until_bound();
    scene.wait_for_key("Ctrl+Alt+S");
    scene.desktop.portal().press_of_another_program(&bound.id);
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert!(scene.desktop.recorder().shown().is_empty());
    assert_eq!(scene.desktop.complete(), 0);
}

/// The menu shows no key, and a line that says why.
fn no_key_and_a_reason(words: &'static Words, portal: Option<Behaviour>) {
    let scene = scene(words, portal);
    let at_rest = 11;
    eventually("a line about the key", || {
        let labels = scene.item.labels();
        labels.len() > at_rest && labels[1].contains(' ')
    });
    let entry = scene.item.entry(words.back_up).unwrap();
    assert_eq!(entry.label, words.back_up);
    scene.item.click(words.back_up);
    scene.desktop.recorder().wait_for_text(words.done);
}

#[test]
fn a_denied_key_is_said_in_french() {
    no_key_and_a_reason(&FRENCH, Some(Behaviour::Denies));
}

#[test]
fn a_denied_key_is_said_in_english() {
    no_key_and_a_reason(&ENGLISH, Some(Behaviour::Denies));
}

#[test]
fn an_empty_answer_counts_as_not_bound() {
    no_key_and_a_reason(&FRENCH, Some(Behaviour::BindsNothing));
}

#[test]
fn a_desktop_without_the_portal_is_said() {
    no_key_and_a_reason(&FRENCH, None);
}

/// A compositor without XWayland: the windows are its own.
fn in_a_compositor(words: &'static Words, title: &str) {
    let cluster = harness::server();
    let database = harness::small_database(&cluster);
    let portal = Some(Behaviour::Binds);
    let language = words.locale;
    let options = Options { portal, language, reader: true, ..Options::default() };
    let mut desktop = Desktop::start(&options);
    desktop.configure(&harness::url(&cluster, &database), "");
    desktop.start_weston();
    let tray = desktop.start_wayland_tray(HIDDEN);
    let item = tray.item(&desktop);
    // The card is there before the backup: it shows the result for eight seconds only.
    let mut second = desktop.start_wayland_tray(&[]);
    second.process.wait(crate::patience::DEADLINE).expect("the second start ends");
    desktop.portal().press();
    desktop.reader().wait_for(words.done);
    desktop.recorder().wait_for_text(words.done);
    assert_eq!(desktop.complete(), 1);
    let weston = desktop.screen().windows_of("weston").pop().unwrap();
    let has = |colour| desktop.picture_of(&weston).has(colour);
    eventually("the card", || has(GREEN));
    let name = |name: &str| format!("{name}-{}", &words.locale[..2]);
    desktop.wait_until_still();
    desktop.keep_picture(&name("wayland-card"), Some(weston.area));
    eventually("no card", || !has(GREEN));
    item.click(words.settings);
    desktop.reader().wait_for(title);
    eventually("the settings", || has(PAGE));
    desktop.wait_until_still();
    desktop.keep_picture(&name("wayland-settings"), Some(weston.area));
    tray.assert_sound();
}

/// Of the sign of a success, and behind the settings.
const GREEN: Colour = [0x15, 0x80, 0x3d];
const PAGE: Colour = [0xf8, 0xfa, 0xfc];

#[test]
fn a_wayland_compositor_shows_card_and_settings_in_french() {
    in_a_compositor(&FRENCH, "Paramètres — Sauvegarde");
}

#[test]
fn a_wayland_compositor_shows_card_and_settings_in_english() {
    in_a_compositor(&ENGLISH, "Settings — Sauvegarde");
}
