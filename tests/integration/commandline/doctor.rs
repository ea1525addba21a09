//! `doctor`: one line a question, ✗ with a remedy, the exit status of the first.

use serde_json::Value;

use crate::harness::{self, Outcome, Program};

/// The states of the checks by name; every answer that is not good has its remedy.
#[track_caller]
fn checks(outcome: &Outcome) -> Vec<(String, String)> {
    let result = outcome.result();
    let checks = result["checks"].as_array().unwrap();
    let state = |check: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match check["state"].as_str().unwrap() {
            "good" => assert!(!text(&check["message"]).is_empty(), "{check}"),
            "weak" => assert!(!text(&check["advice"]).is_empty(), "{check}"),
            "bad" => {
                assert!(!text(&check["error"]["message"]).is_empty(), "{check}");
                assert!(!text(&check["error"]["advice"]).is_empty(), "{check}");
            }
            other => panic!("{other}"),
        }
        (text(&check["check"]), text(&check["state"]))
    };
    checks.iter().map(state).collect()
}

fn named(checks: &[(String, String)], wanted: &str) -> Vec<String> {
    let fitting = checks.iter().filter(|(_, state)| state == wanted);
    fitting.map(|(name, _)| name.clone()).collect()
}

fn doctor(program: &Program, arguments: &[&str]) -> Outcome {
    program.run(["doctor"].iter().chain(arguments))
}

#[test]
fn a_good_set_up_has_no_cross() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let (url, dir) = (harness::url(&server, &database), program.dir.to_str().unwrap());
    let before = doctor(&program, &["--json", "--url", &url, "--dir", dir]);
    assert_eq!(before.code, Some(3), "{before:?}");
    assert_eq!(named(&checks(&before), "bad"), [] as [&str; 0]);
    assert!(named(&checks(&before), "weak").contains(&"last_backup".to_owned()));
    program.backup(&server, &database).completed();
    // The folder in OneDrive was all that was missing.
    let onedrive = program.home.path().join("OneDrive");
    std::fs::rename(&program.dir, &onedrive).unwrap();
    let dir = onedrive.to_str().unwrap();
    let good = doctor(&program, &["--json", "--url", &url, "--dir", dir]);
    assert_eq!(good.code, Some(0), "{good:?}");
    let good = checks(&good);
    assert_eq!(named(&good, "good").len(), good.len());
    assert_eq!(
        named(&good, "good"),
        [
            "configuration",
            "server",
            "rights",
            "row_security",
            "encryption",
            "pg_dump",
            "space",
            "folder",
            "synced_folder",
            "last_backup",
            "usual",
            "proof",
            "growth"
        ]
    );
    let text = doctor(&program, &["--url", &url, "--dir", dir]);
    assert_eq!(text.stdout.matches('✓').count(), 13, "{}", text.stdout);
    assert!(!text.stdout.contains('✗'), "{}", text.stdout);
    assert!(program.staged().is_empty());
}

#[test]
fn a_server_that_is_down_is_one_cross_and_the_folder_is_looked_at_all_the_same() {
    let program = Program::new();
    let dir = program.dir.to_str().unwrap();
    let outcome = doctor(&program, &["--json", "--url", "host=/absent dbname=d", "--dir", dir]);
    assert_eq!(outcome.code, Some(10), "{outcome:?}");
    let checks = checks(&outcome);
    assert_eq!(named(&checks, "bad"), ["server"]);
    assert!(named(&checks, "good").contains(&"folder".to_owned()));
}

#[test]
fn every_cross_has_its_remedy_and_the_first_decides_the_exit_status() {
    let server = harness::server();
    let database = harness::unique("cas");
    harness::create(&server, &database);
    harness::sql(&server, &database, &harness::data("denied.sql"));
    harness::sql(&server, &database, &harness::data("rls.sql"));
    let program = Program::new();
    let url = harness::url(&server, &database).replacen("postgres@", "sauv_limited@", 1);
    let empty = tempfile::tempdir().unwrap();
    let arguments =
        ["--url", &url, "--dir", "/absent", "--pg-dump", empty.path().to_str().unwrap()];
    let outcome = doctor(&program, &[&["--json"], &arguments[..]].concat());
    // Rights come before the tools (13) and the folder (14).
    assert_eq!(outcome.code, Some(12), "{outcome:?}");
    let bad = named(&checks(&outcome), "bad");
    assert_eq!(bad, ["rights", "row_security", "pg_dump", "folder"]);
    for language in ["fr", "en"] {
        let text = doctor(&program, &[&["--lang", language], &arguments[..]].concat());
        assert_eq!(text.code, Some(12));
        let lines: Vec<&str> = text.stdout.lines().collect();
        let crosses = (0..lines.len()).filter(|index| lines[*index].starts_with('✗'));
        let remedies = crosses.map(|index| lines[index + 1]).collect::<Vec<_>>();
        assert_eq!(remedies.len(), 4, "{}", text.stdout);
        assert!(remedies.iter().all(|remedy| remedy.starts_with("    ")), "{}", text.stdout);
        for name in ["public.secret", "public.dossiers", "/absent", "sauv_limited"] {
            assert!(text.stdout.contains(name), "{name}: {}", text.stdout);
        }
    }
}

#[test]
fn a_locked_table_does_not_hold_the_doctor_up() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let holder = harness::session(&server, &database);
    let lock = "begin; lock table eleves in access exclusive mode";
    holder.batch(lock, std::time::Duration::from_secs(30)).unwrap();
    let program = Program::new();
    let (url, dir) = (harness::url(&server, &database), program.dir.to_str().unwrap());
    let outcome = doctor(&program, &["--json", "--url", &url, "--dir", dir]);
    assert_eq!(named(&checks(&outcome), "bad"), [] as [&str; 0]);
}

#[test]
fn without_any_configuration_the_doctor_says_how_to_begin() {
    let outcome = doctor(&Program::new(), &["--json"]);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert_eq!(named(&checks(&outcome), "bad"), ["configuration", "folder"]);
}
