//! Files that another program holds open, as OneDrive and antivirus programs do.

use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Instant;

use crate::harness::{self, Outcome};
use crate::wine::{self, Program, unix, windows};

/// Readers and writers may come in; who renames or deletes may not.
const NO_RENAMES: &str = "3";
/// Nobody else may come in.
const NOBODY: &str = "0";

/// Waits for `path` and holds it, once it is there.
fn hold(path: &Path, share: &str, milliseconds: u32) -> Child {
    let path = windows(path);
    let mut command = wine::helper("hold.exe");
    let mut holder = command.args([&path, share, &milliseconds.to_string()]).spawn().unwrap();
    let mut said = [0; 4];
    holder.stdout.take().unwrap().read_exact(&mut said).expect("the holder holds the file");
    holder
}

/// Starts a backup and holds its dump for so long after it began, at most until its end.
fn backup_while_held(program: &Program, command: &mut Command, milliseconds: u32) -> Outcome {
    let backup = command.spawn().unwrap();
    let dump = || program.staging().join("dump.tmp");
    harness::eventually("the dump", || dump().exists());
    let mut holder = hold(&dump(), NO_RENAMES, milliseconds);
    let outcome = Outcome::of(backup.wait_with_output().unwrap());
    let _ = holder.kill();
    holder.wait().unwrap();
    outcome
}

/// Long enough to dump that the holder comes before the publication.
fn slow_database(server: &sauvegarde::postgres::cluster::Cluster) -> String {
    let database = harness::small_database(server);
    harness::sql(
        server,
        &database,
        "create table long as select g, md5(g::text) from generate_series(1, 400000) g",
    );
    database
}

#[test]
fn a_file_held_for_a_while_is_published_later() {
    let server = wine::server();
    let database = slow_database(&server);
    let program = Program::new();
    let started = Instant::now();
    let outcome =
        backup_while_held(&program, &mut program.backup_command(&server, &database), 6000);
    let (path, _) = outcome.completed();
    assert!(started.elapsed().as_millis() > 5000, "{:?}", started.elapsed());
    assert!(unix(path.to_str().unwrap()).is_file());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}

#[test]
fn a_file_held_for_long_is_named_and_published_by_the_next_start() {
    let server = wine::server();
    let database = slow_database(&server);
    let program = Program::new();
    let outcome =
        backup_while_held(&program, &mut program.backup_command(&server, &database), 40_000);
    let error = outcome.failed("target_held", 14);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("backup_petite_"), "{message}");
    assert!(program.files().is_empty(), "{:?}", program.files());
    let held = program.staging().join("dump.tmp");
    let bytes = std::fs::read(&held).unwrap();

    // Whoever cannot read it must not take it for something less than a backup.
    let mut holder = hold(&held, NOBODY, 60_000);
    program.backup(&server, &database).failed("target_held", 14);
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert_eq!(std::fs::read(&held).unwrap(), bytes);

    program.backup(&server, &database).completed();
    assert_eq!(program.files().len(), 4);
    let is_the_held_one = |name: &String| std::fs::read(program.dir.join(name)).unwrap() == bytes;
    assert!(program.files().iter().any(is_the_held_one));
    let verified = program.run(["verify", "--all", "--dir", &windows(&program.dir)]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
}
