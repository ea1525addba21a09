//! What the program says of a backup that is not as those before it.

use std::path::Path;

use sauvegarde::alarms::open;
use sauvegarde::folder::check;
use sauvegarde::folder::manifest;
use sauvegarde::postgres::cluster::Cluster;
use serde_json::{Value, json};

use crate::harness::{self, Outcome, Program};

/// Pupils, courses and marks.
fn filled(server: &Cluster, database: &str) {
    harness::create(server, database);
    harness::sql(
        server,
        database,
        "create table eleves(id int primary key, nom text);
         insert into eleves select g, 'Élève ' || g from generate_series(1, 4812) g;
         create table notes(id int, note int);
         insert into notes select g, g % 20 from generate_series(1, 9000) g;
         create table cours(titre text);
         insert into cours select 'Cours ' || g from generate_series(1, 50) g;
         create table vide(x int)",
    );
}

fn school(server: &Cluster) -> String {
    let database = harness::unique("alarmes");
    filled(server, &database);
    database
}

/// The exit status, and the alarms, which stand in the result and in the manifest.
#[track_caller]
fn alarms(outcome: &Outcome) -> (Option<i32>, Vec<Value>) {
    let (path, manifest) = outcome.completed();
    let found = outcome.result()["alarms"].as_array().unwrap().clone();
    let written = manifest::read(&manifest::path_beside(&path)).unwrap().unwrap();
    assert_eq!(json!(written.alarms), json!(found));
    assert_eq!(manifest.get("alarms").cloned().unwrap_or_else(|| json!([])), json!(found));
    (outcome.code, found)
}

fn alarm(kind: &str, table: Option<&str>, before: u64, after: u64) -> Value {
    json!({ "kind": kind, "table": table, "before": before, "after": after })
}

/// Of its first backup nothing is said.
#[track_caller]
fn first(server: &Cluster, database: &str) -> Program {
    let program = Program::new();
    assert_eq!(alarms(&program.backup(server, database)), (Some(0), Vec::new()));
    program
}

#[test]
fn an_emptied_table_is_told_until_somebody_says_that_it_is_right() {
    let server = harness::server();
    let database = school(&server);
    let program = first(&server, &database);
    assert_eq!(alarms(&program.backup(&server, &database)), (Some(0), Vec::new()));
    harness::sql(&server, &database, "delete from eleves");
    let expected = vec![
        alarm("table_emptied", Some("public.eleves"), 4812, 0),
        alarm("rows_shrunk", None, 13862, 9050),
    ];
    let emptied = program.backup(&server, &database);
    // The dump has lost half of its bytes too, or nearly.
    let (code, mut found) = alarms(&emptied);
    found.retain(|it| it["kind"] != "dump_shrunk");
    assert_eq!((code, found), (Some(3), expected));
    let warnings = emptied.result()["warnings"].to_string();
    assert!(warnings.contains("public.eleves: 4,812 → 0"), "{warnings}");
    let again = program.backup(&server, &database);
    assert_eq!(again.code, Some(3), "{again:?}");
    let (path, _) = again.completed();
    assert_eq!(open::accept(&path).unwrap().len(), alarms(&again).1.len());
    assert_eq!(alarms(&program.backup(&server, &database)), (Some(0), Vec::new()));
    harness::sql(&server, &database, "delete from notes where id > 4000");
    let (code, found) = alarms(&program.backup(&server, &database));
    assert_eq!(code, Some(3));
    assert_eq!(found[0], alarm("table_shrunk", Some("public.notes"), 9000, 4000));
}

#[test]
fn a_repaired_table_is_no_alarm_any_more() {
    let server = harness::server();
    let database = school(&server);
    let program = first(&server, &database);
    harness::sql(&server, &database, "truncate eleves");
    assert_eq!(alarms(&program.backup(&server, &database)).0, Some(3));
    let refill = "insert into eleves select g, 'Élève ' || g from generate_series(1, 4800) g";
    harness::sql(&server, &database, refill);
    assert_eq!(alarms(&program.backup(&server, &database)), (Some(0), Vec::new()));
}

