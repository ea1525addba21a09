//! The demonstration: its server, what it leaves and how it ends.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::postgres::connection::Connection;
use sauvegarde::postgres::server::Server;
use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{self, Outcome, Program};

/// A folder for temporary files that the server's user may enter.
fn temporary_folder() -> TempDir {
    let open = std::fs::Permissions::from_mode(0o755);
    tempfile::Builder::new().permissions(open).tempdir().unwrap()
}

fn demo(program: &Program, temporary: &TempDir, arguments: &[&str]) -> Command {
    let mut command = program.command(["demo", "--json"]);
    command.args(arguments).env("TMPDIR", temporary.path());
    command
}

fn names_in(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// Command lines of running programs that name `folder`.
fn processes_of(folder: &Path) -> Vec<String> {
    let folder = folder.to_str().unwrap();
    let programs = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    programs
        .filter_map(|program| std::fs::read(program.path().join("cmdline")).ok())
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| line.contains(folder))
        .collect()
}

/// Ends a server that a failed test would leave.
struct Kept<'a>(&'a Program, PathBuf);

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        if self.1.exists() {
            self.0.run(["demo".as_ref(), "--stop".as_ref(), self.1.as_os_str()]);
        }
    }
}

#[test]
fn the_demonstration_leaves_its_backup_and_nothing_else() {
    let (program, temporary) = (Program::new(), temporary_folder());
    let dir = program.dir.to_str().unwrap();
    let mut command = demo(&program, &temporary, &["--size", "0.02", "--dir", dir]);
    let outcome = Outcome::of(command.output().unwrap());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let (path, manifest) = outcome.completed();
    assert_eq!(path.parent(), Some(program.dir.as_path()));
    assert_eq!(program.files().len(), 2, "{:?}", program.files());
    assert_eq!(manifest["database"], "institut_torii_db");
    assert!(manifest["django"]["scolarite"].is_string(), "{manifest}");
    assert_eq!(program.run(["verify".as_ref(), path.as_os_str()]).code, Some(0));
    assert_eq!(names_in(temporary.path()), Vec::<PathBuf>::new());
    assert_eq!(processes_of(temporary.path()), Vec::<String>::new());
}

#[test]
fn what_a_killed_demonstration_leaves_is_removed_by_the_next_and_a_running_server_is_not() {
    let (program, temporary) = (Program::new(), temporary_folder());
    let running = Cluster::start(&harness::programs(18), temporary.path(), &[]).unwrap();
    let others = || {
        let mut all = names_in(temporary.path());
        all.retain(|name| name != running.folder());
        all
    };
    let dir = program.dir.to_str().unwrap();
    let mut command = demo(&program, &temporary, &["--size", "5", "--dir", dir]);
    let mut killed = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    harness::eventually("the demonstration has a server", || {
        others().iter().any(|folder| folder.join("data/postmaster.pid").exists())
    });
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(others().len(), 1);

    let next = demo(&program, &temporary, &["--size", "0.02", "--dir", dir]).output().unwrap();
    assert_eq!(next.status.code(), Some(0), "{next:?}");
    assert_eq!(others(), Vec::<PathBuf>::new());
    let connection = running.connection("postgres");
    assert!(Server::connect(&connection).is_ok());
}

#[test]
fn a_kept_server_serves_until_it_is_stopped() {
    let (program, temporary) = (Program::new(), temporary_folder());
    let dir = program.dir.to_str().unwrap();
    let mut command = demo(&program, &temporary, &["--size", "0.02", "--keep", "--dir", dir]);
    let outcome = Outcome::of(command.output().unwrap());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let lines = outcome.json();
    let told: &Value = lines.iter().find(|line| line["type"] == "server").unwrap();
    let folder = PathBuf::from(told["folder"].as_str().unwrap());
    let _kept = Kept(&program, folder.clone());
    assert_eq!(lines.last().unwrap()["type"], "result");

    let url = told["url"].as_str().unwrap();
    let count = "select count(*) from scolarite_eleve";
    let connection = Connection::parse(url).unwrap();
    let eleves: i64 = Server::connect(&connection).unwrap().query(count, &[]).unwrap()[0].get(0);
    assert!(eleves > 0);
    let again = program.run(["backup", "--json", "--dir", dir, "--url", url]);
    assert_eq!(again.code, Some(0), "{again:?}");

    // As one types it, standing beside the folder.
    let mut stop =
        program.command(["demo", "--stop", folder.file_name().unwrap().to_str().unwrap()]);
    let stopped = Outcome::of(stop.current_dir(temporary.path()).output().unwrap());
    assert_eq!(stopped.code, Some(0), "{stopped:?}");
    assert_eq!(names_in(temporary.path()), Vec::<PathBuf>::new());
    assert_eq!(processes_of(temporary.path()), Vec::<String>::new());
    assert!(Server::connect(&connection).is_err());
}

#[test]
fn a_folder_that_is_not_the_demonstration_s_is_left_alone() {
    let program = Program::new();
    let foreign = program.home.path().join("données");
    std::fs::create_dir_all(foreign.join("data")).unwrap();
    std::fs::write(foreign.join("data/postmaster.pid"), "1\n").unwrap();
    let foreign = foreign.to_str().unwrap();
    let missing = program.home.path().join("absente");
    for folder in [foreign, missing.to_str().unwrap()] {
        let refused = program.run(["demo", "--json", "--stop", folder]);
        let error = refused.failed("demo_failed", 1);
        assert!(error["message"].as_str().unwrap().contains(folder), "{error}");
    }
    assert!(Path::new(foreign).join("data/postmaster.pid").exists());
}

#[test]
fn the_server_is_the_one_beside_the_pg_dump_that_is_named() {
    let (program, temporary) = (Program::new(), temporary_folder());
    let programs = harness::programs(13);
    let dir = program.dir.to_str().unwrap();
    let version = |outcome: &Outcome| {
        let (_, manifest) = outcome.completed();
        manifest["server"]["version_num"].as_u64().unwrap() / 10_000
    };
    let arguments = ["--size", "0.01", "--dir", dir];
    let mut named = demo(&program, &temporary, &arguments);
    named.arg("--pg-dump").arg(&programs);
    let outcome = Outcome::of(named.output().unwrap());
    assert_eq!(version(&outcome), 13, "{outcome:?}");
    // As well by the program itself, in the configuration.
    let pg_dump = programs.join("pg_dump");
    let set = program.run(["config", "set", "pg_dump", pg_dump.to_str().unwrap()]);
    assert_eq!(set.code, Some(0), "{set:?}");
    let mut configured = demo(&program, &temporary, &arguments);
    let outcome = Outcome::of(configured.output().unwrap());
    assert_eq!(version(&outcome), 13, "{outcome:?}");
    // A drill on a server of its own takes them from there too.
    let latest = ["verify", "latest", "--drill=local", "--json", "--dir", dir];
    let mut drill = program.command(latest);
    drill.arg("--pg-dump").arg(&programs).env("TMPDIR", temporary.path());
    let outcome = Outcome::of(drill.output().unwrap());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    // A folder without a server's programs is no reason to do without one.
    let mut clients = demo(&program, &temporary, &arguments);
    clients.arg("--pg-dump").arg(temporary.path());
    let outcome = Outcome::of(clients.output().unwrap());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}
