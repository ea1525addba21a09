//! Restaurer…, from the tray to its end, by the keyboard.

use crate::desktop::Options;
use crate::gate::Gate;
use crate::gated;
use crate::harness;
use crate::patience::eventually;
use crate::scene::Scene;
use crate::screen::{Colour, Window};
use crate::words::{ENGLISH, FRENCH, Words};

/// A tray whose server stands still after so many bytes, with one backup that was made directly.
fn scene(words: &'static Words) -> (Scene, Gate) {
    let options = Options { compositor: true, ..Options::default() };
    let (scene, gate) = gated::scene(words, options);
    let direct = harness::url(&scene.cluster, &scene.database);
    let folder = scene.desktop.backups();
    let mut command = scene.desktop.program(&["backup", "--json", "--url", &direct, "--dir"]);
    let made = command.arg(folder).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    (scene, gate)
}

pub fn keep(scene: &Scene, name: &str, window: &Window) {
    let name = format!("{name}-{}", &scene.words.locale[..2]);
    scene.desktop.wait_until_still();
    // With its frame.
    scene.desktop.keep_picture(&name, Some(window.area.grown(30)));
}

/// Up to the name of the database, typed. The pictures' names begin with `name`.
pub fn confirm(scene: &Scene, title: &str, name: &str) -> Window {
    scene.item.click(scene.words.restore);
    let window = scene.tray.window(&scene.desktop, title);
    scene.desktop.press("Down");
    keep(scene, &format!("{name}-list"), &window);
    scene.desktop.press("Return");
    scene.desktop.wait_until_still();
    scene.desktop.write(&scene.database);
    keep(scene, &format!("{name}-confirmation"), &window);
    window
}

fn restores(words: &'static Words, title: &str) {
    let (scene, gate) = scene(words);
    harness::sql(&scene.cluster, &scene.database, "delete from eleves where id % 2 = 0");
    let window = confirm(&scene, title, "restore");
    scene.desktop.press("Return");
    scene.desktop.press("Return");
    gate.wait_until_held();
    keep(&scene, "restore-running", &window);
    // While it runs, the hotkey shows how far it is, and no more.
    scene.desktop.press("ctrl+alt+s");
    let card = scene.tray.card(&scene.desktop);
    keep(&scene, "card-restoring", &card);
    gate.open();
    // Not sooner: for a moment there is no database of that name.
    eventually("a tray at rest", || scene.item.entry(words.back_up).is_some_and(|it| it.enabled));
    let count = "select count(*) from eleves";
    assert_eq!(harness::number(&scene.cluster, &scene.database, count), 40000);
    keep(&scene, "restore-done", &window);
    // The one that was restored and the safety backup: none by the hotkey.
    assert_eq!(scene.desktop.complete(), 2);
}

#[test]
fn typing_the_databases_name_restores_it_in_french() {
    restores(&FRENCH, "Restaurer");
}

#[test]
fn typing_the_databases_name_restores_it_in_english() {
    restores(&ENGLISH, "Restore");
}

#[test]
fn another_name_restores_nothing() {
    let (scene, gate) = scene(&FRENCH);
    gate.open();
    harness::sql(&scene.cluster, &scene.database, "delete from eleves where id % 2 = 0");
    confirm(&scene, "Restaurer", "restore");
    scene.desktop.write("x");
    scene.desktop.press("Return");
    scene.desktop.press("Return");
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert_eq!(scene.desktop.complete(), 1);
    let count = "select count(*) from eleves";
    assert_eq!(harness::number(&scene.cluster, &scene.database, count), 20000);
}

/// Half of the pupils deleted, and all of them back by a restore that has ended.
fn restored(words: &'static Words, title: &str) -> (Scene, Gate, Window) {
    let (scene, gate) = scene(words);
    gate.open();
    harness::sql(&scene.cluster, &scene.database, "delete from eleves where id % 2 = 0");
    let window = confirm(&scene, title, "restore");
    scene.desktop.press("Return");
    scene.desktop.press("Return");
    scene.desktop.recorder().wait_for_text(words.restored);
    assert_eq!(pupils(&scene), 40000);
    eventually("the last page", || scene.desktop.picture_of(&window).has(GREEN_GROUND));
    (scene, gate, window)
}

pub fn pupils(scene: &Scene) -> i64 {
    harness::number(&scene.cluster, &scene.database, "select count(*) from eleves")
}

/// Of a notice that tells of a success, and of one that tells of a former database.
const GREEN_GROUND: Colour = [0xf0, 0xfd, 0xf4];
const AMBER_GROUND: Colour = [0xff, 0xfb, 0xeb];

