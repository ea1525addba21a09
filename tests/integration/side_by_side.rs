//! A restore on several connections: the same database as on one, and no more connections than
//! there are.

use std::collections::BTreeSet;
use std::path::Path;

use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::report::cancel::CancelToken;
use sauvegarde::report::error::{Error, Warning};
use sauvegarde::report::progress::{Monitor, Progress, Stage};
use sauvegarde::restore::{self, Goal, RestoreRequest};

use crate::contents;
use crate::harness::{self, Outcome, Program};

/// Keys, indexes, and what must wait for them.
const CONTENT: &str = "
    create table t(a int, b text, c int, d date);
    insert into t select g, md5(g::text), g % 7, date '2026-01-01' + g % 300
    from generate_series(1, 20000) g;
    alter table t add constraint t_pkey primary key (a), add constraint t_u unique (b, a);
    create index t_b on t(b); create index t_c on t(c); create index \"t ON d\" on t(d desc);
    create unique index t_lower on t(lower(b), a); create index t_part on t(a) where c = 3;
    comment on index t_c is 'd''abord l''index';
    alter table t cluster on t_b; alter table t replica identity using index t_pkey;
    create table \"Élèves\"(id int primary key, t int references t(a));
    insert into \"Élèves\" select g, g from generate_series(1, 500) g;
    create index on \"Élèves\"(t);
    create table p(j date, v int, primary key (j, v)) partition by range (j);
    create table p1 partition of p for values from ('2026-01-01') to ('2026-07-01');
    create table p2 partition of p for values from ('2026-07-01') to ('2027-01-01');
    insert into p select date '2026-01-01' + g, g from generate_series(0, 300) g;
    create index on p(v);
    create statistics s on a, c from t;
    create materialized view m as select c, count(*) n from t group by c;
    create unique index on m(c)";

/// Long enough, both of them, to be filled by connections of their own.
const LONG_TABLES: &str = "
    create table \"Une (1)\" as select g as id, repeat(md5(g::text), 4) as t
    from generate_series(1, 12000) g;
    create table deux as select g as id, repeat(md5(g::text), 5) as t
    from generate_series(1, 10000) g;
    create table peu as select g as id from generate_series(1, 10) g";

fn restore(program: &Program, file: &str, url: &str, into: &str) -> Outcome {
    program.run(["restore", file, "--into", into, "--json", "--url", url])
}

/// Processes of the server that ran such a statement, by its log.
fn who_ran(server: &Cluster, statements: &[&str]) -> BTreeSet<String> {
    let log = harness::log(server);
    let ran = |line: &&str| statements.iter().any(|statement| line.contains(statement));
    log.lines().filter(ran).map(|line| line.split(' ').next().unwrap().to_owned()).collect()
}

fn builders(server: &Cluster) -> BTreeSet<String> {
    who_ran(server, &["CREATE INDEX", "CREATE UNIQUE INDEX"])
}

/// Where the statement stands in the dump; the line of the key at the head is left out of it.
fn lines_of(path: &Path, statement: &str) -> [String; 2] {
    let dump = String::from_utf8_lossy(&contents::dump_in(path)).into_owned();
    let line = dump.lines().position(|line| line.starts_with(statement)).unwrap() + 1;
    [format!("line {line}"), format!("line {}", line + 1)]
}

#[test]
fn several_connections_make_the_same_database_as_one() {
    let settings = ["log_line_prefix = '%p '", "log_statement = 'ddl'"];
    let server = harness::own_server(&settings);
    let program = Program::new();
    harness::sql(&server, "postgres", "create role seul login superuser connection limit 3");
    harness::create(&server, "a");
    harness::sql(&server, "a", CONTENT);
    let before = builders(&server);
    let (path, _) = program.backup(&server, "a").completed();
    let (file, url) = (path.to_str().unwrap(), harness::url(&server, "postgres"));
    let outcome = restore(&program, file, &url, "b");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let dump = |database: &str| contents::pg_dump(&server, server.programs(), database);
    contents::assert_same(&dump("a"), &dump("b"));
    let together = builders(&server);
    let cores = std::thread::available_parallelism().unwrap().get();
    assert!(cores < 2 || together.len() - before.len() > 1, "{together:?}");
    // Where the server has room for one more session only, that one does it all.
    let alone = url.replace("postgres@", "seul@");
    let sql = "alter role seul nosuperuser createdb; alter role seul connection limit 2;
               grant pg_read_all_data to seul";
    harness::sql(&server, "postgres", sql);
    let arguments = ["restore", file, "--into", "c", "--json", "--no-owner", "--url", &alone];
    let outcome = program.run(arguments);
    assert!(matches!(outcome.code, Some(0 | 3)), "{outcome:?}");
    let indexes = "select count(*) from pg_indexes where schemaname = 'public'";
    let count = |database: &str| harness::number(&server, database, indexes);
    assert_eq!(count("a"), count("c"));
    assert!(builders(&server).len() <= together.len() + 1, "{:?}", builders(&server));
}

