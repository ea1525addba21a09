//! What comes from elsewhere, in the windows: another tool's file, an imported backup, an address
//! with what only other programs know.

use std::process::Stdio;

use crate::desktop::{Desktop, Options};
use crate::first_backup::ADDRESS;
use crate::harness;
use crate::restore::{keep, pupils};
use crate::scene::Scene;
use crate::words::{ENGLISH, FRENCH, Words};

/// What the windows say, in one language.
struct Said {
    title: &'static str,
    other_file: &'static str,
    replace: &'static str,
    proven: &'static str,
    no_manifest: &'static str,
    imported: &'static str,
    settings: &'static str,
}

const IN_FRENCH: Said = Said {
    title: "Restaurer",
    other_file: "Choisir un autre fichier…",
    replace: "par le contenu de « archive de pgAdmin.backup",
    proven: "est restaurée, lignes comparées",
    no_manifest: "Le fichier n’a pas de manifeste",
    imported: "importée",
    settings: "Paramètres",
};

const IN_ENGLISH: Said = Said {
    title: "Restore",
    other_file: "Choose another file…",
    replace: "with the content of “archive de pgAdmin.backup",
    proven: "is restored, rows compared",
    no_manifest: "The file has no manifest",
    imported: "imported",
    settings: "Settings",
};

/// A tray, and an archive of its database that `pg_dump` wrote.
fn scene(words: &'static Words) -> (Scene, std::path::PathBuf) {
    let options = Options { compositor: true, reader: true, chooser: true, ..Options::default() };
    let scene = Scene::with(words, options);
    let archive = scene.desktop.home().join("archive de pgAdmin.backup");
    let mut pg_dump = harness::client(&scene.cluster, "pg_dump", &scene.database);
    let made = pg_dump.arg("-Fc").arg("-f").arg(&archive).stderr(Stdio::inherit()).status();
    assert!(made.unwrap().success());
    (scene, archive)
}

fn chosen(words: &'static Words, said: &Said) {
    let (scene, archive) = scene(words);
    harness::sql(&scene.cluster, &scene.database, "delete from eleves where id % 2 = 0");
    let all = 2 * pupils(&scene);
    scene.desktop.portal().choose(&archive);
    scene.item.click(words.restore);
    let window = scene.tray.window(&scene.desktop, said.title);
    scene.desktop.reader().press(said.other_file);
    scene.desktop.reader().wait_for(said.replace);
    keep(&scene, "restore-other-file", &window);
    scene.desktop.write(&scene.database);
    scene.desktop.press("Return");
    scene.desktop.press("Return");
    scene.desktop.reader().wait_for(said.proven);
    scene.desktop.reader().wait_for(said.no_manifest);
    keep(&scene, "restore-other-file-done", &window);
    assert_eq!(pupils(&scene), all);
}

#[test]
fn an_archive_of_another_tool_is_chosen_and_restored_in_french() {
    chosen(&FRENCH, &IN_FRENCH);
}

#[test]
fn an_archive_of_another_tool_is_chosen_and_restored_in_english() {
    chosen(&ENGLISH, &IN_ENGLISH);
}

fn imported(words: &'static Words, said: &Said) {
    let (scene, archive) = scene(words);
    let folder = scene.desktop.backups();
    let mut import = scene.desktop.program(&["import", "--json", "--dir"]);
    let made = import.arg(folder).arg(&archive).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    scene.item.click(words.restore);
    let window = scene.tray.window(&scene.desktop, said.title);
    scene.desktop.reader().wait_for(said.imported);
    scene.desktop.press("Down");
    keep(&scene, "restore-imported-list", &window);
}

#[test]
fn an_imported_backup_is_in_the_list_as_such_in_french() {
    imported(&FRENCH, &IN_FRENCH);
}

#[test]
fn an_imported_backup_is_in_the_list_as_such_in_english() {
    imported(&ENGLISH, &IN_ENGLISH);
}

/// The first start, at which an address is put into the first field.
fn told_in_the_settings(words: &'static Words, said: &Said) {
    let options = Options { language: words.locale, reader: true, ..Options::default() };
    let desktop = Desktop::start(&options);
    let tray = desktop.start_tray(&[]);
    let window = tray.window(&desktop, said.settings);
    let (x, y) = (i32::from(window.area.x), i32::from(window.area.y));
    desktop.click((x + ADDRESS.0, y + ADDRESS.1), 1);
    desktop.write("postgres://moi@localhost/ecole?schema=public&connection_limit=5");
    desktop.reader().wait_for("schema, connection_limit");
    desktop.wait_until_still();
    let name = format!("settings-passed-over-{}", &words.locale[..2]);
    desktop.keep_picture(&name, Some(window.area.grown(30)));
    tray.assert_sound();
}

#[test]
fn the_settings_say_what_of_an_address_is_passed_over_in_french() {
    told_in_the_settings(&FRENCH, &IN_FRENCH);
}

#[test]
fn the_settings_say_what_of_an_address_is_passed_over_in_english() {
    told_in_the_settings(&ENGLISH, &IN_ENGLISH);
}
