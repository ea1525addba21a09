//! `pg_dump` itself.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use sauvegarde::postgres::cluster::Cluster;

use crate::failures::Scene;
use crate::harness::{self, Outcome};

fn run(scene: &Scene, server: &Cluster, database: &str, pg_dump: &Path, lang: &str) -> Outcome {
    let mut command = scene.backup(&harness::url(server, database), lang);
    Outcome::of(command.arg("--pg-dump").arg(pg_dump).output().unwrap())
}

#[test]
fn a_folder_without_pg_dump_is_told_with_the_version_to_install() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = Scene::new(&server, &database);
    let empty = tempfile::tempdir().unwrap();
    let major = harness::session(&server, &database).facts().unwrap().major();
    let version = format!("PostgreSQL {major}");
    scene.fails("pg_dump_missing", 13, &[&version], |language| {
        run(&scene, &server, &database, empty.path(), language)
    });
}

#[test]
fn a_pg_dump_that_does_not_run_is_named() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = Scene::new(&server, &database);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pg_dump");
    fs::write(&path, "no program").unwrap();
    let named = path.to_str().unwrap();
    for mode in [0o644, 0o755] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        scene.fails("pg_dump_unusable", 13, &[named], |language| {
            run(&scene, &server, &database, folder.path(), language)
        });
    }
}

#[test]
fn a_pg_dump_older_than_the_server_is_refused_with_both_versions() {
    let earlier = harness::server();
    let scene = Scene::new(&earlier, &harness::small_database(&earlier));
    let server = harness::server_of(16);
    let database = harness::small_database(&server);
    let old = harness::programs(15);
    let facts = harness::session(&server, &database).facts().unwrap();
    let names = ["pg_dump 15.", old.to_str().unwrap(), &facts.version, "PostgreSQL 16"];
    scene.fails("pg_dump_too_old", 13, &names, |language| {
        run(&scene, &server, &database, &old, language)
    });
}
