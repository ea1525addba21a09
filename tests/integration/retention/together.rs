//! Pruning beside real backups and restores.

use rustix::process::{Pid, Signal, kill_process};

use super::*;
use crate::harness;

/// Backups of a database that a server has, kept as `retention` says.
fn real(retention: &str) -> (Program, std::sync::Arc<sauvegarde::postgres::cluster::Cluster>) {
    let (server, program) = (harness::server(), Program::new());
    let url = harness::url(&server, &harness::small_database(&server));
    let config = program.home.path().join("config/sauvegarde");
    fs::create_dir_all(&config).unwrap();
    let dir = program.dir.display();
    let text = format!("url = '{url}'\ndir = '{dir}'\n[retention]\n{retention}");
    fs::write(config.join("config.toml"), text).unwrap();
    (program, server)
}

fn prune(program: &Program) -> Outcome {
    program.run(["prune", "--json"])
}

#[test]
fn a_backup_that_is_made_pinned_stays() {
    let (program, _server) = real("keep_last = 1\nkeep_min = 0\n");
    let pinned = program.run(["backup", "--json", "--pin", "avant migration"]);
    let (pinned, manifest) = pinned.completed();
    assert_eq!(manifest["pinned"]["note"], "avant migration");
    let (plain, _) = program.run(["backup", "--json"]).completed();
    let (newest, _) = program.run(["backup", "--json"]).completed();
    let outcome = prune(&program);
    assert_eq!((outcome.code, removed(&outcome)), (Some(0), vec![plain]), "{outcome:?}");
    assert_eq!(reasons(&outcome, &pinned), json!(["pinned \"avant migration\""]));
    assert!(is_whole(&newest) && is_whole(&pinned));
}

#[test]
fn a_backup_that_is_being_restored_does_not_go_meanwhile() {
    let (program, _server) = real("keep_last = 1\nkeep_min = 0\n");
    let (old, _) = program.run(["backup", "--json"]).completed();
    program.run(["backup", "--json"]).completed();
    let mut restore = program.command(["restore", "--json", "--into", &harness::unique("copie")]);
    let restore = restore.arg(&old).spawn().unwrap();
    let pid = Pid::from_child(&restore);
    let dump = fs::File::open(&old).unwrap();
    harness::eventually("the restore's lock", || {
        let is_free = dump.try_lock().is_ok();
        dump.unlock().unwrap();
        !is_free
    });
    kill_process(pid, Signal::STOP).unwrap();
    let outcome = prune(&program);
    kill_process(pid, Signal::CONT).unwrap();
    assert_eq!((outcome.code, removed(&outcome)), (Some(3), Vec::new()), "{outcome:?}");
    assert_eq!(paths(&outcome.result()["held"]), std::slice::from_ref(&old));
    let restored = Outcome::of(restore.wait_with_output().unwrap());
    assert_eq!(restored.code, Some(0), "{restored:?}");
    assert_eq!(removed(&prune(&program)), [old]);
}

#[test]
fn what_a_killed_prune_has_begun_the_next_backup_ends() {
    let (program, _server) = real("keep_last = 1\nkeep_min = 0\n");
    let (old, manifest) = program.run(["backup", "--json"]).completed();
    program.run(["backup", "--json"]).completed();
    let mut command = program.command(["prune"]);
    assert!(!command.env("SAUVEGARDE_TEST_KILL", "1").status().unwrap().success());
    assert!(old.exists() && !manifest::path_beside(&old).exists());
    program.run(["backup", "--json"]).completed();
    // Its name may be another one's by now, of the same second.
    let listed = program.run(["list", "--json"]).result();
    let listed = listed["backups"].as_array().unwrap();
    assert!(listed.iter().all(|it| it["manifest"]["id"] != manifest["id"]), "{listed:?}");
    assert_eq!((listed.len(), program.files().len()), (2, 4), "{:?}", program.files());
    assert_eq!(program.staged(), [""; 0]);
}
