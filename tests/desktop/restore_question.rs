//! Nothing that is pressed once replaces the live database: whatever offers to, leads to the
//! question, which wants the name of the database.

use std::fs;
use std::path::PathBuf;

use crate::desktop::Options;
use crate::harness;
use crate::patience::eventually;
use crate::restore::{confirm, keep, pupils};
use crate::scene::Scene;
use crate::screen::Window;
use crate::words::{ENGLISH, FRENCH, Words};

/// Where the rightmost button of the card is, from the lower right corner of its shadow.
const LAST_BUTTON: (i32, i32) = (60, 48);

/// What the window says, in one language.
struct Said {
    title: &'static str,
    list: &'static str,
    /// How the question of a restore begins, and that of an undo.
    replace: &'static str,
    undo: &'static str,
    /// What stands below them once the server has answered.
    replace_safety: &'static str,
    undo_safety: &'static str,
    gone: &'static str,
    nothing_to_undo: &'static str,
    will_miss: &'static str,
}

const IN_FRENCH: Said = Said {
    title: "Restaurer",
    list: "Restaurer une sauvegarde",
    replace: "Remplacer «",
    undo: "Remettre «",
    replace_safety: "Vous pourrez revenir en arrière",
    undo_safety: "Ce qui a été saisi depuis",
    gone: "n’est plus à sa place",
    nothing_to_undo: "n’est gardée",
    will_miss: "Ce qui manquera",
};

const IN_ENGLISH: Said = Said {
    title: "Restore",
    list: "Restore a backup",
    replace: "Replace “",
    undo: "Bring “",
    replace_safety: "You will be able to go back",
    undo_safety: "What was entered since then",
    gone: "is no longer where it was",
    nothing_to_undo: "is kept",
    will_miss: "Will be missing",
};

/// A tray with one backup, after which half of the pupils were deleted.
fn scene(words: &'static Words) -> Scene {
    let scene =
        Scene::with(words, Options { compositor: true, reader: true, ..Options::default() });
    scene.back_up(1);
    harness::sql(&scene.cluster, &scene.database, "delete from eleves where id % 2 = 0");
    scene
}

/// The file of the only backup.
fn dump(scene: &Scene) -> PathBuf {
    let files = scene.desktop.files();
    let mut paths = files.iter().map(|name| scene.desktop.backups().join(name));
    paths.find(|path| path.extension().is_some_and(|it| it == "gz")).expect("a dump")
}

/// Types what the question asks for, and presses its button.
fn answer(scene: &Scene) {
    scene.desktop.write(&scene.database);
    scene.desktop.press("Return");
    scene.desktop.press("Return");
}

/// A restore that failed because its file was damaged; by now the file is whole again, so that the
/// next try would succeed.
fn failed(words: &'static Words, said: &Said) -> (Scene, Window) {
    let scene = scene(words);
    let file = dump(&scene);
    let whole = fs::read(&file).unwrap();
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0xff;
    fs::write(&file, damaged).unwrap();
    let window = confirm(&scene, said.title, "restore-of-damaged");
    scene.desktop.press("Return");
    scene.desktop.press("Return");
    scene.desktop.recorder().wait_for_text(words.restore_failed);
    fs::write(&file, whole).unwrap();
    assert_eq!(pupils(&scene), 1500);
    (scene, window)
}

/// The window is at the question of a restore, and only the name answers it.
#[track_caller]
fn asks_before_it_restores(scene: &Scene, said: &Said, picture: &str) {
    let window = scene.tray.window(&scene.desktop, said.title);
    scene.desktop.reader().wait_for(said.replace);
    scene.desktop.reader().wait_for(said.replace_safety);
    keep(scene, picture, &window);
    scene.desktop.press("Return");
    scene.desktop.press("Return");
    scene.desktop.wait_until_still();
    scene.desktop.reader().wait_for(said.replace);
    assert_eq!((pupils(scene), scene.desktop.complete()), (1500, 1));
    answer(scene);
    scene.desktop.recorder().wait_for_text(scene.words.restored);
    assert_eq!(pupils(scene), 3000);
    // The first and one safety backup: of one restore.
    assert_eq!(scene.desktop.complete(), 2);
}

