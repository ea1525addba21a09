//! What hangs on a live database besides sessions: prepared transactions, replication slots,
//! subscriptions.

use std::process::{Child, Command};

use sauvegarde::folder::manifest;
use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::restore::Preview;
use serde_json::Value;

use crate::harness;
use crate::replace::School;

const SETTINGS: [&str; 2] = ["wal_level = logical", "max_prepared_transactions = 4"];
const PREPARE: &str = "begin; create table en_cours(x int); prepare transaction 'l''envoi'";
const SLOT: &str = "entrepot";

fn school() -> School {
    School::on(&SETTINGS, "")
}

fn slot(cluster: &Cluster, database: &str) {
    let sql = format!("select pg_create_logical_replication_slot('{SLOT}', 'pgoutput')");
    harness::sql(cluster, database, &sql);
}

/// In which database the slot is.
fn place_of_slot(school: &School) -> Option<String> {
    let rows = harness::session(&school.server, "postgres")
        .query("select database::text from pg_replication_slots", &[])
        .unwrap();
    rows.first().map(|row| row.get(0))
}

fn subscription(school: &School) {
    harness::sql(
        &school.server,
        "ecole",
        "create subscription nouvelles connection 'dbname=ailleurs' publication p
         with (connect = false)",
    );
}

/// `pg_recvlogical` on the slot, until it is dropped.
struct Reader(Child);

impl Reader {
    fn of(school: &School, database: &str) -> Self {
        let server = &school.server;
        let mut command: Command = harness::client(server, "pg_recvlogical", database);
        command.args(["--start", "--no-loop", "-f", "-", "-o", "proto_version=1"]);
        command.args(["-o", "publication_names=p", "-S", SLOT, "-d", database]);
        command.env("PGAPPNAME", "lecteur");
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let reader = Self(command.spawn().unwrap());
        let active = "select count(*) from pg_replication_slots where active";
        harness::eventually("a reader of the slot", || {
            harness::number(server, "postgres", active) == 1
        });
        reader
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn warnings(result: &Value) -> String {
    result["warnings"].to_string()
}

#[test]
fn a_prepared_transaction_is_named_with_its_end_before_anything_is_done() {
    let school = school();
    harness::sql(&school.server, "ecole", PREPARE);
    let backups = school.program.files();
    let error =
        school.restore(&[&school.file, "--confirm", "ecole"]).failed("prepared_transactions", 16);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("'l''envoi' (of postgres, prepared 0 s ago)"), "{message}");
    let advice = error["advice"].as_str().unwrap();
    for statement in ["COMMIT PREPARED 'l''envoi';", "ROLLBACK PREPARED 'l''envoi';"] {
        assert!(advice.contains(statement), "{advice}");
    }
    assert!(advice.contains("in “ecole”"), "{advice}");
    assert_eq!(school.program.files(), backups, "no safety backup was made for nothing");
    assert_eq!((school.rows(), school.names()), (5, vec!["ecole".to_owned()]));
    // Before the question too.
    let connection = school.server.connection("ecole");
    let found = manifest::read(&manifest::path_beside(school.file.as_ref())).unwrap().unwrap();
    let refused = Preview::new(&connection, &found);
    assert!(matches!(refused, Err(sauvegarde::Error::PreparedTransactions { .. })), "{refused:?}");

    harness::sql(&school.server, "ecole", "rollback prepared 'l''envoi'");
    assert_eq!(school.restore(&[&school.file, "--confirm", "ecole"]).code, Some(0));
    assert_eq!(school.rows(), 2000);
    // Nor is it undone under one, of either database.
    let former = school.names().into_iter().find(|name| name != "ecole").unwrap();
    for database in ["ecole", &former] {
        harness::sql(&school.server, database, PREPARE);
        let error = school.restore(&["--undo"]).failed("prepared_transactions", 16);
        assert!(error["message"].as_str().unwrap().contains(database), "{error}");
        assert_eq!(school.rows(), 2000);
        harness::sql(&school.server, database, "commit prepared 'l''envoi'");
        harness::sql(&school.server, database, "drop table en_cours");
    }
    assert_eq!(school.restore(&["--undo"]).code, Some(0));
    assert_eq!(school.rows(), 5);
}

#[test]
fn in_place_a_prepared_transaction_is_named_too() {
    let school = school();
    let sql = "create role prof login; alter database ecole owner to prof";
    harness::sql(&school.server, "postgres", sql);
    harness::sql(&school.server, "ecole", PREPARE);
    let url = harness::url(&school.server, "ecole").replace("postgres@", "prof@");
    let dir = school.program.dir.to_str().unwrap();
    let arguments = ["restore", &school.file, "--confirm", "ecole", "--json", "--url", &url];
    let outcome = school.program.run(arguments.iter().chain(&["--dir", dir]));
    outcome.failed("prepared_transactions", 16);
    assert_eq!(school.rows(), 5);
}

#[test]
fn a_transaction_that_is_prepared_meanwhile_is_named_at_the_exchange_of_names() {
    // An index that takes two seconds keeps the restore busy until the transaction is there.
    let school = School::on(
        &SETTINGS,
        "create function lent(x int) returns int language plpgsql immutable as
         $$ begin perform pg_sleep(0.2); return x; end $$;
         create table lente as select generate_series(1, 10) as x;
         create index on lente(lent(x))",
    );
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let provisional = "select count(*) from pg_database
                               where datname like 'sauvegarde_restore_%'";
            harness::eventually("the provisional database", || {
                stop.load(std::sync::atomic::Ordering::SeqCst)
                    || harness::number(&school.server, "postgres", provisional) == 1
            });
            harness::sql(&school.server, "ecole", PREPARE);
        });
        let outcome = school.restore(&[&school.file, "--confirm", "ecole"]);
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
        outcome.failed("prepared_transactions", 16);
    });
    assert_eq!((school.rows(), school.names()), (5, vec!["ecole".to_owned()]));
}

