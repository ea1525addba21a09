//! The tray on Windows as its user meets it: real keys, clicks and windows, in Wine's task bar.
//!
//! Wine has no service for toasts, so what is seen here is what a Windows without them shows: the
//! card.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sauvegarde::postgres::cluster::Cluster;

use crate::contents::{assert_same, dump_in, pg_dump};
use crate::desk::Desk;
use crate::harness;
use crate::patience::eventually;
use crate::screen::Area;
use crate::wine;
use crate::words::{ENGLISH, FRENCH, Words};

/// The lines of the menu, as they stand.
mod line {
    pub const BACK_UP: usize = 1;
    pub const RESTORE: usize = 2;
    pub const SETTINGS: usize = 6;
    pub const AUTOSTART: usize = 7;
    pub const QUIT: usize = 10;
    pub const ALL: usize = 11;
}

/// A database, and a desktop with the tray at rest.
struct Scene {
    desk: Desk,
    server: Arc<Cluster>,
    database: String,
}

impl Scene {
    #[track_caller]
    fn new(language: &str) -> Self {
        let server = wine::server();
        let database = harness::small_database(&server);
        let desk = Desk::start(language, &harness::url(&server, &database));
        desk.start_tray();
        Self { desk, server, database }
    }

    /// One backup is there, and holds what Linux dumps.
    #[track_caller]
    fn assert_backed_up(&self) {
        let complete = self.desk.complete();
        assert_eq!(complete.len(), 1, "{complete:?}");
        let expected = pg_dump(&self.server, self.server.programs(), &self.database);
        assert_same(&dump_in(&complete[0]), &expected);
    }
}

/// Opens the menu and gives its lines, once they are all drawn.
#[track_caller]
fn menu(desk: &Desk) -> Vec<Area> {
    let menu = desk.open_menu();
    let mut lines = Vec::new();
    eventually("the lines of the menu", || {
        lines = desk.lines(menu);
        lines.len() == line::ALL
    });
    lines
}

#[track_caller]
fn click_in_menu(desk: &Desk, line: usize) {
    desk.click(menu(desk)[line].centre(), 1);
}

/// At the bottom right. Wine's task bar takes nothing from the work area.
#[track_caller]
fn wait_until_in_the_corner(desk: &Desk, title: &str) {
    let Area { width, height, .. } = desk.screen.area();
    let corner = (i32::from(width) - 12, i32::from(height) - 12);
    eventually("the card in the corner", || {
        let card = desk.window(title).map(|window| window.area);
        card.is_some_and(|card| card.width == 384 && card.offset_from_corner((0, 0)) == corner)
    });
}

/// Who gets the keys writes into its own window.
#[track_caller]
fn assert_the_focus_stayed(desk: &Desk) {
    let before = desk.screen.picture();
    desk.press("a");
    eventually("a letter in somebody's window", || {
        let changed = desk.screen.picture().difference(&before);
        changed.is_some_and(|changed| changed.x < 100 && changed.y < 100)
    });
}

#[test]
fn the_key_makes_a_complete_backup_in_onedrive() {
    let scene = Scene::new("fr");
    let desk = &scene.desk;
    desk.press("ctrl+alt+s");
    desk.wait_for_window(FRENCH.done);
    wait_until_in_the_corner(desk, FRENCH.done);
    desk.wait_until_still();
    desk.keep_picture("card-fr");
    assert_the_focus_stayed(desk);
    scene.assert_backed_up();
    eventually("no card", || desk.window(FRENCH.done).is_none());
}

#[test]
fn the_menu_backs_up_and_quits() {
    let scene = Scene::new("fr");
    let desk = &scene.desk;
    let lines = menu(desk);
    desk.keep_picture("menu-fr");
    desk.click(lines[line::BACK_UP].centre(), 1);
    desk.wait_for_window(FRENCH.done);
    scene.assert_backed_up();
    click_in_menu(desk, line::QUIT);
    eventually("the end", || !desk.has_tray());
    eventually("no icon", || desk.icon().is_none());
    assert!(!desk.log().contains("panic"), "{}", desk.log());
}

