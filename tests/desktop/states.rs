//! Menu, tooltip and icon in each state.

use crate::desktop::Options;
use crate::gated;
use crate::patience::eventually;
use crate::scene::Scene;
use crate::words::{ENGLISH, FRENCH, Words};

fn menu_at_rest(words: &'static Words) {
    let scene = Scene::new(words);
    for label in [
        words.back_up,
        words.restore,
        words.recent,
        words.open_folder,
        words.verify_latest,
        words.settings,
        words.autostart,
        words.log,
        words.quit,
    ] {
        let entry = scene.item.wait_for_entry(label);
        // Nothing to verify before the first backup.
        assert_eq!(entry.enabled, label != words.verify_latest, "{entry:?}");
    }
    assert_eq!(scene.item.entry(words.autostart).unwrap().checked, Some(false));
    assert!(scene.item.entry(words.cancel_backup).is_none());
    let status = &scene.item.menu()[0];
    assert!(!status.enabled && !status.label.is_empty(), "{status:?}");
}

#[test]
fn the_menu_at_rest_has_every_entry_in_french() {
    menu_at_rest(&FRENCH);
}

#[test]
fn the_menu_at_rest_has_every_entry_in_english() {
    menu_at_rest(&ENGLISH);
}

#[test]
fn a_running_backup_is_in_menu_tooltip_and_icon() {
    let (scene, gate) = gated::scene(&FRENCH, Options::default());
    let at_rest = scene.item.icon();
    scene.item.click(FRENCH.back_up);
    gate.wait_until_held();
    scene.item.wait_for_entry(FRENCH.cancel_backup);
    assert!(scene.item.entry(FRENCH.back_up).is_none());
    eventually("a percentage in the tooltip", || scene.item.tooltip().contains('%'));
    eventually("a percentage in the menu", || scene.item.menu()[0].label.contains('%'));
    assert!(scene.item.icon() != at_rest);
    gate.open();
    scene.desktop.recorder().wait_for_text(FRENCH.done);
    eventually("a green icon", || scene.item.icon().green() > 0);
    scene.item.wait_for_entry(FRENCH.back_up);
    // Eight seconds later the success has been seen.
    eventually("the icon of rest", || scene.item.icon() == at_rest);
    assert!(scene.item.entry(FRENCH.verify_latest).unwrap().enabled);
    assert_eq!(scene.item.entry(FRENCH.recent).unwrap().children.len(), 1);
}

#[test]
fn title_and_tooltip_say_the_name_once() {
    let scene = Scene::new(&FRENCH);
    assert_eq!(scene.item.title(), "Sauvegarde");
    // Panels show the title above the text.
    eventually("a tooltip", || scene.item.tooltip().contains("Aucune sauvegarde"));
    assert_eq!(scene.item.tooltip().matches("Sauvegarde").count(), 1, "{}", scene.item.tooltip());
}

#[test]
fn a_left_click_shows_the_card() {
    let scene = Scene::new(&FRENCH);
    scene.desktop.click(scene.desktop.find_icon().centre(), 1);
    scene.tray.card(&scene.desktop);
}

#[test]
fn cancelling_from_the_menu_leaves_nothing() {
    let (scene, gate) = gated::backing_up(&FRENCH);
    scene.item.click(FRENCH.cancel_backup);
    scene.item.wait_for_entry(FRENCH.back_up);
    drop(gate);
    assert!(scene.desktop.files().is_empty(), "{:?}", scene.desktop.files());
    let shown = scene.desktop.recorder().shown();
    assert!(shown.iter().all(|shown| shown.urgency() != Some(2)), "{shown:#?}");
    eventually("no notification", || scene.desktop.recorder().open().is_empty());
}

#[test]
fn the_hotkey_during_a_backup_shows_the_card_and_no_more() {
    let (mut scene, gate) = gated::backing_up(&FRENCH);
    scene.desktop.start_terminal();
    assert!(scene.tray.windows(&scene.desktop).is_empty());
    scene.desktop.press("ctrl+alt+s");
    eventually("the card", || scene.tray.has_card(&scene.desktop));
    let focused = scene.desktop.run("xdotool", &["getwindowfocus", "getwindowname"]);
    assert_eq!(focused.trim(), "Terminal");
    gate.open();
    scene.desktop.recorder().wait_for_text(FRENCH.done);
    assert_eq!(scene.desktop.complete(), 1);
    // By itself, with the success.
    eventually("no card", || !scene.tray.has_card(&scene.desktop));
}
