//! The demonstration with PostgreSQL's own server for Windows. Wine's user is an administrator, as
//! whom `postgres.exe` refuses to run.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::{self, Outcome};
use crate::wine::{self, Program, unix, windows};

/// A home with a space and an accent in its name, where temporary files go too.
fn program() -> (Program, PathBuf) {
    let program = Program::with_folder("sauvegardes de l’école");
    let temporary = program.home.path().join("Temp de Zoé");
    std::fs::create_dir(&temporary).unwrap();
    (program, temporary)
}

fn demo(program: &Program, temporary: &Path, arguments: &[&str]) -> Command {
    let (dir, programs) = (windows(&program.dir), windows(&wine::programs()));
    let mut command = program.command(["demo", "--json", "--size", "0.01", "--dir", &dir]);
    command.args(["--pg-dump", &programs]).args(arguments);
    command.env("TMP", windows(temporary)).env("TEMP", windows(temporary));
    command
}

#[test]
fn an_administrator_sees_the_demonstration_and_nothing_stays_of_it_but_the_backup() {
    let (program, temporary) = program();
    let outcome = Outcome::of(demo(&program, &temporary, &[]).output().unwrap());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let (path, manifest) = outcome.completed();
    assert_eq!(manifest["server"]["version_num"].as_u64().unwrap() / 10_000, 15);
    assert!(unix(path.to_str().unwrap()).starts_with(&program.dir), "{outcome:?}");
    assert_eq!(program.files().len(), 2, "{:?}", program.files());
    assert_eq!(harness::names_in(&temporary), Vec::<String>::new());
}

#[test]
fn a_kept_server_outlives_the_program_and_ends_when_told() {
    let (program, temporary) = program();
    // Into a file: Wine's processes pass a pipe on to the server, which outlives this.
    let printed = temporary.with_extension("json");
    let output = std::fs::File::create(&printed).unwrap();
    let mut child = demo(&program, &temporary, &["--keep"])
        .stdout(output)
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut status = None;
    harness::eventually("the end of the demonstration", || {
        status = child.try_wait().unwrap();
        status.is_some()
    });
    let stdout = std::fs::read_to_string(&printed).unwrap();
    assert!(status.is_some_and(|status| status.success()), "{stdout}");
    let lines = stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let told = lines.into_iter().find(|line| line["type"] == "server").unwrap();
    let (url, folder) = (told["url"].as_str().unwrap(), told["folder"].as_str().unwrap());
    let stop = || program.run(["demo", "--json", "--stop", folder]);
    let doctor = program.run(["doctor", "--json", "--url", url, "--dir", &windows(&program.dir)]);
    let reached = doctor.stdout.contains("15.");
    let stopped = stop();
    assert!(reached, "{doctor:?}");
    assert_eq!(stopped.code, Some(0), "{stopped:?}");
    assert_eq!(harness::names_in(&temporary), Vec::<String>::new());
}