/// Tables that need others, which the dump makes right before them.
const RELATED_TABLES: &str = "
    create role aide; create schema \"L'été\" authorization aide;
    do $$ begin for i in 1..60 loop
        execute format('create table \"L''été\".t%s(id serial primary key, n int default %s)', i, i);
        execute format('alter table \"L''été\".t%s owner to aide', i);
        execute format('comment on column \"L''été\".t%s.n is %L', i, i);
    end loop; end $$;
    create table d1(a int generated always as identity); create table c1(d d1[], t \"L'été\".t9);
    create table b1(c c1); create table a1(b b1) with (fillfactor = 70);
    create table m(a int); create table l(b int) inherits (m); create table k(c int) inherits (l);
    create unlogged table u(r regclass default 'public.m'::regclass);
    create sequence q owned by a1.b; alter table m alter column a set default nextval('q');
    create table p(j int) partition by list (j); create table p1 partition of p for values in (1);
    insert into u default values; insert into k values (1, 2, 3); insert into p values (1)";

#[test]
fn tables_that_need_each_other_are_made_on_several_connections() {
    let server = harness::own_server(&["log_line_prefix = '%p '", "log_statement = 'ddl'"]);
    let program = Program::new();
    harness::create(&server, "a");
    harness::sql(&server, "a", RELATED_TABLES);
    let (path, _) = program.backup(&server, "a").completed();
    let made = || who_ran(&server, &["CREATE TABLE ", "CREATE UNLOGGED TABLE "]);
    let before = made();
    let url = harness::url(&server, "postgres");
    let outcome = restore(&program, path.to_str().unwrap(), &url, "b");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let dump = |database: &str| contents::pg_dump(&server, server.programs(), database);
    contents::assert_same(&dump("a"), &dump("b"));
    let makers = made().difference(&before).count();
    let cores = std::thread::available_parallelism().unwrap().get();
    assert!(cores < 2 || makers > 1, "{makers}");
}

#[test]
fn a_table_that_cannot_be_made_is_named_and_what_belongs_to_it_is_left_out() {
    let server = harness::server();
    let program = Program::new();
    let database = harness::unique("absent");
    harness::create(&server, &database);
    let content = "create extension citext; create table s(a int); create table t(b citext);
                   comment on table t is 'x'; create index on t(b); create table z(a int);
                   insert into z values (7); insert into t values ('x')";
    harness::sql(&server, &database, content);
    let (path, _) = program.backup(&server, &database).completed();
    let dump = contents::dump_in(&path);
    let text = String::from_utf8(dump).unwrap();
    let text = text.replace("b public.citext", "b public.citext_of_another_server");
    let file = path.with_file_name("autre.sql");
    std::fs::write(&file, text).unwrap();
    let url = harness::url(&server, "postgres");
    let file = file.to_str().unwrap();
    let copy = harness::unique("absent_copie");
    let error = restore(&program, file, &url, &copy).failed("restore_failed", 17);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("citext_of_another_server"), "{message}");
    assert!(message.contains("CREATE TABLE public.t"), "{message}");
    let arguments = ["restore", file, "--into", &copy, "--json", "--keep-going", "--url", &url];
    let outcome = program.run(arguments);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let result = outcome.result();
    let (missing, copy) = (&result["not_restored"], result["database"].as_str().unwrap());
    let names: Vec<&str> =
        missing.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["public.t", "public.t"], "the table and its rows: {missing}");
    assert_eq!(harness::number(&server, copy, "select count(*) from z"), 1);
}

/// A database whose dump divides by zero in this statement, restored.
fn divided(content: &str, statement: &str) -> (Outcome, [String; 2], Option<i64>) {
    let server = harness::server();
    let program = Program::new();
    let database = harness::unique("refus");
    harness::create(&server, &database);
    harness::sql(&server, &database, content);
    let (path, _) = program.backup(&server, &database).completed();
    let copy = format!("{database}_copie");
    let url = harness::url(&server, "postgres");
    let outcome = restore(&program, path.to_str().unwrap(), &url, &copy);
    let is_there = harness::session(&server, "postgres").database_exists(&copy).unwrap();
    let rows = is_there.then(|| harness::number(&server, &copy, "select count(*) from t"));
    (outcome, lines_of(&path, statement), rows)
}

#[test]
fn an_index_that_cannot_be_built_is_left_out_and_named() {
    let content = "
        create function f(int) returns int language plpgsql immutable as 'begin return $1; end';
        create table t as select g as a from generate_series(1, 100) g;
        create index t_a on t(a); create index t_f on t(f(a)); create index t_z on t((a + 1));
        create or replace function f(int) returns int language plpgsql immutable
        as 'begin return 1 / ($1 - 50); end'";
    let (outcome, lines, rows) = divided(content, "CREATE INDEX t_f");
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let missing = &outcome.result()["not_restored"];
    assert_eq!(missing.as_array().unwrap().len(), 1, "{missing}");
    assert_eq!(missing[0]["kind"], "index", "{missing}");
    assert_eq!(missing[0]["name"], "t_f", "{missing}");
    assert_eq!(missing[0]["message"], "division by zero", "{missing}");
    let line = format!("line {}", missing[0]["line"]);
    assert!(lines.contains(&line), "{missing}");
    assert_eq!(rows, Some(100));
}

