//! The programs that a backup starts, and how they end.

use std::time::{Duration, Instant};

use crate::harness::{self, Outcome};
use crate::wine::{self, Program, windows};

/// Processes of this machine whose command line names `text`.
fn running(text: &str) -> Vec<u32> {
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    all.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid| {
            std::fs::read(format!("/proc/{pid}/cmdline"))
                .is_ok_and(|line| String::from_utf8_lossy(&line).replace('\0', " ").contains(text))
        })
        .collect()
}

#[test]
fn pg_dump_does_not_outlive_a_killed_backup() {
    let server = wine::own_server();
    let database = harness::small_database(&server);
    let programs = tempfile::tempdir().unwrap();
    // A place of its own, so that other tests' processes are not taken for this one's.
    let folder = programs.path().join("bin");
    std::os::unix::fs::symlink(wine::programs(), &folder).unwrap();
    let place = windows(&folder);
    let lock = harness::session(&server, &database);
    let pg_dump = || running(&format!(r"{place}\pg_dump.exe"));
    // At another moment each time, the start of pg_dump.exe among them.
    for round in 0..6_u64 {
        lock.batch("begin; lock table eleves", harness::DEADLINE).unwrap();
        let program = Program::new();
        let mut command = program.backup_command(&server, &database);
        let mut backup = command.args(["--pg-dump", &place]).spawn().unwrap();
        harness::eventually("pg_dump", || {
            running(&format!(r"{place}\pg_dump.exe --no-password")).len() == 1
                || pg_dump()
                    .iter()
                    .any(|_| round % 2 == 1 && program.staging().join("dump.tmp").exists())
        });
        std::thread::sleep(Duration::from_millis(round * 7));
        backup.kill().unwrap();
        backup.wait().unwrap();
        let killed = Instant::now();
        while !pg_dump().is_empty() {
            assert!(killed.elapsed() < Duration::from_secs(3), "pg_dump.exe still runs");
            std::thread::sleep(Duration::from_millis(20));
        }
        lock.batch("rollback", harness::DEADLINE).unwrap();
    }
}

#[test]
fn a_pg_dump_without_its_libraries_is_said_to_lack_a_dll() {
    let server = wine::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let alone = program.home.path().join("seul");
    std::fs::create_dir(&alone).unwrap();
    std::fs::copy(wine::programs().join("pg_dump.exe"), alone.join("pg_dump.exe")).unwrap();
    let mut command = program.command(["backup", "--json", "--dir", &windows(&program.dir)]);
    command.args(["--url", &harness::url(&server, &database), "--pg-dump", &windows(&alone)]);
    let outcome = Outcome::of(command.output().unwrap());
    let error = outcome.failed("pg_dump_unusable", 13);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("0xC0000135") && message.contains("DLL"), "{message}");
}