#[track_caller]
fn fail_and_retry(words: &Words, language: &str) {
    let mut server = wine::own_server();
    let database = harness::small_database(&server);
    let desk = Desk::start(language, &harness::url(&server, &database));
    desk.start_tray();
    server.stop();
    desk.press("ctrl+alt+s");
    desk.wait_for_window(words.failed);
    wait_until_in_the_corner(&desk, words.failed);
    let card = desk.wait_for_window(words.failed);
    desk.wait_until_still();
    desk.keep_picture(&format!("error-{language}"));
    assert!(desk.complete().is_empty());
    // A success would have gone by now.
    let shown = Instant::now();
    while shown.elapsed() < Duration::from_secs(9) {
        assert!(desk.window(words.failed).is_some(), "an error stays");
        std::thread::sleep(Duration::from_millis(200));
    }
    server.restart().unwrap();
    desk.click(card.offset_from_corner((60, 33)), 1);
    desk.wait_for_window(words.done);
    assert_eq!(desk.complete().len(), 1);
}

#[test]
fn an_error_stays_and_its_button_tries_again() {
    fail_and_retry(&FRENCH, "fr");
}

#[test]
fn the_windows_open_from_the_menu_in_both_languages() {
    for (language, words) in [("fr", &FRENCH), ("en", &ENGLISH)] {
        let scene = Scene::new(language);
        let desk = &scene.desk;
        desk.press("ctrl+alt+s");
        desk.wait_for_window(words.done);
        eventually("no card", || desk.window(words.done).is_none());
        click_in_menu(desk, line::RESTORE);
        desk.wait_for_window(words.restore.trim_end_matches('…'));
        desk.wait_until_still();
        desk.keep_picture(&format!("restore-{language}"));
        click_in_menu(desk, line::SETTINGS);
        desk.wait_for_window(words.settings.trim_end_matches('…'));
        desk.wait_until_still();
        desk.keep_picture(&format!("settings-{language}"));
    }
}

#[test]
fn another_key_in_the_configuration_works_at_once() {
    let scene = Scene::new("en");
    let desk = &scene.desk;
    let url = harness::url(&scene.server, &scene.database);
    desk.configure("en", &url, "hotkey = 'Ctrl+Alt+B'");
    eventually("the new key", || desk.log().contains(r#"Works("Ctrl+Alt+B")"#));
    desk.press("ctrl+alt+b");
    desk.wait_for_window(ENGLISH.done);
    desk.wait_until_still();
    desk.keep_picture("card-en");
    scene.assert_backed_up();
}

#[test]
fn a_second_start_shows_the_card_of_the_first() {
    let scene = Scene::new("en");
    let desk = &scene.desk;
    let before = desk.windows_of("sauvegarde.exe").len();
    desk.command_line(&["tray"]);
    eventually("the card", || desk.windows_of("sauvegarde.exe").len() > before);
    desk.wait_until_still();
    desk.keep_picture("second-start-en");
}

#[test]
fn why_the_tray_cannot_start_is_said_in_a_box_where_no_console_is() {
    let desk = Desk::start("fr", "postgresql://personne@127.0.0.1:9/rien");
    std::fs::write(desk.home().join("state"), "no folder").unwrap();
    desk.open_tray();
    desk.wait_for_window("Sauvegarde");
    desk.wait_until_still();
    desk.keep_picture("no-start-fr");
    assert!(desk.icon().is_none());
}

#[test]
fn the_menu_makes_the_session_start_the_tray_without_a_console() {
    let scene = Scene::new("fr");
    let desk = &scene.desk;
    click_in_menu(desk, line::AUTOSTART);
    let is_on = || desk.command_line(&["autostart", "status", "--json"]);
    eventually("autostart", || is_on().contains(r#""autostart":true"#));
    desk.wine(&["wineserver", "--kill", "--wait"]);
    desk.forget_log();
    desk.log_on();
    desk.open(&["wineboot"]);
    desk.wait_for_tray();
    desk.press("ctrl+alt+s");
    desk.wait_for_window(FRENCH.done);
    scene.assert_backed_up();
}

#[test]
fn the_end_of_the_session_cancels_a_backup_cleanly() {
    let server = wine::own_server();
    let database = harness::small_database(&server);
    let desk = Desk::start("fr", &harness::url(&server, &database));
    desk.start_tray();
    assert!(desk.has_tray());
    let lock = harness::session(&server, &database);
    lock.batch("begin; lock table eleves", harness::DEADLINE).unwrap();
    desk.press("ctrl+alt+s");
    let waiting = "select count(*) from pg_locks where not granted";
    eventually("a dump", || harness::number(&server, "postgres", waiting) > 0);
    desk.open(&["wineboot", "--end-session"]);
    eventually("the end", || !desk.has_tray());
    assert!(desk.log().contains("cancelled"), "{}", desk.log());
    assert!(harness::names_in(&desk.backups()).is_empty());
    assert!(harness::names_in(&desk.home().join("state/staging")).is_empty());
    eventually("no session of the dump", || harness::number(&server, "postgres", waiting) == 0);
}