#[test]
fn a_dropped_table_and_half_of_another_are_told() {
    let server = harness::server();
    let database = school(&server);
    let program = first(&server, &database);
    harness::sql(&server, &database, "drop table cours; drop table vide");
    harness::sql(&server, &database, "delete from notes where id % 2 = 0");
    let (code, found) = alarms(&program.backup(&server, &database));
    assert_eq!(code, Some(3));
    let expected = [
        alarm("table_shrunk", Some("public.notes"), 9000, 4500),
        alarm("table_gone", Some("public.cours"), 50, 0),
    ];
    assert_eq!(found[..2], expected, "{found:?}");
}

#[test]
fn an_empty_database_is_one_alarm() {
    let server = harness::server();
    let database = school(&server);
    let program = first(&server, &database);
    harness::sql(&server, &database, "drop schema public cascade; create schema public");
    let (code, found) = alarms(&program.backup(&server, &database));
    assert_eq!((code, found), (Some(3), vec![alarm("everything_empty", None, 13862, 0)]));
}

#[test]
fn a_database_of_the_same_name_on_another_server_is_told() {
    let (server, other) = (harness::server(), harness::own_server(&[]));
    let database = school(&server);
    filled(&other, &database);
    let program = first(&server, &database);
    let (code, found) = alarms(&program.backup(&other, &database));
    assert_eq!(code, Some(3));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["kind"], "other_server");
    assert_ne!(found[0]["before"], found[0]["after"]);
}

#[test]
fn rows_that_moved_are_not_missed() {
    let server = harness::server();
    let database = school(&server);
    let program = first(&server, &database);
    harness::sql(
        &server,
        &database,
        "alter table eleves rename to inscrits;
         create schema archive; create table archive.notes as select * from notes where id < 8000;
         delete from notes where id < 8000;
         drop table vide",
    );
    assert_eq!(alarms(&program.backup(&server, &database)), (Some(0), Vec::new()));
}

#[test]
fn tables_that_are_ignored_raise_no_alarm() {
    let server = harness::server();
    let database = school(&server);
    let program = Program::new();
    let config = program.home.path().join("config/sauvegarde");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("config.toml"), "alarm_ignore = [\"public.not*\"]\n").unwrap();
    program.backup(&server, &database).completed();
    harness::sql(&server, &database, "truncate notes");
    assert_eq!(alarms(&program.backup(&server, &database)), (Some(0), Vec::new()));
    harness::sql(&server, &database, "truncate eleves");
    assert_eq!(alarms(&program.backup(&server, &database)).0, Some(3));
}

/// As a version wrote it that knew nothing of alarms.
fn make_older(path: &Path) {
    for field in ["origin", "unchanged_since", "alarms", "accepted_at"] {
        check::change(path, |text| manifest::with_field(text, field, None)).unwrap().unwrap();
    }
}

#[test]
fn what_an_earlier_version_made_is_compared_with() {
    let server = harness::server();
    let database = school(&server);
    let program = Program::new();
    for _ in 0..2 {
        make_older(&program.backup(&server, &database).completed().0);
    }
    assert_eq!(alarms(&program.backup(&server, &database)), (Some(0), Vec::new()));
    harness::sql(&server, &database, "truncate eleves");
    make_older(&program.backup(&server, &database).completed().0);
    // Nobody said that this one is suspicious: it is the measure.
    assert_eq!(alarms(&program.backup(&server, &database)), (Some(0), Vec::new()));
    harness::sql(&server, &database, "truncate notes");
    let (code, found) = alarms(&program.backup(&server, &database));
    assert_eq!(code, Some(3));
    assert_eq!(found[0], alarm("table_emptied", Some("public.notes"), 9000, 0));
}

#[test]
fn a_backup_without_the_rows_of_a_table_is_compared_with_nothing() {
    let server = harness::server();
    let database = school(&server);
    let program = first(&server, &database);
    let mut command = program.backup_command(&server, &database);
    command.args(["--without-rows", "eleves"]);
    let outcome = Outcome::of(command.output().unwrap());
    assert_eq!(alarms(&outcome).1, Vec::<Value>::new());
    assert_eq!(alarms(&program.backup(&server, &database)), (Some(0), Vec::new()));
}
