//! What ends a dump in its middle, and what keeps it from starting.

use std::time::Duration;

use rustix::process::Signal;
use sauvegarde::postgres::cluster::Cluster;

use crate::background::{self, Background, dumps_of};
use crate::failures::{Scene, are_told_apart, said};
use crate::gate::{self, Gate};
use crate::harness::{self, Outcome};

const LIMIT: Duration = Duration::from_secs(30);

/// A backup of `database` that stands still in the middle of its dump while `event` happens.
fn interrupted(
    scene: &Scene,
    server: &Cluster,
    database: &str,
    language: &str,
    event: impl Fn(&Background),
) -> Outcome {
    let gate = Gate::before(server);
    let running = Background::start(scene.backup(&gate.url(server, database), language));
    gate.wait_until_held();
    event(&running);
    gate.open();
    running.wait()
}

#[test]
fn a_backend_that_is_terminated_fails_the_backup_with_the_words_of_pg_dump() {
    let server = harness::server();
    let database = gate::database(&server);
    let scene = Scene::new(&server, &database);
    scene.fails("dump_failed", 1, &["connection", "eleves"], |language| {
        interrupted(&scene, &server, &database, language, |_| {
            let ended = harness::number(
                &server,
                &database,
                // Among the conditions it would run before them, and end other tests' sessions.
                "select count(pg_terminate_backend(pid)) from pg_stat_activity
                 where datname = current_database() and query like 'COPY public.eleves%'",
            );
            assert_eq!(ended, 1);
        })
    });
}

#[test]
fn a_pg_dump_that_is_killed_fails_the_backup_with_its_signal() {
    let server = harness::server();
    let database = gate::database(&server);
    let scene = Scene::new(&server, &database);
    scene.fails("dump_failed", 1, &["signal 9"], |language| {
        interrupted(&scene, &server, &database, language, |_| {
            let dumps = dumps_of(scene.program.home.path());
            assert_eq!(dumps.len(), 1);
            background::signal(dumps[0], Signal::KILL);
        })
    });
}

#[test]
fn a_server_that_stops_during_the_dump_is_lost_and_named() {
    let mut server = harness::own_server(&[]);
    let database = gate::database(&server);
    let scene = Scene::new(&server, &database);
    let mut sentences = Vec::new();
    for language in ["fr", "en"] {
        let outcome = interrupted(&scene, &server, &database, language, |_| {
            let mut stop = server.program("pg_ctl");
            stop.arg("-D").arg(server.data_file("")).args(["-m", "immediate", "-w", "stop"]);
            assert!(stop.output().unwrap().status.success());
        });
        scene.nothing_is_left();
        sentences.push(said(&outcome, "server_lost", 10, &[".s.PGSQL."]));
        server.restart().unwrap();
    }
    are_told_apart(&sentences[0], &sentences[1]);
    scene.the_earlier_backup_is_good();
}

#[test]
fn ctrl_c_and_a_request_to_end_cancel_the_dump() {
    let server = harness::server();
    let database = gate::database(&server);
    let scene = Scene::new(&server, &database);
    for signal in [Signal::INT, Signal::TERM] {
        scene.fails("cancelled", 130, &[], |language| {
            let gate = Gate::before(&server);
            let url = gate.url(&server, &database);
            let running = Background::start(scene.backup(&url, language));
            gate.wait_until_held();
            running.signal(signal);
            // The gate stays shut: it ends although the server sends nothing.
            running.wait()
        });
    }
}

#[test]
fn a_second_backup_at_the_same_time_is_refused_and_the_first_goes_on() {
    let server = harness::server();
    let database = gate::database(&server);
    let scene = Scene::new(&server, &database);
    let gate = Gate::before(&server);
    let first = Background::start(scene.backup(&gate.url(&server, &database), "en"));
    gate.wait_until_held();
    let [french, english] = ["fr", "en"].map(|language| {
        let url = harness::url(&server, &database);
        let second = Outcome::of(scene.backup(&url, language).output().unwrap());
        said(&second, "busy", 11, &[&database])
    });
    are_told_apart(&french, &english);
    gate.open();
    first.wait().completed();
    assert_eq!(scene.program.files().len(), 4);
    assert!(scene.program.staged().is_empty());
    let dir = scene.program.dir.to_str().unwrap();
    let verified = scene.program.run(["verify", "--all", "--dir", dir]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
}

#[test]
fn a_table_that_another_session_locks_is_named_with_that_session() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let holder = harness::session(&server, &database);
    let pid: i32 = holder.query("select pg_backend_pid()", &[]).unwrap()[0].get(0);
    // One folder takes one backup at a time, and each waits for the lock for 30 s.
    let scenes = ["fr", "en"].map(|language| (language, Scene::new(&server, &database)));
    holder.batch("begin; lock table eleves in access exclusive mode", LIMIT).unwrap();
    let runs = scenes.map(|(language, scene)| {
        let running = Background::start(scene.backup(&harness::url(&server, &database), language));
        (scene, running)
    });
    let [french, english] = runs.map(|(scene, running)| {
        let outcome = running.wait();
        scene.nothing_is_left();
        scene.the_earlier_backup_is_good();
        said(&outcome, "table_locked", 1, &["public.eleves", &format!("PID {pid}"), "postgres"])
    });
    are_told_apart(&french, &english);
}

#[test]
fn ctrl_c_ends_the_wait_for_a_lock() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let holder = harness::session(&server, &database);
    let scene = Scene::new(&server, &database);
    holder.batch("begin; lock table eleves in access exclusive mode", LIMIT).unwrap();
    scene.fails("cancelled", 130, &[], |language| {
        let running = Background::start(scene.backup(&harness::url(&server, &database), language));
        harness::eventually("pg_dump", || !dumps_of(scene.program.home.path()).is_empty());
        running.signal(Signal::INT);
        running.wait()
    });
}
