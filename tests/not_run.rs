//! Tests that cannot run here, because the machine lacks a right or a program: named with the
//! reason, never passed over in silence. Shared by all test programs.
//!
//! On standard error, past the test harness, which keeps what a passing test prints to itself; and
//! as a line of the file `SAUVEGARDE_TEST_NOT_RUN`, which `tests/run.sh` reads at its end.
//! `SAUVEGARDE_TEST_ALL=1` is for machines that must be able to run everything.

use std::io::Write as _;
use std::panic::Location;

/// To be followed by the test's return.
///
/// # Panics
/// Where every test must run.
#[track_caller]
pub fn note(reason: &str) {
    let test = name(Location::caller());
    // A line is one test.
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        std::env::var_os("SAUVEGARDE_TEST_ALL").is_none_or(|all| all != "1"),
        "{test} can not run here, and SAUVEGARDE_TEST_ALL=1 wants all: {reason}"
    );
    let line = format!("not run: {test}: {reason}\n");
    // In one piece each: other tests write at the same time.
    let _ = std::io::stderr().write_all(line.as_bytes());
    if let Some(path) = std::env::var_os("SAUVEGARDE_TEST_NOT_RUN") {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
        file.write_all(line.as_bytes()).unwrap();
    }
}

/// The harness names a test's thread after it, unless all run on the main one.
fn name(place: &Location<'_>) -> String {
    let thread = std::thread::current();
    let name = thread.name().filter(|name| *name != "main");
    name.map_or_else(|| format!("{}:{}", place.file(), place.line()), str::to_owned)
}
