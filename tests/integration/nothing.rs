//! A database without anything in it is backed up, and that is said with those that have tables.

use std::os::unix::net::{UnixListener, UnixStream};
use std::time::{Duration, Instant};

use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::postgres::connection::Connection;
use sauvegarde::postgres::server::databases_with_tables;

use crate::harness::{self, Outcome, Program};

/// The warnings about it.
#[track_caller]
fn warnings(server: &Cluster, database: &str, language: &str) -> Vec<String> {
    let program = Program::new();
    let mut command = program.backup_command(server, database);
    let outcome = Outcome::of(command.args(["--lang", language]).output().unwrap());
    outcome.completed();
    let said = outcome.result()["warnings"].clone();
    let said: Vec<String> = serde_json::from_value(said).unwrap();
    assert_eq!(outcome.code, Some(if said.is_empty() { 0 } else { 3 }), "{outcome:?}");
    said
}

#[test]
fn an_empty_database_is_said_with_those_that_have_tables() {
    let server = harness::own_server(&[]);
    harness::create(&server, "autre");
    harness::create(&server, "rien_non_plus");
    harness::create(&server, "interdite");
    harness::sql(&server, "interdite", "create table t(a int)");
    let close = "alter database interdite allow_connections false";
    harness::sql(&server, "postgres", close);
    for (language, word) in [("fr", "est vide"), ("en", "is empty")] {
        let said = warnings(&server, "postgres", language);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains(word) && !said[0].contains("interdite"), "{said:?}");
    }
    harness::sql(&server, "autre", "create table t(a int); create table u(a int)");
    harness::create(&server, "remplacée");
    harness::sql(&server, "remplacée", "create table t(a int)");
    let mark =
        r#"{"database":"postgres","at":"2026-11-30T12:00:00Z","cause":"restore","comment":null}"#;
    let mark = format!("comment on database remplacée is 'sauvegarde: {mark}'");
    harness::sql(&server, "postgres", &mark);
    // An extension is nothing that its user has made.
    harness::sql(&server, "postgres", "create extension citext");
    for (language, word) in [("fr", "autre (2 tables)"), ("en", "autre (2 tables)")] {
        let said = warnings(&server, "postgres", language);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains(word), "{said:?}");
        assert!(!said[0].contains("rien_non_plus") && !said[0].contains("remplacée"), "{said:?}");
    }
    assert_eq!(warnings(&server, "autre", "en"), [] as [String; 0]);
}

#[test]
fn databases_that_do_not_answer_cost_their_time_limit_once() {
    let server = harness::own_server(&[]);
    for at in 0..5 {
        harness::create(&server, &format!("muette_{at}"));
    }
    let place = server.connection("postgres");
    // The first session is the server's; whoever comes afterwards hears nothing.
    let folder = tempfile::tempdir().unwrap();
    let door = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
    let behind = place.address();
    std::thread::spawn(move || {
        let (client, _) = door.accept().unwrap();
        let server = UnixStream::connect(behind).unwrap();
        let ways = [(&client, &server), (&server, &client)]
            .map(|(from, to)| (from.try_clone().unwrap(), to.try_clone().unwrap()));
        for (mut from, mut to) in ways {
            std::thread::spawn(move || std::io::copy(&mut from, &mut to));
        }
        let mut silent = Vec::new();
        while let Ok((client, _)) = door.accept() {
            silent.push(client);
        }
    });
    let host = folder.path().display().to_string();
    let begun = Instant::now();
    let found = databases_with_tables(&Connection { host, port: 5432, ..place });
    assert_eq!(found, []);
    // Five seconds for the first of them, and two to see whether it is of another kind.
    assert!(begun.elapsed() < Duration::from_secs(9), "{:?}", begun.elapsed());
}

#[test]
fn a_database_without_a_table_may_have_something_else() {
    let server = harness::own_server(&[]);
    for something in [
        "select lo_from_bytea(0, 'un gros objet'::bytea)",
        "create function f() returns int language sql as 'select 1'",
        "create view v as select 1 a",
        "create type etat as enum ('ouvert', 'clos')",
        "create table vide()",
    ] {
        let database = harness::unique("sans_table");
        harness::create(&server, &database);
        harness::sql(&server, &database, something);
        assert_eq!(warnings(&server, &database, "en"), [] as [String; 0], "{something}");
    }
}

#[test]
fn a_restore_in_the_place_of_an_empty_database_does_not_warn_of_it() {
    let server = harness::own_server(&[]);
    let full = harness::small_database(&server);
    harness::create(&server, "neuve");
    let program = Program::new();
    let (path, _) = program.backup(&server, &full).completed();
    let url = harness::url(&server, "neuve");
    let mut command = program.command(["restore", "--confirm", "neuve", "--json", "--url", &url]);
    let outcome = Outcome::of(command.arg(path).arg("--dir").arg(&program.dir).output().unwrap());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}