#[test]
fn a_replication_slot_is_named_goes_with_the_former_database_and_comes_back() {
    let school = school();
    harness::sql(&school.server, "ecole", "create publication p for table eleves");
    slot(&school.server, "ecole");
    let reader = Reader::of(&school, "ecole");
    let connection = school.server.connection("ecole");
    let found = manifest::read(&manifest::path_beside(school.file.as_ref())).unwrap().unwrap();
    let before = Preview::new(&connection, &found).unwrap().left_behind;
    assert_eq!(before.len(), 1, "{before:?}");
    assert!(before[0].message().contains("entrepot (read by lecteur, postgres, PID "));

    let outcome = school.restore(&[&school.file, "--confirm", "ecole"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let said = warnings(&outcome.result());
    for words in ["entrepot", "--undo", "WAL", "SELECT pg_drop_replication_slot('entrepot');"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    drop(reader);
    assert_eq!(school.rows(), 2000);
    let former = outcome.result()["former_database"].as_str().unwrap().to_owned();
    assert_eq!(place_of_slot(&school), Some(former));

    // The restored database has none, so undoing loses none.
    let outcome = school.restore(&["--undo"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!((school.rows(), place_of_slot(&school).as_deref()), (5, Some("ecole")));
}

#[test]
fn a_slot_of_the_restored_database_is_named_when_the_restore_is_undone() {
    let school = school();
    assert_eq!(school.restore(&[&school.file, "--confirm", "ecole"]).code, Some(0));
    slot(&school.server, "ecole");
    let outcome = school.restore(&["--undo"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(warnings(&outcome.result()).contains("entrepot"), "{outcome:?}");
    assert_eq!(place_of_slot(&school), outcome.result()["set_aside"].as_str().map(str::to_owned));
}

#[test]
fn in_place_a_slot_stays_where_it_is_and_nothing_is_said_of_it() {
    let school = School::on(&SETTINGS, "create role prof login; alter table eleves owner to prof");
    let sql = "alter database ecole owner to prof; alter schema public owner to prof";
    harness::sql(&school.server, "ecole", sql);
    slot(&school.server, "ecole");
    let url = harness::url(&school.server, "ecole").replace("postgres@", "prof@");
    let dir = school.program.dir.to_str().unwrap();
    let arguments = ["restore", &school.file, "--confirm", "ecole", "--json", "--no-owner"];
    let outcome = school.program.run(arguments.iter().chain(&["--url", &url, "--dir", dir]));
    assert!(!warnings(&outcome.result()).contains("entrepot"), "{outcome:?}");
    assert_eq!((school.rows(), place_of_slot(&school).as_deref()), (2000, Some("ecole")));
}

#[test]
fn a_subscription_is_named_by_any_login_and_keeps_an_expired_database() {
    let school = school();
    subscription(&school);
    harness::sql(&school.server, "postgres", "create role simple login createdb");
    let mut connection = school.server.connection("postgres");
    connection.user = "simple".to_owned();
    let simple = sauvegarde::postgres::server::Server::connect(&connection).unwrap();
    assert_eq!(simple.subscriptions("ecole").unwrap(), ["nouvelles"]);

    let outcome = school.restore(&[&school.file, "--confirm", "ecole"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let said = warnings(&outcome.result());
    assert!(said.contains("ALTER SUBSCRIPTION \\\"nouvelles\\\" DISABLE;"), "{said}");
    let former = outcome.result()["former_database"].as_str().unwrap().to_owned();

    school.age(&former);
    let outcome = school.program.backup(&school.server, "ecole");
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let said = outcome.result()["warnings"][0].as_str().unwrap().to_owned();
    assert!(said.contains(&former) && said.contains("nouvelles"), "{said}");
    // What it says is what helps.
    let from = said.find("ALTER SUBSCRIPTION").unwrap();
    let statements = &said[from..=said.rfind(';').unwrap()];
    harness::sql(&school.server, &former, statements);
    let outcome = school.program.backup(&school.server, "ecole");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(school.names(), ["ecole"]);
}

#[test]
fn subscriptions_of_the_saved_database_are_named_where_it_is_restored() {
    let school = school();
    subscription(&school);
    let (path, manifest) = school.program.backup(&school.server, "ecole").completed();
    assert_eq!(manifest["subscriptions"][0], "nouvelles");
    let file = path.to_str().unwrap();
    let outcome = school.restore(&[file, "--into", "copie"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let said = warnings(&outcome.result());
    assert!(said.contains("nouvelles") && said.contains("CREATE SUBSCRIPTION"), "{said}");
    // In its own place it is said once.
    let outcome = school.restore(&[file, "--confirm", "ecole"]);
    assert_eq!(warnings(&outcome.result()).matches("nouvelles").count(), 2, "{outcome:?}");
}

/// Two former databases; what keeps one does not keep the other.
#[test]
fn what_keeps_an_expired_database_is_named_and_the_others_go() {
    let school = school();
    harness::sql(&school.server, "ecole", "create publication p for table eleves");
    slot(&school.server, "ecole");
    for _ in 0..3 {
        let outcome = school.restore(&[&school.file, "--confirm", "ecole"]);
        assert_eq!(outcome.result()["status"], "completed", "{outcome:?}");
    }
    let formers: Vec<String> = school.names().into_iter().filter(|name| name != "ecole").collect();
    assert_eq!(formers.len(), 3, "{formers:?}");
    for former in &formers {
        school.age(former);
    }
    let with_slot = place_of_slot(&school).unwrap();
    let prepared = formers.iter().find(|name| **name != with_slot).unwrap();
    harness::sql(&school.server, prepared, PREPARE);
    let reader = Reader::of(&school, &with_slot);

    let outcome = school.program.backup(&school.server, "ecole");
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let said = warnings(&outcome.result());
    assert!(said.contains("ROLLBACK PREPARED 'l''envoi'"), "{said}");
    assert!(said.contains("entrepot (read by lecteur"), "{said}");
    let mut left = vec!["ecole".to_owned(), prepared.clone(), with_slot.clone()];
    left.sort();
    assert_eq!(school.names(), left);

    // A slot that nobody reads goes with its database.
    drop(reader);
    let active = "select count(*) from pg_replication_slots where active";
    harness::eventually("the end of the reader", || {
        harness::number(&school.server, "postgres", active) == 0
    });
    harness::sql(&school.server, prepared, "rollback prepared 'l''envoi'");
    let outcome = school.program.backup(&school.server, "ecole");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!((school.names(), place_of_slot(&school)), (vec!["ecole".to_owned()], None));
}

#[test]
fn an_expired_database_that_the_login_may_not_drop_is_named() {
    let school = school();
    let outcome = school.restore(&[&school.file, "--confirm", "ecole"]);
    let former = outcome.result()["former_database"].as_str().unwrap().to_owned();
    school.age(&former);
    harness::sql(
        &school.server,
        "ecole",
        "create role lecteur login; grant select on all tables in schema public to lecteur",
    );
    let url = harness::url(&school.server, "ecole").replace("postgres@", "lecteur@");
    let dir = school.program.dir.to_str().unwrap();
    let outcome = school.program.run(["backup", "--json", "--url", &url, "--dir", dir]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let said = warnings(&outcome.result());
    assert!(said.contains(&former) && said.contains("DROP DATABASE"), "{said}");
    assert!(school.names().contains(&former));
}
