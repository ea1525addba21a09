//! `verify --drill`: what only a restore finds out.

use sauvegarde::folder::manifest::{self, Manifest, Verification, VerificationKind};
use sauvegarde::postgres::cluster::Cluster;
use serde_json::Value;

use crate::harness::{self, Outcome, Program};

/// A server with a backup of a database that `sql` fills.
struct Backup {
    server: Cluster,
    program: Program,
    file: String,
}

impl Backup {
    fn of(sql: &str) -> Self {
        let server = harness::own_server(&[]);
        let program = Program::new();
        harness::create(&server, "a");
        harness::sql(&server, "a", sql);
        let (path, _) = program.backup(&server, "a").completed();
        Self { server, program, file: path.to_str().unwrap().to_owned() }
    }

    fn verify(&self, arguments: &[&str]) -> Outcome {
        let url = harness::url(&self.server, "a");
        let dir = self.program.dir.to_str().unwrap();
        let mut all = vec!["verify", "--json", "--url", &url, "--dir", dir];
        all.extend(arguments);
        self.program.run(all)
    }

    fn manifest(&self) -> Manifest {
        manifest::read(&manifest::path_beside(self.file.as_ref())).unwrap().unwrap()
    }

    fn last(&self) -> Verification {
        self.manifest().verifications.pop().unwrap()
    }

    fn state(&self) -> Value {
        let dir = self.program.dir.to_str().unwrap();
        self.program.run(["list", "--json", "--dir", dir]).result()["backups"][0]["state"].clone()
    }

    /// Databases besides the one that was backed up and the server's own.
    fn others(&self) -> i64 {
        let sql = "select count(*) from pg_database where datname not in ('a', 'postgres')
                   and not datistemplate";
        harness::number(&self.server, "postgres", sql)
    }
}

#[test]
fn a_good_backup_is_restored_counted_and_dropped_again() {
    let backup = Backup::of(&harness::data("nasty.sql"));
    let outcome = backup.verify(&["--drill", "latest"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let result = outcome.result();
    assert_eq!(result["backups"][0]["drill"]["ok"], true, "{outcome:?}");
    assert_eq!(result["backups"][0]["drill"]["place"], "server", "{outcome:?}");
    let last = backup.last();
    assert_eq!((last.kind, last.ok, last.detail.as_str()), (VerificationKind::Drill, true, ""));
    assert_eq!(backup.others(), 0);
    let dir = backup.program.dir.to_str().unwrap();
    let table = backup.program.run(["list", "--dir", dir]);
    assert!(table.stdout.contains(", restored"), "{table:?}");
}

#[test]
fn a_dump_that_postgresql_cannot_load_is_found_and_noted() {
    let backup = Backup::of(&harness::data("impossible.sql"));
    assert_eq!(backup.verify(&[]).code, Some(0), "the file itself is whole");
    let outcome = backup.verify(&["--drill"]);
    outcome.failed("restore_failed", 17);
    let drill = outcome.result()["backups"][0]["drill"].clone();
    assert_eq!(drill["ok"], false, "{outcome:?}");
    assert_eq!(drill["error"]["code"], "restore_failed", "{outcome:?}");
    let last = backup.last();
    assert_eq!((last.kind, last.ok), (VerificationKind::Drill, false));
    assert!(last.detail.starts_with("restore_failed: "), "{last:?}");
    assert_eq!(backup.others(), 0);
    assert_eq!(backup.state(), "not_restorable");
    // To have read it once more does not make it any better.
    assert_eq!(backup.verify(&[]).code, Some(0));
    assert_eq!(backup.state(), "not_restorable");
    let french = backup.program.run([
        "verify",
        "--drill",
        &backup.file,
        "--lang",
        "fr",
        "--url",
        &harness::url(&backup.server, "a"),
    ]);
    assert_eq!(french.code, Some(17), "{french:?}");
    assert!(french.stdout.contains("NE SE RESTAURE PAS"), "{french:?}");
}

#[test]
fn a_local_drill_asks_no_server_but_its_own() {
    let mut backup = Backup::of(&harness::data("nasty.sql"));
    backup.server.stop();
    let outcome = backup.program.run(["verify", "--json", "--drill=local", &backup.file]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(outcome.result()["backups"][0]["drill"]["place"], "local", "{outcome:?}");
    assert_eq!(backup.last().kind, VerificationKind::Drill);
}

#[test]
fn what_says_nothing_of_the_backup_is_not_held_against_it() {
    let mut backup = Backup::of("create table t as select 1 as x");
    harness::sql(&backup.server, "postgres", "create role petit login");
    let url = harness::url(&backup.server, "a").replace("postgres@", "petit@");
    let arguments = ["verify", "--json", "--drill", &backup.file, "--url", &url];
    backup.program.run(arguments).failed("may_not_create_databases", 16);
    backup.server.stop();
    backup.verify(&["--drill", &backup.file]).failed("server_unreachable", 10);
    assert!(backup.manifest().last_drill().is_none());
    assert_eq!(backup.state(), "complete");
}

#[test]
fn roles_that_a_drill_needs_do_not_stay() {
    let backup = Backup::of(
        "create role absent; create table t(x int); alter table t owner to absent;
         alter table t enable row level security; create policy p on t to absent using (true)",
    );
    harness::sql(&backup.server, "postgres", "drop database a");
    harness::sql(&backup.server, "postgres", "drop role absent");
    harness::create(&backup.server, "a");
    let outcome = backup.verify(&["--drill", &backup.file]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let sql = "select count(*) from pg_roles where rolname = 'absent'";
    assert_eq!(harness::number(&backup.server, "postgres", sql), 0);
}

#[test]
fn damage_is_found_before_any_database_is_made() {
    let backup = Backup::of("create table t as select 1 as x");
    let mut bytes = std::fs::read(&backup.file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&backup.file, bytes).unwrap();
    let outcome = backup.verify(&["--drill", &backup.file]);
    outcome.failed("damaged", 15);
    assert!(outcome.result()["backups"][0]["drill"].is_null(), "{outcome:?}");
    assert!(backup.manifest().last_drill().is_none());
}
