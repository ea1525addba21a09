//! What a backup may take of the machine, whatever is in the database.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Stdio};

use sauvegarde::backup::{self, BackupRequest, Patience};
use sauvegarde::config::profile::{Profile, Url};
use sauvegarde::folder::manifest::Reason;
use sauvegarde::report::cancel::CancelToken;
use sauvegarde::report::progress::Silent;

use crate::harness::{self, Outcome, Program};

/// With its code. That of the tests' program with the tray, which is not optimised, has 27 MiB in
/// memory and not the 8 of a release: they say nothing of a job, so only the engine is held to it.
const MEMORY_LIMIT_KIB: u64 = 40 * 1024;
/// Beside its code.
const OWN_LIMIT_KIB: u64 = 20 * 1024;

/// The most memory that a program held, in KiB.
#[derive(Debug, Default)]
struct Peak {
    all: u64,
    own: u64,
}

impl Peak {
    #[track_caller]
    fn assert_small(&self) {
        assert!(self.own > 1024, "it was not measured: {self:?}");
        assert!(self.own <= OWN_LIMIT_KIB, "{self:?}");
        assert!(cfg!(feature = "tray") || self.all <= MEMORY_LIMIT_KIB, "{self:?}");
    }
}

/// Runs the command to its end.
fn watched(mut command: Command) -> (Outcome, Peak) {
    let mut child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = Peak::default();
    harness::eventually("the end of the program", || {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let kib = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        };
        // The system's own high-water mark, less the files that are mapped; those only grow.
        if let (Some(all), Some(files)) = (kib("VmHWM:"), kib("RssFile:")) {
            peak.all = peak.all.max(all);
            peak.own = peak.own.max(all.saturating_sub(files));
        }
        child.try_wait().unwrap().is_some()
    });
    (Outcome::of(child.wait_with_output().unwrap()), peak)
}

#[test]
fn a_row_of_100_mb_is_backed_up_verified_and_restored_in_20_mib_beside_the_code() {
    let server = harness::server();
    let database = harness::unique("gros");
    harness::create(&server, &database);
    harness::sql(&server, &database, &harness::data("big_row.sql"));
    let program = Program::new();
    let (outcome, peak) = watched(program.backup_command(&server, &database));
    let (path, manifest) = outcome.completed();
    assert!(manifest["dump"]["bytes"].as_u64().unwrap() > 140_000_000, "{manifest}");
    peak.assert_small();
    let (outcome, peak) = watched(program.command(["verify", path.to_str().unwrap()]));
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    peak.assert_small();
    let copy = harness::unique("gros_copie");
    let url = harness::url(&server, "postgres");
    let file = path.to_str().unwrap();
    let (outcome, peak) =
        watched(program.command(["restore", file, "--into", &copy, "--url", &url]));
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    peak.assert_small();
    for database in [database, copy] {
        harness::sql(&server, "postgres", &format!("drop database {database}"));
    }
}

/// Set in the process that only makes backups: what the other tests open would be counted too.
const DIR_OF_THE_CHILD: &str = "SAUVEGARDE_TEST_DESCRIPTORS_DIR";
const URL_OF_THE_CHILD: &str = "SAUVEGARDE_TEST_DESCRIPTORS_URL";

#[test]
fn twenty_backups_in_one_process_leave_no_descriptor_and_no_thread_behind() {
    if let Some(dir) = std::env::var_os(DIR_OF_THE_CHILD) {
        return twenty_backups(Path::new(&dir));
    }
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let this = std::thread::current().name().unwrap().to_owned();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", &this, "--nocapture", "--test-threads=1"])
        .env(DIR_OF_THE_CHILD, &program.dir)
        .env(URL_OF_THE_CHILD, harness::url(&server, &database))
        .env("XDG_STATE_HOME", program.home.path().join("state"))
        .stdin(Stdio::null());
    let outcome = Outcome::of(command.output().unwrap());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(program.files().len(), 44, "the child made no backups: {outcome:?}");
}

fn twenty_backups(dir: &Path) {
    let url = std::env::var(URL_OF_THE_CHILD).unwrap();
    let profile = Profile {
        name: "boucle".to_owned(),
        url: Some(Url(url)),
        dir: Some(dir.to_owned()),
        ..Profile::default()
    };
    let (reason, patience) = (Reason::Manual, Patience::default());
    let request =
        BackupRequest { profile: &profile, reason, patience, without_rows: &[], pin: None };
    let backups = |count: usize| {
        for _ in 0..count {
            backup::run(&request, &CancelToken::default(), &mut Silent).unwrap();
        }
    };
    let held = |what: &str| std::fs::read_dir(format!("/proc/self/{what}")).unwrap().count();
    // The first ones open what stays open for good, such as the time zone's file.
    backups(2);
    let before = (held("fd"), held("task"));
    backups(20);
    let same = || (held("fd"), held("task")) <= before;
    // A thread that was joined may take a moment to leave the table.
    harness::eventually("as few descriptors and threads as before", same);
}