#[test]
fn rows_that_a_table_does_not_take_are_named_with_their_line() {
    let refused = "
        create function f(int) returns int language plpgsql immutable as 'begin return $1; end';
        alter table deux add part int generated always as (public.f(id)) stored;
        create or replace function f(int) returns int language plpgsql immutable
        as 'begin return 1 / ($1 - 5000); end'";
    let content = format!("{LONG_TABLES}; {refused}; create table t(x int)");
    let (outcome, lines, rows) = divided(&content, "COPY public.deux");
    let error = outcome.failed("restore_failed", 17);
    let message = error["message"].as_str().unwrap();
    assert!(lines.iter().any(|line| message.contains(line)), "{message}");
    assert!(message.contains("division by zero"), "{message}");
    assert_eq!(rows, None, "nothing is left");
}

#[test]
fn several_connections_fill_the_same_tables_as_one() {
    let server = harness::own_server(&["log_line_prefix = '%p '", "log_statement = 'mod'"]);
    let program = Program::new();
    for (source, encoding) in [("a", "UTF8"), ("d", "LATIN1"), ("s", "SQL_ASCII")] {
        let options = format!("encoding '{encoding}' locale 'C'");
        harness::create_with(&server, source, &options);
        harness::sql(&server, source, LONG_TABLES);
        // Where the server converts nothing, a byte that is no text in UTF-8.
        let letter = if encoding == "SQL_ASCII" { "E'\\xE9'" } else { "'é'" };
        let update = format!("update deux set t = {letter} || t where id % 100 = 0");
        harness::sql(&server, source, &update);
        let (path, _) = program.backup(&server, source).completed();
        let copy = format!("{source}_copie");
        let before = who_ran(&server, &["COPY public."]);
        let url = harness::url(&server, "postgres");
        let outcome = restore(&program, path.to_str().unwrap(), &url, &copy);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        let dump = |database: &str| contents::pg_dump(&server, server.programs(), database);
        contents::assert_same(&dump(source), &dump(&copy));
        let filled = who_ran(&server, &["COPY public."]).difference(&before).count();
        let cores = std::thread::available_parallelism().unwrap().get();
        // The short table is filled by the one that reads the dump.
        assert!(cores < 2 || filled == 3, "{filled}");
    }
}

#[test]
fn a_check_that_looks_into_a_later_table_holds_once_that_table_is_full() {
    let server = harness::server();
    let program = Program::new();
    let database = harness::unique("regard");
    harness::create(&server, &database);
    harness::sql(&server, &database, LONG_TABLES);
    harness::sql(
        &server,
        &database,
        "create function known(i int) returns boolean language sql stable as
         'select exists (select from public.deux where id = 1 + i % 1000)';
         alter table \"Une (1)\" add check (id > 20 or public.known(id))",
    );
    let (path, _) = program.backup(&server, &database).completed();
    let copy = harness::unique("regard_copie");
    let url = harness::url(&server, "postgres");
    let outcome = restore(&program, path.to_str().unwrap(), &url, &copy);
    // Which table is full first is a matter of chance: said is only what was refused.
    assert!(matches!(outcome.code, Some(0 | 3)), "{outcome:?}");
    assert_eq!(outcome.code == Some(3), outcome.stderr.contains("Une (1)"), "{outcome:?}");
    assert_eq!(harness::number(&server, &copy, "select count(*) from \"Une (1)\""), 12000);
}

/// Cancels as soon as rows go into a table.
struct Impatient(CancelToken);

impl Monitor for Impatient {
    fn progress(&mut self, progress: &Progress) {
        if progress.stage == Stage::Restore && progress.table.is_some() {
            self.0.cancel();
        }
    }

    fn warning(&mut self, _: &Warning) {}
}

#[test]
fn a_cancelled_restore_does_not_fill_the_table_first() {
    let server = harness::own_server(&["log_min_duration_statement = 0"]);
    let program = Program::new();
    harness::create(&server, "a");
    let content = "create table t as select g as id, repeat(md5(g::text), 8) as t
                from generate_series(1, 300000) g";
    harness::sql(&server, "a", content);
    let (path, _) = program.backup(&server, "a").completed();
    let cancel = CancelToken::default();
    let request = RestoreRequest {
        connection: &server.connection("postgres"),
        file: &path,
        from: None,
        tools: None,
        goal: Goal::Into("b"),
        leave_out_owners: false,
        leave_out_privileges: false,
        whole: restore::Whole::Ask,
    };
    let result = restore::run(&request, &cancel, &mut Impatient(cancel.clone()));
    assert!(matches!(result, Err(Error::Cancelled)), "{result:?}");
    // The server says how long what it has done to its end took.
    let ended = |line: &&str| line.contains(" execute ") && line.contains("COPY public.t");
    let log = harness::log(&server);
    assert_eq!(log.lines().filter(ended).collect::<Vec<_>>(), Vec::<&str>::new());
    assert!(!harness::session(&server, "postgres").database_exists("b").unwrap());
}
