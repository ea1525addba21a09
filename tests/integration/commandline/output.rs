//! What goes where: lists, JSON, quiet, and readers that go away.

use std::io::{BufRead as _, BufReader, Read as _};

use crate::background::Background;
use crate::gate;
use crate::harness::{self, Program};

#[test]
fn an_empty_folder_has_no_backups_and_says_so() {
    let program = Program::new();
    let dir = program.dir.to_str().unwrap();
    let list = program.run(["list", "--json", "--dir", dir]);
    assert_eq!(list.code, Some(0));
    assert_eq!(list.result()["backups"], serde_json::json!([]));
    let text = program.run(["list", "--dir", dir]);
    assert_eq!((text.code, text.stdout), (Some(0), format!("No backup in {dir}.\n")));
    assert_eq!(program.run(["list", "--sha256sum", "--dir", dir]).stdout, "");
    for words in [&["verify", "latest"][..], &["verify"], &["verify", "--all"]] {
        let outcome = program.run(words.iter().chain(&["--json", "--dir", dir]));
        let error = outcome.failed("no_backup", 15);
        assert!(error["message"].as_str().unwrap().contains(dir), "{error}");
    }
    assert!(program.files().is_empty());
}

#[test]
fn a_list_is_newest_first_with_a_state_for_each() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let [first, second, third] = [(); 3].map(|()| program.backup(&server, &database).completed().0);
    std::fs::remove_file(&first).unwrap();
    std::fs::write(&second, "short").unwrap();
    std::fs::write(program.dir.join("notes.txt"), "not ours").unwrap();
    let dir = program.dir.to_str().unwrap();
    let outcome = program.run(["list", "--json", "--dir", dir]);
    assert_eq!(outcome.json().len(), 1, "one object");
    let list = outcome.result();
    let seen: Vec<(&str, &str)> = list["backups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["path"].as_str().unwrap(), entry["state"].as_str().unwrap()))
        .collect();
    let path = |path: &std::path::PathBuf| path.to_str().unwrap().to_owned();
    assert_eq!(
        seen,
        [
            (path(&third).as_str(), "complete"),
            (path(&second).as_str(), "damaged"),
            (path(&first).as_str(), "missing_file"),
        ]
    );
    assert!(
        list["backups"].as_array().unwrap().iter().all(|entry| entry["manifest"]["id"].is_string())
    );
    let text = program.run(["list", "--dir", dir, "--lang", "fr"]).stdout;
    assert!(text.contains("ENDOMMAGÉE") && text.contains("FICHIER MANQUANT"), "{text}");

    let latest = program.run(["verify", "latest", "--json", "--dir", dir]);
    assert_eq!(latest.code, Some(0), "{latest:?}");
    assert_eq!(latest.result()["backups"][0]["path"], path(&third));
    let all = program.run(["verify", "--all", "--json", "--dir", dir]);
    assert_eq!(all.code, Some(15), "{all:?}");
    let all = all.result();
    let good: Vec<bool> = all["backups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|backup| backup["ok"].as_bool().unwrap())
        .collect();
    assert_eq!((all["status"].as_str(), good), (Some("failed"), vec![true, false, false]));
    assert_eq!(all["backups"][2]["problems"][0]["code"], "file_missing");
}

#[test]
fn quiet_says_nothing_on_success_and_all_of_a_failure() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let (url, dir) = (harness::url(&server, &database), program.dir.to_str().unwrap());
    for words in [
        &["backup", "--url", &url, "--dir", dir][..],
        &["verify", "--all", "--dir", dir],
        &["config", "set", "dir", dir],
    ] {
        let outcome = program.run(words.iter().chain(&["--quiet"]));
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", ""), "{words:?}");
    }
    let failed = program.run(["backup", "-q", "--url", &url, "--dir", "/absent"]);
    assert_eq!((failed.code, failed.stdout.as_str()), (Some(14), ""));
    assert!(failed.stderr.contains("Error: The folder /absent"), "{failed:?}");
    assert!(failed.stderr.contains("What to do: "), "{failed:?}");
}

#[test]
fn people_read_the_result_on_standard_output_and_details_only_if_asked() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let (url, dir) = (harness::url(&server, &database), program.dir.to_str().unwrap());
    let plain = program.run(["backup", "--url", &url, "--dir", dir]);
    assert_eq!(plain.stderr, "");
    for word in ["Backup complete and verified", "SHA-256", dir, "3 tables, 3,050 rows"] {
        assert!(plain.stdout.contains(word), "{word}: {}", plain.stdout);
    }
    let detailed = program.run(["backup", "-v", "--url", &url, "--dir", dir]);
    assert!(detailed.stderr.contains("pg_dump"), "{detailed:?}");
}

#[test]
fn a_reader_that_goes_away_neither_stops_nor_breaks_the_program() {
    let server = harness::server();
    let database = gate::database(&server);
    let program = Program::new();
    let (url, dir) = (harness::url(&server, &database), program.dir.to_str().unwrap());
    for words in [
        &["backup", "--json", "--url", &url, "--dir", dir][..],
        &["backup", "--url", &url, "--dir", dir],
        &["list", "--json", "--dir", dir],
        &["list", "--dir", dir],
        &["verify", "--all", "--dir", dir],
        &["completions", "bash"],
        &["man"],
        &["--help"],
    ] {
        let mut child = program.command(words).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "{words:?}");
        drop(stdout);
        harness::eventually("the end", || child.try_wait().unwrap().is_some());
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""), "{words:?}");
    }
    assert_eq!(program.files().len(), 4);
    // Nobody reads from the start, and standard error is closed too.
    let mut command = program.command(["backup", "--json", "--url", &url, "--dir", dir]);
    let mut child = command.spawn().unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    harness::eventually("the end", || child.try_wait().unwrap().is_some());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(program.files().len(), 6);
}

#[test]
fn two_lists_and_a_backup_at_once_do_not_disturb_each_other() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let dir = program.dir.to_str().unwrap();
    let running = Background::start(program.backup_command(&server, &database));
    for _ in 0..5 {
        let url = harness::url(&server, &database);
        assert_eq!(program.run(["list", "--json", "--dir", dir]).code, Some(0));
        let status = program.run(["status", "--json", "--dir", dir, "--url", &url]).result();
        assert_ne!(status["status"], "failed");
    }
    running.wait().completed();
}
