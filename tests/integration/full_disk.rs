//! The server's disk is full in the middle of a restore.

use std::os::unix::fs::MetadataExt as _;
use std::process::Command;

use sauvegarde::folder::manifest;
use sauvegarde::postgres::cluster::Cluster;

use crate::contents;
use crate::harness::{self, Program};
use crate::namespace::Namespace;
use crate::not_run;

/// Stopped also when the test fails: what was started inside is not the cluster's own child.
struct Stopped(Cluster);

impl Drop for Stopped {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// Starts the server again where the small disk is before its eyes.
fn start_inside(namespace: &Namespace, server: &Cluster) {
    let owner = std::fs::metadata(server.folder()).unwrap();
    let pg_ctl = server.program("pg_ctl");
    let mut command = Command::new("setpriv");
    command.arg(format!("--reuid={}", owner.uid())).arg(format!("--regid={}", owner.gid()));
    command.arg("--clear-groups").arg(pg_ctl.get_program()).args(["-w", "-D"]);
    command
        .arg(server.data_file(""))
        .arg("-l")
        .arg(server.folder().join("inside.log"))
        .arg("start");
    // The server keeps the streams of whoever starts it.
    let mut command = namespace.inside(&command);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    assert!(command.current_dir("/").status().unwrap().success());
}

#[test]
fn a_full_disk_of_the_server_leaves_the_live_database_and_says_nothing_of_the_backup() {
    if !rustix::process::geteuid().is_root() {
        // In a namespace of a user the server would run as root, which it refuses.
        return not_run::note("it mounts a disk for a server of another user, which needs root");
    }
    let mut server = harness::own_server(&[]);
    server.stop();
    let owner = std::fs::metadata(server.folder()).unwrap();
    let disk = server.folder().join("disk");
    let script = format!(
        "mkdir \"$1\"; mount -t tmpfs -o size=20m,uid={},gid={} none \"$1\"",
        owner.uid(),
        owner.gid()
    );
    let Some(namespace) = Namespace::new(&script, &disk) else { return };
    start_inside(&namespace, &server);
    let stopped = Stopped(server);
    let server = &stopped.0;
    let program = Program::new();
    let place = disk.to_str().unwrap();
    harness::sql(server, "postgres", &format!("create tablespace petit location '{place}'"));
    harness::create(server, "ecole");
    harness::sql(
        server,
        "ecole",
        "create table petit(x int); insert into petit values (1);
         create table gros tablespace petit as
         select g, repeat(md5(g::text), 8) as t from generate_series(1, 40000) g",
    );
    let (path, _) = program.backup(server, "ecole").completed();
    harness::sql(server, "ecole", "insert into petit values (2)");
    let before = contents::pg_dump(server, server.programs(), "ecole");
    let (file, url) = (path.to_str().unwrap(), harness::url(server, "ecole"));
    let dir = program.dir.to_str().unwrap();
    let place = ["--json", "--url", &url, "--dir", dir];
    let databases = "select count(*) from pg_database where datname like 'sauvegarde%'";
    for arguments in [["restore", file, "--into", "b"], ["restore", file, "--confirm", "ecole"]] {
        let error = program.run(arguments.iter().chain(&place)).failed("restore_failed", 17);
        assert!(error["message"].as_str().unwrap().contains("No space left"), "{error}");
        contents::assert_same(&contents::pg_dump(server, server.programs(), "ecole"), &before);
        assert_eq!(harness::number(server, "postgres", databases), 0);
    }
    program.run(["verify", "--drill", file].iter().chain(&place)).failed("restore_failed", 17);
    let manifest = manifest::read(&manifest::path_beside(&path)).unwrap().unwrap();
    assert!(manifest.last_drill().is_none(), "the disk is full, the backup is good");
    // What was filled is free again, and a server without that disk takes it all.
    let other = harness::server();
    let copy = harness::unique("ailleurs");
    let outcome = program.run([
        "restore",
        file,
        "--into",
        &copy,
        "--json",
        "--url",
        &harness::url(&other, "postgres"),
    ]);
    // It says that it has no such tablespace.
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert_eq!(harness::number(&other, &copy, "select count(*) from gros"), 40_000);
}
