//! What a newcomer's machine cannot run is named, and fails only where everything must run.

use std::path::Path;
use std::process::{Command, Output};

/// A test that mounts something, and nothing else.
const MOUNTS: &str = "namespace::what_is_mounted_is_seen_inside_alone";

/// Runs a program where mounting is refused: without the right, or without the namespaces.
fn without_the_right() -> Command {
    let mut command = if rustix::process::geteuid().is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--bounding-set=-sys_admin", "--inh-caps=-sys_admin"]);
        command
    } else {
        let mut command = Command::new("unshare");
        let none = "echo 0 > /proc/sys/user/max_mnt_namespaces; exec \"$@\"";
        command.args(["--user", "--map-root-user", "sh", "-c", none, "sh"]);
        command
    };
    let can_be_taken_away = {
        let mut trial = Command::new(command.get_program());
        trial.args(command.get_args()).arg("true");
        trial.output().is_ok_and(|output| output.status.success())
    };
    if !can_be_taken_away {
        // Where it cannot, there is none.
        command = Command::new("env");
    }
    command
}

/// Runs the test of that name alone, in this same program.
fn run_without_the_right(file: &Path, all: &str) -> Output {
    let mut command = without_the_right();
    command.arg(std::env::current_exe().unwrap()).args(["--exact", MOUNTS]);
    command.env("SAUVEGARDE_TEST_NOT_RUN", file).env("SAUVEGARDE_TEST_ALL", all);
    command.output().unwrap()
}

#[test]
fn a_test_without_its_right_is_named_and_passes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("not-run");
    let output = run_without_the_right(&file, "");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{output:?}");
    // Also without any file: on standard error, though the test passes.
    let line = format!("not run: {MOUNTS}: it mounts file systems, which needs root, or user");
    assert!(said.contains(&line), "{output:?}");
    let noted = std::fs::read_to_string(&file).unwrap();
    assert!(noted.starts_with(&line) && noted.lines().count() == 1, "{noted:?}");
}

#[test]
fn a_test_without_its_right_fails_where_everything_must_run() {
    let folder = tempfile::tempdir().unwrap();
    let output = run_without_the_right(&folder.path().join("not-run"), "1");
    assert!(!output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("SAUVEGARDE_TEST_ALL=1 wants all"), "{output:?}");
}

/// Standard output of a few lines that have read `tests/not-run.sh`.
fn script(lines: &str, file: &Path, all: &str) -> Output {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/not-run.sh");
    let mut command = Command::new("bash");
    command.args(["-c", &format!("set -e; . \"$1\"; {lines}"), "bash"]).arg(shared);
    command.env("SAUVEGARDE_TEST_NOT_RUN", file).env("SAUVEGARDE_TEST_ALL", all);
    command.output().unwrap()
}

#[test]
fn a_script_tells_at_its_end_what_did_not_run_each_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("not-run");
    let lines = "not_run un 'pas ici'; not_run deux 'ni là'; not_run un 'pas ici'
                 tell_what_did_not_run";
    let output = script(lines, &file, "");
    assert!(output.status.success(), "{output:?}");
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!(told, "not run: deux: ni là\nnot run: un: pas ici\n");
    assert!(!script("not_run un 'pas ici'", &file, "1").status.success());
    let none = folder.path().join("none");
    assert!(!script("tell_what_did_not_run", &none, "").status.success());
}