#[test]
fn a_restore_is_undone_from_its_last_page() {
    let (scene, _gate, window) = restored(&FRENCH, "Restaurer");
    scene.desktop.press("shift+Tab");
    scene.desktop.press("Return");
    scene.desktop.wait_until_still();
    // Enter alone, however often, changes nothing.
    scene.desktop.press("Return");
    scene.desktop.press("Return");
    scene.desktop.wait_until_still();
    assert_eq!(pupils(&scene), 40000);
    scene.desktop.write(&scene.database);
    scene.desktop.press("Return");
    scene.desktop.press("Return");
    scene.desktop.recorder().wait_for_text(FRENCH.undone);
    assert_eq!(pupils(&scene), 20000);
    keep(&scene, "restore-undone", &window);
}

fn undone_later(words: &'static Words, title: &str) {
    let (scene, _gate, window) = restored(words, title);
    scene.desktop.press("Escape");
    eventually("no window", || scene.tray.windows(&scene.desktop).is_empty());
    drop(window);
    scene.item.click(words.restore);
    let window = scene.tray.window(&scene.desktop, title);
    eventually("the former database", || scene.desktop.picture_of(&window).has(AMBER_GROUND));
    keep(&scene, "restore-former", &window);
    // Past "Choose another file…".
    scene.desktop.press("Tab");
    scene.desktop.press("Tab");
    scene.desktop.press("Return");
    keep(&scene, "restore-undo", &window);
    // The button is next, and grey.
    scene.desktop.press("Return");
    scene.desktop.press("Tab");
    scene.desktop.press("Tab");
    scene.desktop.press("Return");
    scene.desktop.press("Escape");
    eventually("the list again", || scene.desktop.picture_of(&window).has(AMBER_GROUND));
    assert_eq!(pupils(&scene), 40000);
    scene.desktop.press("Tab");
    scene.desktop.press("Tab");
    scene.desktop.press("Return");
    scene.desktop.wait_until_still();
    scene.desktop.write(&scene.database);
    scene.desktop.press("Return");
    scene.desktop.press("Return");
    scene.desktop.recorder().wait_for_text(words.undone);
    assert_eq!(pupils(&scene), 20000);
}

#[test]
fn a_restore_is_undone_later_from_the_list_in_french() {
    undone_later(&FRENCH, "Restaurer");
}

#[test]
fn a_restore_is_undone_later_from_the_list_in_english() {
    undone_later(&ENGLISH, "Restore");
}

/// By a login that may not create databases; also what the window says of it, before and after.
fn restores_in_place(words: &'static Words, title: &str, before: &str, after: &str) {
    let cluster = harness::server();
    let database = harness::small_database(&cluster);
    let login = harness::unique("intendant");
    let role = format!("create role {login} login; alter database {database} owner to {login}");
    harness::sql(&cluster, "postgres", &role);
    for table in ["eleves", "cours", "vide"] {
        let sql = format!("alter table {table} owner to {login}");
        harness::sql(&cluster, &database, &sql);
    }
    let url = harness::url(&cluster, &database).replace("postgres@", &format!("{login}@"));
    let options = Options { reader: true, ..Options::default() };
    let scene = Scene::of(words, options, cluster, database, &url);
    scene.back_up(1);
    harness::sql(&scene.cluster, &scene.database, "delete from eleves where id % 2 = 0");
    let window = confirm(&scene, title, "restore-in-place");
    scene.desktop.reader().wait_for(before);
    scene.desktop.press("Return");
    scene.desktop.press("Return");
    scene.desktop.recorder().wait_for_text(words.restored);
    assert_eq!(pupils(&scene), 3000);
    scene.desktop.reader().wait_for(after);
    keep(&scene, "restore-in-place-done", &window);
    // Nothing is kept that the window could bring back.
    let kept = format!("select count(*) from pg_database where datname ~ '^{}_'", scene.database);
    assert_eq!(harness::number(&scene.cluster, "postgres", &kept), 0);
}

#[test]
fn a_restore_in_place_says_beforehand_that_only_the_safety_backup_leads_back_in_french() {
    restores_in_place(
        &FRENCH,
        "Restaurer",
        "elle seule permet de revenir",
        "Sauvegarde de sécurité",
    );
}

#[test]
fn a_restore_in_place_says_beforehand_that_only_the_safety_backup_leads_back_in_english() {
    restores_in_place(&ENGLISH, "Restore", "it alone is the way back", "Safety backup");
}
