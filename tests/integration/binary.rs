//! Rows that a restore sends in binary format are those of the dump; what it cannot translate goes
//! as it is.

use sauvegarde::cluster::Cluster;

use crate::contents;
use crate::harness::{self, Outcome, Program};

/// How often the server was asked to fill this table in this way, by its log.
fn asked(server: &Cluster, table: &str, ending: &str) -> usize {
    let log = std::fs::read(server.folder().join("log")).unwrap();
    let log = String::from_utf8_lossy(&log);
    let begin = format!("COPY public.{table} (");
    // A statement that fails is named once more, below its error.
    let asked = |line: &&str| line.contains("LOG:") && line.contains(&begin);
    log.lines().filter(asked).filter(|line| line.trim_end().ends_with(ending)).count()
}

fn assert_translated(major: u32) {
    let settings = ["log_statement = 'mod'"];
    let programs = harness::programs(major);
    let server = Cluster::start(&programs, &std::env::temp_dir(), &settings).unwrap();
    let program = Program::new();
    harness::create(&server, "a");
    harness::sql(&server, "a", &harness::data("types.sql"));
    let mut command = program.backup_command(&server, "a");
    command.arg("--pg-dump").arg(&programs);
    let (path, _) = Outcome::of(command.output().unwrap()).completed();
    let url = harness::url(&server, "postgres");
    let file = path.to_str().unwrap();
    let outcome = program.run(["restore", file, "--into", "b", "--json", "--url", &url]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let dump = |database: &str| contents::pg_dump(&server, &programs, database);
    contents::assert_same(&dump("a"), &dump("b"));
    if std::thread::available_parallelism().unwrap().get() < 2 {
        return;
    }
    // In each format: in binary, and as the rows are in the dump.
    for (table, expected) in [("types", (1, 0)), ("tard", (1, 1)), ("autres", (0, 1))] {
        let binary = asked(&server, table, "FROM stdin WITH (FORMAT binary)");
        let text = asked(&server, table, "FROM stdin;");
        assert_eq!((binary, text), expected, "{table}");
    }
}

macro_rules! majors {
    ($($name:ident $major:literal)*) => { $(
        #[test]
        fn $name() {
            assert_translated($major);
        }
    )* };
}

majors! {
    rows_keep_their_values_on_server_13 13
    rows_keep_their_values_on_server_14 14
    rows_keep_their_values_on_server_15 15
    rows_keep_their_values_on_server_16 16
    rows_keep_their_values_on_server_17 17
    rows_keep_their_values_on_server_18 18
}

/// The server knows the rows that it refuses by their place among the rows of the dump.
#[test]
fn rows_that_a_table_refuses_are_refused_as_the_dump_has_them() {
    let server = harness::server();
    let program = Program::new();
    let database = harness::unique("refuse");
    harness::create(&server, &database);
    harness::sql(
        &server,
        &database,
        "create function deux_fois(int) returns int language sql immutable as 'select $1 * 2';
         create table t as select g as id, repeat(md5(g::text), 2) as t from generate_series(1, 20000) g;
         alter table t add constraint pair check (public.deux_fois(id) % 2 = 0);
         create or replace function deux_fois(int) returns int language sql immutable
         as 'select case $1 when 12345 then 1 else $1 * 2 end'",
    );
    let (path, _) = program.backup(&server, &database).completed();
    let url = harness::url(&server, "postgres");
    let (file, copy) = (path.to_str().unwrap(), harness::unique("refuse_copie"));
    let outcome = program.run(["restore", file, "--into", &copy, "--json", "--url", &url]);
    let error = outcome.failed("restore_failed", 17);
    assert!(error["message"].as_str().unwrap().contains("\"pair\""), "{error}");
    assert!(!harness::session(&server, "postgres").database_exists(&copy).unwrap());
}
