//! The folder of the backups and its disk.

use std::fs;
use std::path::Path;

use crate::failures::{Scene, contents, said};
use crate::harness::{self, Outcome};
use crate::namespace::Namespace;

/// `scene` does not hold: the folder is another one.
fn fails_elsewhere(scene: &Scene, url: &str, code: &str, folder: &Path) {
    scene.fails(code, 14, &[folder.to_str().unwrap()], |language| {
        let mut command = scene.program.command(["backup", "--json", "--url", url, "--dir"]);
        Outcome::of(command.arg(folder).args(["--lang", language]).output().unwrap())
    });
}

#[test]
fn a_folder_that_is_not_there_is_named_and_not_made() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = Scene::new(&server, &database);
    let folder = scene.program.home.path().join("disque débranché");
    fails_elsewhere(&scene, &harness::url(&server, &database), "target_missing", &folder);
    assert!(!folder.exists());
}

#[test]
fn a_file_where_the_folder_should_be_is_named_and_kept() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = Scene::new(&server, &database);
    let file = scene.program.home.path().join("fichier");
    fs::write(&file, "un texte").unwrap();
    let url = harness::url(&server, &database);
    fails_elsewhere(&scene, &url, "target_not_a_folder", &file);
    fails_elsewhere(&scene, &url, "target_not_a_folder", &file.join("dessous"));
    assert_eq!(fs::read(&file).unwrap(), b"un texte");
}

#[test]
fn a_read_only_folder_is_named() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = Scene::new(&server, &database);
    let folder = &scene.program.dir;
    let script = r#"mount --bind "$1" "$1"; mount -o remount,bind,ro "$1""#;
    let Some(namespace) = Namespace::new(script, folder) else { return };
    scene.fails("target_not_writable", 14, &[folder.to_str().unwrap()], |language| {
        let command = scene.backup(&harness::url(&server, &database), language);
        Outcome::of(namespace.inside(&command).output().unwrap())
    });
}

#[test]
fn a_disk_that_fills_up_during_the_dump_is_emptied_again() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = Scene::new(&server, &database);
    // Ten megabytes of digests, which no compression makes smaller than half.
    harness::sql(
        &server,
        &database,
        "create table alea as select g as id, md5(g::text) || md5((-g)::text) as texte
         from generate_series(1, 160000) g",
    );
    let folder = &scene.program.dir;
    let script = r#"mkdir "$1.avant"; mount --bind "$1" "$1.avant";
                    mount -t tmpfs -o size=3m tmpfs "$1"; cp -p "$1.avant"/* "$1""#;
    let Some(namespace) = Namespace::new(script, folder) else { return };
    let inside = namespace.look(folder);
    for language in ["fr", "en"] {
        let command = scene.backup(&harness::url(&server, &database), language);
        let outcome = Outcome::of(namespace.inside(&command).output().unwrap());
        said(&outcome, "no_space", 14, &[folder.to_str().unwrap()]);
        let percents = outcome.json().iter().filter_map(|line| line["percent"].as_i64()).max();
        assert!(percents >= Some(20), "the dump had begun: {outcome:?}");
        assert!(contents(&inside) == scene.before, "{:?}", contents(&inside).keys());
    }
    scene.fails("no_space", 14, &[folder.to_str().unwrap()], |language| {
        let command = scene.backup(&harness::url(&server, &database), language);
        Outcome::of(namespace.inside(&command).output().unwrap())
    });
    let mut verify = scene.program.command(["verify", "--all", "--dir"]);
    verify.arg(folder);
    let verified = Outcome::of(namespace.inside(&verify).output().unwrap());
    assert_eq!(verified.code, Some(0), "{verified:?}");
}
