//! What a backup is: its file, its manifest and its progress.

use std::io::Read as _;
use std::process::Command;

use sha2::{Digest as _, Sha256};

use crate::harness::{self, Program};

fn gunzip(path: &std::path::Path) -> Vec<u8> {
    let mut plain = Vec::new();
    let file = std::fs::File::open(path).unwrap();
    flate2::read::MultiGzDecoder::new(file).read_to_end(&mut plain).unwrap();
    plain
}

#[test]
fn a_backup_is_a_file_that_any_gunzip_reads_and_a_manifest_that_tells_the_truth() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let (path, manifest) = program.backup(&server, &database).completed();
    let file = std::fs::read(&path).unwrap();
    let plain = gunzip(&path);
    assert_eq!(manifest["file"]["sha256"], sauvegarde::dump::written::hex(&Sha256::digest(&file)));
    assert_eq!(manifest["dump"]["sha256"], sauvegarde::dump::written::hex(&Sha256::digest(&plain)));
    assert_eq!(manifest["file"]["bytes"], file.len());
    assert_eq!(manifest["dump"]["bytes"], plain.len());
    assert_eq!(manifest["dump"]["complete"], true);
    assert_eq!(manifest["database"], database);
    assert_eq!(manifest["reason"], "cli");
    let rows: Vec<(&str, i64)> = manifest["tables"]
        .as_array()
        .unwrap()
        .iter()
        .map(|table| (table["name"].as_str().unwrap(), table["rows"].as_i64().unwrap()))
        .collect();
    assert_eq!(rows, [("cours", 50), ("eleves", 3000), ("vide", 0)]);
    for (tool, arguments) in [
        ("gzip", vec!["-t"]),
        ("pigz", vec!["-t"]),
        ("python3", vec!["-c", "import gzip,sys; gzip.open(sys.argv[1]).read()"]),
    ] {
        let status = Command::new(tool).args(arguments).arg(&path).status().unwrap();
        assert!(status.success(), "{tool}");
    }
    assert_eq!(program.files().len(), 2);
    assert!(program.staged().is_empty());
}

#[test]
fn progress_rises_through_the_stages_and_reaches_100_once_at_the_end() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let outcome = program.backup(&server, &database);
    let lines = outcome.json();
    let (result, progress) = lines.split_last().unwrap();
    assert_eq!(result["type"], "result");
    assert!(progress.iter().all(|line| line["type"] == "progress"));
    let percents: Vec<i64> =
        progress.iter().map(|line| line["percent"].as_i64().unwrap()).collect();
    assert!(percents.is_sorted(), "{percents:?}");
    assert_eq!(percents.iter().filter(|percent| **percent == 100).count(), 1);
    for milestone in [0, 10, 60, 70, 85, 100] {
        assert!(percents.contains(&milestone), "{milestone} is missing in {percents:?}");
    }
    let mut stages: Vec<&str> =
        progress.iter().map(|line| line["stage"].as_str().unwrap()).collect();
    stages.dedup();
    assert_eq!(stages, ["init", "dump", "compression", "integrity", "finalisation"]);
}

#[test]
fn list_verify_and_status_agree_on_a_backup() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let (path, manifest) = program.backup(&server, &database).completed();
    let dir = program.dir.to_str().unwrap();
    let listed = program.run(["list", "--json", "--dir", dir]).result();
    assert_eq!(listed["backups"][0]["state"], "complete");
    assert_eq!(listed["backups"][0]["manifest"]["id"], manifest["id"]);
    let verified = program.run(["verify", "--json", path.to_str().unwrap()]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    assert_eq!(verified.result()["backups"][0]["ok"], true);
    let url = harness::url(&server, &database);
    let status = program.run(["status", "--json", "--dir", dir, "--url", &url]).result();
    assert_eq!(status["status"], "completed");
    assert_eq!(status["progress"], 100);
    assert_eq!(status["backup_file"], path.to_str().unwrap());
    assert!(status["backup_size"].as_str().unwrap().ends_with("KB"), "{status}");
    let sums = program.run(["list", "--sha256sum", "--dir", dir]);
    let expected = format!(
        "{}  {}\n",
        manifest["file"]["sha256"].as_str().unwrap(),
        manifest["file"]["name"].as_str().unwrap()
    );
    assert_eq!(sums.stdout, expected);
}

#[test]
fn two_backups_in_one_second_have_two_names() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let paths: Vec<_> = (0..3).map(|_| program.backup(&server, &database).completed().0).collect();
    assert_eq!(program.files().len(), 6, "{paths:?}");
}
