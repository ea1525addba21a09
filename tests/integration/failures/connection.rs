//! The server, the login and what the login may read.

use crate::failures::{Scene, database_of, url_as};
use crate::guarded_server;
use crate::harness::{self, Outcome};

#[test]
fn a_server_that_is_down_is_named_with_its_address() {
    let mut server = harness::own_server(&[]);
    let database = harness::small_database(&server);
    let scene = Scene::new(&server, &database);
    server.stop();
    let address = server.connection(&database).address();
    scene.fails("server_unreachable", 10, &[&address], |language| {
        let url = harness::url(&server, &database);
        let outcome = Outcome::of(scene.backup(&url, language).output().unwrap());
        let (ours, other) = match language {
            "fr" => ("introuvable", "not found"),
            _ => ("not found", "introuvable"),
        };
        let message = outcome.result()["error"]["message"].as_str().unwrap().to_owned();
        assert!(message.contains(ours) && !message.contains(other), "{message}");
        assert!(!message.contains("os error"), "{message}");
        outcome
    });
}

#[test]
fn a_wrong_password_and_a_missing_one_are_two_sentences() {
    let server = guarded_server::server();
    let database = harness::small_database(&server);
    let scene = Scene::new(&server, &database);
    let login = guarded_server::login(&server, "une phrase");
    let url = url_as(&server, &login, &database);
    let sentence = |password: Option<&str>| {
        scene.fails("authentication_failed", 12, &[&login], |language| {
            let mut command = scene.backup(&url, language);
            command.envs(password.map(|password| ("PGPASSWORD", password)));
            Outcome::of(command.output().unwrap())
        });
        let mut command = scene.backup(&url, "en");
        command.envs(password.map(|password| ("PGPASSWORD", password)));
        Outcome::of(command.output().unwrap()).stderr
    };
    assert!(sentence(Some("une autre")).contains("refused the login"));
    assert!(sentence(None).contains("asks for a password"));
}

#[test]
fn a_login_that_the_server_does_not_take_at_all_is_not_told_to_give_a_password() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = Scene::new(&server, &database);
    let url = url_as(&server, "personne", &database);
    scene.fails("role_not_admitted", 12, &["personne", "LOGIN"], |language| {
        Outcome::of(scene.backup(&url, language).output().unwrap())
    });
}

#[test]
fn a_database_that_is_not_there_is_named() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = Scene::new(&server, &database);
    scene.fails("database_unknown", 2, &["Élèves d'hier"], |language| {
        let url = harness::url(&server, "Élèves d'hier");
        Outcome::of(scene.backup(&url, language).output().unwrap())
    });
}

#[test]
fn a_table_that_may_not_be_read_is_named_and_nothing_is_dumped() {
    let server = harness::server();
    let database = database_of(&server, "denied.sql");
    let scene = Scene::new(&server, &database);
    let url = url_as(&server, "sauv_limited", &database);
    scene.fails("tables_not_readable", 12, &["public.secret", "sauv_limited"], |language| {
        Outcome::of(scene.backup(&url, language).output().unwrap())
    });
}

#[test]
fn a_large_object_that_may_not_be_read_is_named_and_nothing_is_dumped() {
    let server = harness::server();
    let database = database_of(&server, "denied.sql");
    harness::sql(
        &server,
        &database,
        "drop table secret; select lo_create(424242), lo_create(434343)",
    );
    harness::sql(&server, &database, "grant select on large object 434343 to public");
    let scene = Scene::new(&server, &database);
    let url = url_as(&server, "sauv_limited", &database);
    scene.fails("large_objects_not_readable", 12, &["424242", "sauv_limited"], |language| {
        let outcome = Outcome::of(scene.backup(&url, language).output().unwrap());
        assert!(!outcome.stdout.contains("434343"), "{outcome:?}");
        outcome
    });
    harness::sql(&server, &database, "grant select on large object 424242 to sauv_limited");
    Outcome::of(scene.backup(&url, "en").output().unwrap()).completed();
}

#[test]
fn a_table_whose_rows_are_hidden_is_named_and_nothing_is_dumped() {
    let server = harness::server();
    let database = database_of(&server, "rls.sql");
    let scene = Scene::new(&server, &database);
    let url = url_as(&server, "sauv_limited", &database);
    scene.fails("row_level_security", 12, &["public.dossiers", "sauv_limited"], |language| {
        Outcome::of(scene.backup(&url, language).output().unwrap())
    });
}
