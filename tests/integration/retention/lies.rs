//! What could make it delete the wrong ones, or say what is not so.

use std::fs;

use super::*;

#[test]
fn a_newest_backup_whose_manifest_is_damaged_keeps_all_others() {
    let shelf = Shelf::new("keep_last = 1\nkeep_min = 1\n");
    let all: Vec<PathBuf> = (0..8).map(|days| shelf.put(30 * days)).collect();
    let beside = manifest::path_beside(&all[0]);
    let text =
        fs::read_to_string(&beside).unwrap().replacen("\"elapsed_ms\": ", "\"elapsed_ms\": 1", 1);
    fs::write(&beside, text).unwrap();
    let outcome = shelf.prune(&[]);
    assert_eq!(removed(&outcome), [] as [&Path; 0], "{outcome:?}");
    let newest_whole = reasons(&outcome, &all[7]);
    assert!(newest_whole.as_array().unwrap().contains(&"newest not good".into()), "{outcome:?}");
}

#[test]
fn a_dry_run_sees_what_the_run_sees() {
    let shelf = Shelf::new("keep_last = 1\nkeep_min = 1\n");
    for hours in [0, 1, 2, 3, -48] {
        shelf.put(hours);
    }
    let (dry, wet) = (shelf.prune(&["--dry-run"]), shelf.prune(&[]));
    assert_eq!((dry.code, wet.code), (Some(16), Some(16)), "{dry:?} {wet:?}");
    assert_eq!(dry.result()["frozen"], wet.result()["frozen"]);
    assert_eq!(dry.result()["kept"], wet.result()["kept"]);
}

#[test]
fn a_pipe_or_a_link_to_nowhere_among_the_manifests_is_passed_over() {
    let shelf = Shelf::new("keep_last = 3\nkeep_min = 1\n");
    let whole = shelf.put(1);
    let folder = whole.parent().unwrap();
    let pipe = folder.join("backup_ecole_20260102_000000.sql.gz.json");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let nowhere = folder.join("backup_ecole_20260103_000000.sql.gz.json");
    std::os::unix::fs::symlink("/nowhere", nowhere).unwrap();
    let outcome = shelf.prune(&["--dry-run"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let dir = folder.to_str().unwrap();
    let list = shelf.program.run(["list", "--json", "--dir", dir]);
    assert_eq!(list.code, Some(0), "{list:?}");
    let listed = list.result()["backups"].as_array().unwrap().len();
    // The pipe as a damaged one.
    assert_eq!(listed, 2, "{list:?}");
}