fn tried_again_from_the_notification(words: &'static Words, said: &Said) {
    let (scene, _window) = failed(words, said);
    scene.desktop.recorder().press(words.retry_ask);
    asks_before_it_restores(&scene, said, "restore-again");
}

#[test]
fn trying_a_restore_again_from_the_notification_asks_for_the_name_again_in_french() {
    tried_again_from_the_notification(&FRENCH, &IN_FRENCH);
}

#[test]
fn trying_a_restore_again_from_the_notification_asks_for_the_name_again_in_english() {
    tried_again_from_the_notification(&ENGLISH, &IN_ENGLISH);
}

/// Also where the window was closed meanwhile.
#[test]
fn trying_a_restore_again_from_the_card_asks_for_the_name_again() {
    let (scene, _window) = failed(&FRENCH, &IN_FRENCH);
    scene.desktop.press("Escape");
    eventually("no window", || scene.tray.windows(&scene.desktop).is_empty());
    scene.desktop.recorder().press(FRENCH.details);
    let card = scene.tray.card(&scene.desktop);
    keep(&scene, "card-restore-failed", &card);
    scene.desktop.click(card.area.offset_from_corner(LAST_BUTTON), 1);
    asks_before_it_restores(&scene, &IN_FRENCH, "restore-again-from-the-card");
}

fn gone(words: &'static Words, said: &Said) {
    let (scene, window) = failed(words, said);
    fs::remove_file(dump(&scene)).unwrap();
    scene.desktop.recorder().press(words.retry_ask);
    scene.desktop.reader().wait_for(said.gone);
    keep(&scene, "restore-gone", &window);
    assert_eq!(pupils(&scene), 1500);
}

#[test]
fn a_backup_that_is_gone_when_it_is_tried_again_is_named_above_the_list_in_french() {
    gone(&FRENCH, &IN_FRENCH);
}

#[test]
fn a_backup_that_is_gone_when_it_is_tried_again_is_named_above_the_list_in_english() {
    gone(&ENGLISH, &IN_ENGLISH);
}

/// A restore that succeeded, and its window closed.
fn restored(words: &'static Words, said: &Said) -> Scene {
    let scene = scene(words);
    confirm(&scene, said.title, "restore");
    scene.desktop.press("Return");
    scene.desktop.press("Return");
    scene.desktop.recorder().wait_for_text(words.restored);
    assert_eq!(pupils(&scene), 3000);
    scene.desktop.wait_until_still();
    scene.desktop.press("Escape");
    eventually("no window", || {
        let windows = scene.tray.windows(&scene.desktop);
        windows.iter().all(|window| window.unmanaged)
    });
    scene
}

/// The window is at the question of an undo, and only the name answers it.
#[track_caller]
fn asks_before_it_undoes(scene: &Scene, said: &Said, picture: &str) -> Window {
    let window = scene.tray.window(&scene.desktop, said.title);
    scene.desktop.reader().wait_for(said.undo);
    scene.desktop.reader().wait_for(said.undo_safety);
    keep(scene, picture, &window);
    scene.desktop.press("Return");
    scene.desktop.press("Return");
    scene.desktop.write("x");
    scene.desktop.press("Return");
    scene.desktop.press("Return");
    scene.desktop.wait_until_still();
    scene.desktop.reader().wait_for(said.undo);
    assert_eq!(pupils(scene), 3000);
    scene.desktop.press("BackSpace");
    window
}

fn undone_from_the_notification(words: &'static Words, said: &Said) {
    let scene = restored(words, said);
    scene.desktop.recorder().press(words.undo_ask);
    asks_before_it_undoes(&scene, said, "undo-question");
    answer(&scene);
    scene.desktop.recorder().wait_for_text(words.undone);
    assert_eq!(pupils(&scene), 1500);
}

#[test]
fn undoing_a_restore_from_the_notification_asks_for_the_name_in_french() {
    undone_from_the_notification(&FRENCH, &IN_FRENCH);
}

#[test]
fn undoing_a_restore_from_the_notification_asks_for_the_name_in_english() {
    undone_from_the_notification(&ENGLISH, &IN_ENGLISH);
}

