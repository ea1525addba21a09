//! What is written beside the backups is for its owner only: what a server says may hold a row.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::{DAILY, Scene, place};
use crate::harness;

/// Whatever lies below a folder, and the folder itself.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(below(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

#[track_caller]
fn are_private(scene: &Scene) {
    for path in below(&scene.state()) {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, expected, "{} {mode:o}", path.display());
    }
}

#[test]
fn the_log_the_states_the_locks_and_what_was_told_are_the_owners_alone() {
    let server = harness::server();
    let scene = Scene::daily(&server, &harness::small_database(&server), "");
    let broken = place("host=/absent dbname=absente", &scene.program.dir);
    let more = format!("[profiles.absente]\n{broken}{DAILY}");
    scene.serve(&harness::url(&server, &harness::small_database(&server)), &more);
    assert_eq!(scene.pass().code, Some(10));
    let has = |name: &str| below(&scene.state()).iter().any(|path| path.ends_with(name));
    assert!(has("sauvegarde.log") && has("told.json"));
    for ending in ["lock", "json"] {
        let states = below(&scene.state().join("run"));
        assert!(states.iter().any(|path| path.extension().is_some_and(|it| it == ending)));
    }
    are_private(&scene);
    // As an earlier version had made them.
    let is_theirs = |path: &PathBuf| !path.ends_with("installation");
    for path in below(&scene.state()).into_iter().filter(is_theirs) {
        let open = if path.is_dir() { 0o755 } else { 0o644 };
        fs::set_permissions(path, fs::Permissions::from_mode(open)).unwrap();
    }
    scene.at("2027-03-11T13:00:00Z");
    assert_eq!(scene.pass().code, Some(10));
    are_private(&scene);
}
