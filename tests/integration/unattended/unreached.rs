//! What a backup needs is not there, or a run is ended in its middle: each a sentence, an exit
//! status, nothing lost and nothing twice.

use std::fs;

use rustix::process::Signal;

use super::{DAILY, Scene, of_profile, place};
use crate::background::{Background, dumps_of};
use crate::gate::{self, Gate};
use crate::guarded_server;
use crate::harness::{self, Outcome};
use crate::namespace::Namespace;

/// The error of the default profile, which is said in a line of text too.
#[track_caller]
fn failed(scene: &Scene, code: &str, exit: i32) -> String {
    let outcome = scene.pass();
    assert_eq!(outcome.code, Some(exit), "{outcome:?}");
    let result = outcome.result();
    assert_eq!(result["status"], "failed");
    let error = &of_profile(&result, "default")["error"];
    assert_eq!((&error["code"], &error["exit"]), (&code.into(), &exit.into()));
    let message = error["message"].as_str().unwrap().to_owned();
    let text = scene.run(&["run"]);
    assert_eq!(text.code, Some(exit), "{text:?}");
    for said in [&message, error["advice"].as_str().unwrap()] {
        assert!(!said.is_empty() && text.stdout.contains(said), "{text:?}");
    }
    scene.nothing_is_staged();
    message
}

#[test]
fn a_folder_that_is_not_there_is_named_not_made_and_used_when_it_is_back() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = Scene::daily(&server, &database, "");
    let away = scene.program.home.path().join("débranché");
    fs::rename(&scene.program.dir, &away).unwrap();
    let message = failed(&scene, "target_missing", 14);
    assert!(message.contains(scene.program.dir.to_str().unwrap()), "{message}");
    assert!(!scene.program.dir.exists());
    fs::rename(&away, &scene.program.dir).unwrap();
    assert_eq!(scene.pass().code, Some(0));
    assert_eq!(scene.backups().len(), 1);
}

#[test]
fn a_server_that_is_off_is_named_and_backed_up_when_it_is_back() {
    let mut server = harness::own_server(&[]);
    let database = harness::small_database(&server);
    let scene = Scene::daily(&server, &database, "");
    server.stop();
    let message = failed(&scene, "server_unreachable", 10);
    assert!(message.contains(&server.connection(&database).address()), "{message}");
    assert_eq!(scene.backups().len(), 0);
    server.restart().unwrap();
    assert_eq!(scene.pass().code, Some(0));
    assert_eq!(scene.backups().len(), 1);
}

#[test]
fn a_wrong_password_is_one_profiles_failure_and_no_other_ones() {
    let server = guarded_server::server();
    let login = guarded_server::login(&server, "une phrase");
    let database = harness::small_database(&server);
    let url = crate::failures::url_as(&server, &login, &database);
    let scene = Scene::new();
    let other = harness::server();
    let good = place(&harness::url(&other, &harness::small_database(&other)), &scene.program.dir);
    scene.serve(&url, &format!("[profiles.autre]\n{good}{DAILY}"));
    let pass_file = scene.program.home.path().join("pgpass");
    for (password, code) in [("une autre", 12), ("une phrase", 0)] {
        let mut command = scene.command(&["run", "--json"]);
        command.env("PGPASSWORD", password).env("PGPASSFILE", &pass_file);
        let outcome = Outcome::of(command.output().unwrap());
        assert_eq!(outcome.code, Some(code), "{outcome:?}");
        let passed = of_profile(&outcome.result(), "default");
        if code == 12 {
            assert_eq!(passed["error"]["code"], "authentication_failed");
            assert!(of_profile(&outcome.result(), "autre")["backup"].is_object());
        }
        assert!(!format!("{outcome:?}").contains(password));
    }
    assert_eq!(scene.backups().len(), 2);
}

#[test]
fn a_backup_of_a_clock_a_year_ahead_does_not_count_and_is_told() {
    let server = harness::server();
    let scene = Scene::daily(&server, &harness::small_database(&server), "");
    scene.at("2028-03-10T12:00:00Z");
    assert_eq!(scene.pass().code, Some(0));
    let ahead = scene.backups()[0].file.name.clone();
    scene.at(super::NOON);
    let outcome = scene.pass();
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let passed = of_profile(&outcome.result(), "default");
    assert!(passed["backup"].is_object(), "{passed}");
    let warning = passed["warnings"][0].as_str().unwrap();
    assert!(warning.contains(&ahead) && warning.contains("2028"), "{warning}");
    assert_eq!(scene.backups().len(), 2);
    // It is told for as long as it is there, and nothing is made twice because of it.
    let again = scene.run(&["run"]);
    assert_eq!(again.code, Some(3), "{again:?}");
    assert!(again.stderr.contains(&ahead), "{again:?}");
    assert_eq!(scene.backups().len(), 2);
    // At the end of that year it is a backup like any other.
    scene.at("2028-03-10T13:00:00Z");
    assert_eq!(scene.pass().code, Some(0));
    assert_eq!(scene.backups().len(), 2);
}

#[test]
fn a_run_that_was_killed_is_made_up_for_by_the_next_one() {
    let server = harness::server();
    let database = gate::database(&server);
    let gate = Gate::before(&server);
    let scene = Scene::new();
    scene.serve(&gate.url(&server, &database), "");
    let running = Background::start(scene.command(&["run", "--json"]));
    gate.wait_until_held();
    running.signal(Signal::KILL);
    assert_eq!(running.wait().code, None);
    harness::eventually("the end of pg_dump", || dumps_of(scene.program.home.path()).is_empty());
    assert_eq!(scene.backups().len(), 0);
    assert_eq!(scene.program.staged().len(), 1, "the unfinished dump");
    gate.open();
    let next = scene.pass();
    assert_eq!(next.code, Some(0), "{next:?}");
    assert_eq!(scene.backups().len(), 1);
    scene.nothing_is_staged();
    assert_eq!(of_profile(&scene.pass().result(), "default")["due"], false);
}

#[test]
fn a_full_disk_loses_the_new_backup_and_no_earlier_one() {
    let server = harness::server();
    let database = harness::small_database(&server);
    // Ten megabytes of digests, which no compression makes smaller than half.
    harness::sql(
        &server,
        &database,
        "create table alea as select g as id, md5(g::text) || md5((-g)::text) as texte
         from generate_series(1, 160000) g",
    );
    let scene = Scene::daily(&server, &database, "");
    let folder = &scene.program.dir;
    let script = r#"mount -t tmpfs -o size=3m tmpfs "$1"; : > "$1/notes""#;
    let Some(namespace) = Namespace::new(script, folder) else { return };
    for _ in 0..2 {
        let command = namespace.inside(&scene.command(&["run", "--json"])).output().unwrap();
        let outcome = Outcome::of(command);
        assert_eq!(outcome.code, Some(14), "{outcome:?}");
        let error = &of_profile(&outcome.result(), "default")["error"];
        assert_eq!(error["code"], "no_space", "{error}");
        assert_eq!(harness::names_in(&namespace.look(folder)), ["notes"]);
    }
    drop(namespace);
    assert_eq!(scene.pass().code, Some(0));
    assert_eq!(scene.backups().len(), 1);
}
