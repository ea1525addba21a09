//! The programs that a backup starts, and how they end.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::harness::{self, Outcome};
use crate::wine::{self, Program, windows};

const KILLS: u64 = 3;

/// Whether a `pg_dump.exe` runs that the program with this home has started: its process has the
/// variables of the one that started it.
fn dumps(home: &Path) -> bool {
    let home = home.to_str().unwrap();
    std::fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        let file = |name: &str| std::fs::read(entry.path().join(name)).unwrap_or_default();
        file("comm").starts_with(b"pg_dump.exe")
            && String::from_utf8_lossy(&file("environ")).contains(&home.replace('/', "\\"))
    })
}

#[test]
fn pg_dump_does_not_outlive_a_killed_backup() {
    let server = wine::own_server();
    let database = harness::small_database(&server);
    let lock = harness::session(&server, &database);
    let waiting = "select count(*) from pg_locks where not granted";
    for kill in 0..KILLS {
        lock.batch("begin; lock table eleves", harness::DEADLINE).unwrap();
        let program = Program::new();
        let mut backup = program.backup_command(&server, &database).spawn().unwrap();
        harness::eventually("pg_dump.exe", || {
            harness::number(&server, "postgres", waiting) > 0 && dumps(program.home.path())
        });
        std::thread::sleep(Duration::from_millis(kill * 50));
        backup.kill().unwrap();
        backup.wait().unwrap();
        let killed = Instant::now();
        while dumps(program.home.path()) {
            assert!(killed.elapsed() < Duration::from_secs(3), "pg_dump.exe still runs");
            std::thread::sleep(Duration::from_millis(20));
        }
        lock.batch("rollback", harness::DEADLINE).unwrap();
        harness::eventually("the end of its session", || {
            harness::number(&server, "postgres", waiting) == 0
        });
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