fn undo_that_failed(words: &'static Words, said: &Said) {
    let scene = restored(words, said);
    scene.desktop.recorder().press(words.undo_ask);
    let window = asks_before_it_undoes(&scene, said, "undo-question");
    // Somebody else drops what would come back.
    let server = harness::session(&scene.cluster, "postgres");
    let like =
        format!("select datname::text from pg_database where datname ~ '^{}_'", scene.database);
    let former: String = server.query(&like, &[]).unwrap()[0].get(0);
    harness::sql(&scene.cluster, "postgres", &format!("drop database \"{former}\""));
    answer(&scene);
    scene.desktop.recorder().wait_for_text(words.undo_failed);
    scene.desktop.recorder().press(words.retry_ask);
    scene.desktop.reader().wait_for(said.nothing_to_undo);
    keep(&scene, "undo-of-nothing", &window);
    // There is nothing that the name could confirm: Enter leads back.
    scene.desktop.write(&scene.database);
    scene.desktop.press("Return");
    scene.desktop.reader().wait_for(said.list);
    assert_eq!(pupils(&scene), 3000);
}

#[test]
fn trying_a_failed_undo_again_asks_again_in_french() {
    undo_that_failed(&FRENCH, &IN_FRENCH);
}

#[test]
fn trying_a_failed_undo_again_asks_again_in_english() {
    undo_that_failed(&ENGLISH, &IN_ENGLISH);
}

#[test]
fn what_is_replaced_is_what_the_question_named_whatever_the_configuration_names_by_now() {
    let scene = scene(&FRENCH);
    confirm(&scene, "Restaurer", "restore");
    let other = harness::small_database(&scene.cluster);
    harness::sql(&scene.cluster, &other, "delete from eleves where id > 10");
    let url = harness::url(&scene.cluster, &other);
    scene.desktop.configure(&url, "hotkey = \"Ctrl+Alt+B\"");
    scene.wait_for_key("Ctrl+Alt+B");
    scene.desktop.press("Return");
    scene.desktop.press("Return");
    scene.desktop.recorder().wait_for_text(FRENCH.restored);
    assert_eq!(pupils(&scene), 3000);
    assert_eq!(harness::number(&scene.cluster, &other, "select count(*) from eleves"), 10);
}

/// A backup of which an index cannot be built any more: the window says so, and the name, typed
/// again, accepts it.
fn accepted(words: &'static Words, said: &Said) {
    let scene =
        Scene::with(words, Options { compositor: true, reader: true, ..Options::default() });
    harness::sql(
        &scene.cluster,
        &scene.database,
        "create function part(i int) returns int language plpgsql immutable as
           'begin return i; end';
         create index eleves_part on eleves(part(id));
         create or replace function part(i int) returns int language plpgsql immutable as
           'begin return 1 / (i - 50); end'",
    );
    scene.back_up(1);
    harness::sql(&scene.cluster, &scene.database, "delete from eleves where id % 2 = 0");
    let _window = confirm(&scene, said.title, "restore-of-incomplete");
    scene.desktop.press("Return");
    scene.desktop.press("Return");
    scene.desktop.recorder().wait_for_text(words.restore_failed);
    scene.desktop.reader().wait_for("eleves_part");
    assert_eq!(pupils(&scene), 1500, "as before");
    scene.desktop.recorder().press(words.retry_ask);
    let window = scene.tray.window(&scene.desktop, said.title);
    scene.desktop.reader().wait_for(said.will_miss);
    scene.desktop.reader().wait_for(said.replace_safety);
    keep(&scene, "restore-will-miss", &window);
    answer(&scene);
    scene.desktop.recorder().wait_for_text(words.restored);
    assert_eq!(pupils(&scene), 3000);
}

#[test]
fn what_a_restore_would_miss_is_said_in_its_question_and_accepted_by_the_name_in_french() {
    accepted(&FRENCH, &IN_FRENCH);
}

#[test]
fn what_a_restore_would_miss_is_said_in_its_question_and_accepted_by_the_name_in_english() {
    accepted(&ENGLISH, &IN_ENGLISH);
}
