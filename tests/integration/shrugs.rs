//! What psql restores with a shrug, or not at all, and this program restores and tells: databases
//! as people have them.

use std::sync::Arc;

use sauvegarde::postgres::cluster::Cluster;
use serde_json::Value;

use crate::harness::{self, Outcome, Program};

/// A database, backed up and restored beside itself.
struct Copied {
    server: Arc<Cluster>,
    program: Program,
    source: String,
    copy: String,
    outcome: Outcome,
}

impl Copied {
    fn new(content: &str) -> Self {
        Self::on(harness::server(), content, &[])
    }

    fn on(server: Arc<Cluster>, content: &str, arguments: &[&str]) -> Self {
        let source = harness::unique("vraie");
        harness::create(&server, &source);
        harness::sql(&server, &source, &content.replace("DATABASE", &source));
        let program = Program::new();
        let mut backup = program.backup_command(&server, &source);
        backup.arg("--pg-dump").arg(server.programs());
        let (path, _) = Outcome::of(backup.output().unwrap()).completed();
        let copy = format!("{source}_copie");
        let url = harness::url(&server, "postgres");
        let into = ["restore", path.to_str().unwrap(), "--into", &copy, "--json", "--url", &url];
        let outcome = program.run(into.iter().chain(arguments));
        Self { server, program, source, copy, outcome }
    }

    /// The rest of the restore as `login`, which owns the source.
    fn by(login: &str, content: &str) -> Self {
        let server = Arc::new(harness::own_server(&[]));
        harness::sql(&server, "postgres", &format!("create role {login} login createdb"));
        let source = "a".to_owned();
        harness::create_with(&server, &source, &format!("encoding 'UTF8' owner {login}"));
        harness::sql(&server, &source, content);
        let program = Program::new();
        let (path, _) = program.backup(&server, &source).completed();
        let copy = "b".to_owned();
        let url = harness::url(&server, "a").replace("postgres@", &format!("{login}@"));
        let file = path.to_str().unwrap();
        let outcome = program.run(["restore", file, "--into", &copy, "--json", "--url", &url]);
        Self { server, program, source, copy, outcome }
    }

    /// Both databases answer the same.
    #[track_caller]
    fn same(&self, query: &str) -> &Self {
        let ask = |database: &str| {
            let sql = format!("select coalesce(json_agg(x)::text, '') from ({query}) x");
            let rows = harness::session(&self.server, database).query(&sql, &[]).unwrap();
            rows[0].get::<_, String>(0)
        };
        assert_eq!(ask(&self.source), ask(&self.copy), "{query}: {:?}", self.outcome);
        self
    }

    #[track_caller]
    fn code(&self, code: i32) -> &Self {
        assert_eq!(self.outcome.code, Some(code), "{:?}", self.outcome);
        self
    }

    /// Kinds and names.
    fn not_restored(&self) -> Vec<String> {
        let result = self.outcome.result();
        let things = result["not_restored"].as_array().cloned().unwrap_or_default();
        let text = |thing: &Value, key: &str| thing[key].as_str().unwrap().to_owned();
        things.iter().map(|it| format!("{} {}", text(it, "kind"), text(it, "name"))).collect()
    }

    #[track_caller]
    fn misses(&self, expected: &[&str]) -> &Self {
        assert_eq!(self.not_restored(), expected, "{:?}", self.outcome);
        self
    }

    #[track_caller]
    fn says(&self, text: &str) -> &Self {
        assert!(self.outcome.stderr.contains(text), "{text}: {:?}", self.outcome);
        self
    }
}

#[test]
fn what_is_found_by_the_search_path_only_is_made_with_the_database_s_own() {
    Copied::new(
        "create schema app;
         create function app.aide(t text) returns text language sql immutable as 'select lower(t)';
         create function app.slug(t text) returns text language plpgsql immutable strict as
           'begin return aide(t); end';
         set search_path = app;
         create domain app.doux as text check (app.slug(value) = value);
         create table app.p(name text, s text generated always as (app.slug(name)) stored,
           check (app.slug(name) is not null), d app.doux);
         create index p_slug on app.p(app.slug(name));
         insert into app.p(name, d) select 'ABC' || g, 'x' from generate_series(1, 50000) g;
         create function app.lignes() returns setof text language plpgsql as
           'begin return query select name from p; end';
         create materialized view app.m as select * from app.lignes();
         alter database DATABASE set search_path = app, public",
    )
    .code(3)
    .same("select count(*), max(s), min(d) from app.p")
    .same("select count(*) from app.m")
    .same(
        "select count(*) from pg_index i join pg_class c on c.oid = indexrelid
           where relname = 'p_slug' and indisvalid",
    )
    .misses(&[])
    .says("app, public")
    .says("app.m");
}

/// Whoever plans a count of the rows looks into functions in SQL.
#[test]
fn an_index_over_a_function_in_sql_that_finds_another_by_the_path_does_not_stop_the_counts() {
    Copied::new(
        "create function base() returns int language sql immutable as 'select 1';
         create function deux(int) returns int language sql immutable as 'select $1 + base()';
         create table t(a int check (deux(a) > 0));
         insert into t select generate_series(1, 500);
         create index t_deux on t(deux(a));
         create index t_moitie on t(a) where deux(a) > 250;
         create statistics t_stat on deux(a), a from t",
    )
    .code(3)
    .same("select count(*), sum(a) from t")
    .same("select indexname from pg_indexes where tablename = 't' order by 1")
    .same("select stxname from pg_statistic_ext")
    .misses(&[])
    .says("t_deux");
}

#[test]
fn rows_that_a_check_refuses_until_others_are_there_come_later_and_the_check_stays() {
    Copied::new(
        "create table z(id int);
         insert into z values (1);
         create function connu(i int) returns boolean language sql as
           'select exists(select from public.z where id = i)';
         create function exige(i int) returns boolean language plpgsql as
           'begin if not exists(select from public.z where id = i) then raise ''absent''; end if; return true; end';
         create domain d as int check (connu(value));
         create table a(i int constraint reel check (connu(i)));
         create table b(i int check (exige(i)));
         create table c(i d);
         create table parti(i int check (connu(i))) partition by list (i);
         create table part1 partition of parti for values in (1);
         insert into a values (1); insert into b values (1); insert into c values (1);
         insert into parti values (1);
         comment on constraint reel on a is 'gardé'",
    )
    .code(3)
    .same("select (select count(*) from a), (select count(*) from b), (select count(*) from c),
                  (select count(*) from parti)")
    .same("select conname, convalidated, obj_description(oid, 'pg_constraint') from pg_constraint
           where contype = 'c' order by 1, 2, 3")
    .misses(&[])
    .says("public.a");
}

#[test]
fn a_check_that_reads_its_own_table_is_put_aside_and_put_back() {
    let copied = Copied::new(
        "create table arbre(id int, parent int);
         create function a_un_parent(i int) returns boolean language sql as
           'select i is null or exists(select from public.arbre where id = i)';
         alter table arbre add constraint parent check (a_un_parent(parent));
         comment on constraint parent on arbre is 'gardé aussi';
         insert into arbre values (1, null); insert into arbre values (2, 1);
         insert into arbre values (3, 2);
         create function vieux(i int) returns boolean language sql immutable as 'select true';
         create table ancien(i int constraint revu check (vieux(i)));
         insert into ancien values (-1);
         create or replace function vieux(i int) returns boolean language sql immutable as
           'select i > 0'",
    );
    copied
        .code(3)
        .same("select count(*) from arbre")
        .same("select count(*) from ancien")
        .same(
            "select obj_description(oid, 'pg_constraint') from pg_constraint
               where conname = 'parent'",
        )
        .misses(&[])
        .says("parent (public.arbre)")
        .says("revu (public.ancien)");
    let valid = "select count(*) from pg_constraint where conname = 'parent' and convalidated";
    assert_eq!(harness::number(&copied.server, &copied.copy, valid), 1);
    let not = "select count(*) from pg_constraint where conname = 'revu' and not convalidated";
    assert_eq!(harness::number(&copied.server, &copied.copy, not), 1);
}

#[test]
fn a_table_that_is_computed_from_a_later_one_is_made_and_filled_after_it() {
    Copied::new(
        "create table z(i int, v int); insert into z values (1, 7);
         create function k(int) returns int language sql immutable as
           'select v from public.z where i = $1';
         create table a(i int, s int generated always as (k(i)) stored);
         insert into a values (1); create index on a(s); comment on table a is 'x';
         create view va as select * from a; grant select on a to public",
    )
    .code(0)
    .same("select * from va")
    .same("select count(*) from pg_indexes where tablename = 'a'")
    .same("select obj_description('a'::regclass), relacl::text from pg_class where relname = 'a'")
    .misses(&[]);
}

#[test]
fn event_triggers_do_not_see_the_restore_and_are_awake_after_it() {
    Copied::new(
        "create schema audit;
         create table audit.ddl(tag text);
         create table t as select 1 a;
         create function audit.note() returns event_trigger language plpgsql as
           $$begin insert into audit.ddl values (tg_tag); end$$;
         create event trigger note on ddl_command_end execute function audit.note();
         create event trigger jamais on ddl_command_end execute function audit.note();
         alter event trigger jamais disable;
         comment on event trigger note is 'x';
         create materialized view m as select * from t;
         comment on table t is 'x'",
    )
    .code(0)
    .same("select count(*) from audit.ddl")
    .same(
        "select evtname, evtenabled, obj_description(oid, 'pg_event_trigger')
           from pg_event_trigger order by 1",
    );
}

#[test]
fn rows_that_the_database_writes_itself_are_no_reason_to_fail() {
    Copied::new(
        "create table journal(quand timestamptz);
         create table t as select 1 a;
         create function lit() returns setof int language plpgsql as
           'begin insert into public.journal values (now()); return query select a from public.t; end';
         create materialized view m as select * from lit()",
    )
    .code(3)
    .same("select count(*) from m")
    .misses(&[])
    .says("public.journal had 1 row in the backup and has 2 now");
}

#[test]
fn what_is_derived_may_fail_and_is_listed_with_its_reason() {
    let copied = Copied::new(
        "create table t as select g a from generate_series(1, 100) g;
         create function f(i int) returns int language plpgsql immutable as 'begin return i; end';
         create index t_f on t(f(a));
         comment on index t_f is 'avec son index';
         create materialized view m as select f(a) from t;
         create table u(a int unique); create table fille(a int references u(a) deferrable);
         insert into u values (1); insert into fille values (1);
         set session_replication_role = replica;
         insert into fille values (2);
         reset session_replication_role;
         create or replace function f(i int) returns int language plpgsql immutable as
           'begin return 1 / (i - 50); end'",
    );
    copied
        .code(3)
        .same("select count(*) from t")
        .same("select count(*) from fille")
        .same("select count(*) from pg_constraint where contype = 'f'")
        .misses(&["index t_f", "materialized_view_data public.m"])
        .says("fille_a_fkey (public.fille)")
        .says("division by zero");
    let result = copied.outcome.result();
    assert!(result["not_restored"][0]["statement"].as_str().unwrap().starts_with("CREATE INDEX"));
    // The drill tells the same, and the backup passes it.
    let url = harness::url(&copied.server, &copied.source);
    let file = result["path"].as_str().unwrap();
    let drill = copied.program.run(["verify", file, "--drill", "--json", "--url", &url]);
    assert_eq!(drill.code, Some(3), "{drill:?}");
    let drilled = &drill.result()["backups"][0]["drill"];
    assert_eq!(drilled["ok"], true, "{drilled}");
    assert_eq!(drilled["not_restored"].as_array().unwrap().len(), 2, "{drilled}");
    let list =
        copied.program.run(["list", "--json", "--dir", copied.program.dir.to_str().unwrap()]);
    assert!(list.stdout.contains("\"complete\""), "{list:?}");
}

#[test]
fn what_only_a_superuser_may_make_is_left_out_with_all_that_belongs_to_it() {
    let copied = Copied::by(
        "proprio",
        "create extension citext; create extension pg_stat_statements;
         create schema app authorization proprio;
         create table app.u(m citext); insert into app.u values ('A'), ('b');
         alter table app.u owner to proprio;
         create function public.ev() returns event_trigger language plpgsql as 'begin end';
         create event trigger evt on ddl_command_end execute function public.ev();
         comment on event trigger evt is 'x'; alter event trigger evt disable;
         create publication tout for all tables;
         alter publication tout set (publish = 'insert');
         create foreign data wrapper w; create server s foreign data wrapper w;
         create user mapping for proprio server s;
         create foreign table app.loin(a int) server s;
         grant select on app.loin to proprio; comment on foreign table app.loin is 'x'",
    );
    copied.code(3).same("select * from app.u order by 1").misses(&[
        "extension pg_stat_statements",
        "owner public.ev",
        "foreign_data_wrapper w",
        "server s",
        "foreign_table app.loin",
        "publication tout",
        "event_trigger evt",
    ]);
}

#[test]
fn rows_under_forced_policies_are_counted_by_their_owner() {
    Copied::by(
        "proprio",
        "create table t as select generate_series(1, 9) a;
         alter table t enable row level security; alter table t force row level security;
         create policy p on t using (a = 1); alter table t owner to proprio;
         create table u as select generate_series(1, 9) a;
         alter table u enable row level security; create policy p on u using (a = 1);
         alter table u owner to proprio",
    )
    .same("select count(*) from t")
    .same(
        "select relname, relrowsecurity, relforcerowsecurity from pg_class
           where relname in ('t', 'u') order by 1",
    )
    .same("select polname from pg_policy order by 1")
    .misses(&[]);
}

#[test]
fn a_table_access_method_that_the_server_lacks_becomes_the_usual_one() {
    let server = Arc::new(harness::own_server(&[]));
    let content = "create access method colonnes type table handler heap_tableam_handler;
                   create table c(a int) using colonnes; insert into c values (1);
                   create table h(a int)";
    let copied = Copied::on(Arc::clone(&server), content, &[]);
    copied.code(0).same(
        "select relname, amname from pg_class c join pg_am m on m.oid = relam
                         where relname in ('c', 'h') order by 1",
    );
    let text = String::from_utf8(crate::contents::dump_in(
        copied.outcome.result()["path"].as_str().unwrap().as_ref(),
    ))
    .unwrap();
    let file = copied.program.dir.join("ailleurs.sql");
    std::fs::write(&file, text.replace("CREATE ACCESS METHOD", "-- ")).unwrap();
    let url = harness::url(&server, "postgres");
    let file = file.to_str().unwrap();
    let outcome =
        copied.program.run(["restore", file, "--into", "ailleurs", "--json", "--url", &url]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(outcome.stderr.contains("colonnes"), "{outcome:?}");
    assert_eq!(harness::number(&server, "ailleurs", "select count(*) from c"), 1);
}

#[test]
fn with_keep_going_a_table_that_cannot_be_filled_is_listed_and_the_name_says_so() {
    let copied = Copied::on(harness::server(), &harness::data("impossible.sql"), &["--keep-going"]);
    copied.code(3).misses(&["rows public.commande"]);
    let result = copied.outcome.result();
    let database = result["database"].as_str().unwrap();
    assert_eq!(database, format!("sauvegarde_restore_{}", copied.copy));
    copied.says(database);
    let count = |table: &str| {
        harness::number(&copied.server, database, &format!("select count(*) from {table}"))
    };
    assert_eq!((count("avant"), count("commande")), (100, 0));
    assert!(!harness::session(&copied.server, "postgres").database_exists(&copied.copy).unwrap());
}

/// A live database whose backup restores all but an index.
struct Live {
    server: Cluster,
    program: Program,
    file: String,
    url: String,
}

impl Live {
    fn new(login: &str, rights: &str) -> Self {
        let server = harness::own_server(&[]);
        let sql = format!("create role {login} login {rights}");
        harness::sql(&server, "postgres", &sql);
        harness::create_with(&server, "a", &format!("encoding 'UTF8' owner {login}"));
        let mut connection = server.connection("a");
        login.clone_into(&mut connection.user);
        let session = sauvegarde::postgres::server::Server::connect(&connection).unwrap();
        let content = "create function f(i int) returns int language plpgsql immutable as
                         'begin return i; end';
                       create table t as select g a from generate_series(1, 100) g;
                       create index t_f on t(f(a));
                       create or replace function f(i int) returns int language plpgsql immutable
                         as 'begin return 1 / (i - 50); end'";
        session.batch(content, harness::DEADLINE).unwrap();
        drop(session);
        let program = Program::new();
        let (path, _) = program.backup(&server, "a").completed();
        harness::sql(&server, "a", "delete from t where a > 10");
        let url = harness::url(&server, "a").replace("postgres@", &format!("{login}@"));
        Self { server, program, file: path.to_str().unwrap().to_owned(), url }
    }

    fn restore(&self, more: &[&str]) -> Outcome {
        let dir = self.program.dir.to_str().unwrap();
        let tools = self.server.programs().to_str().unwrap().to_owned();
        let arguments = ["restore", &self.file, "--confirm", "a", "--json", "--url", &self.url];
        let place = ["--dir", dir, "--pg-dump", &tools];
        self.program.run(arguments.iter().chain(&place).chain(more))
    }

    fn rows(&self) -> i64 {
        harness::number(&self.server, "a", "select count(*) from t")
    }
}

#[test]
fn the_live_database_is_not_replaced_by_less_than_all_unless_that_is_accepted() {
    for rights in ["createdb", ""] {
        let live = Live::new("proprio", rights);
        let error = live.restore(&[]).failed("incomplete", 17);
        assert!(error["message"].as_str().unwrap().contains("t_f"), "{error}");
        assert_eq!(error["not_restored"][0]["name"], "t_f", "{error}");
        assert_eq!(live.rows(), 10, "as before");
        let left = "select count(*) from pg_database where datname like 'sauvegarde_%'";
        assert_eq!(harness::number(&live.server, "postgres", left), 0);
        let outcome = live.restore(&["--accept-incomplete"]);
        assert_eq!(outcome.code, Some(3), "{outcome:?}");
        assert_eq!(live.rows(), 100);
    }
}

/// An extension that keeps tables for its user, with rows of its own and an event trigger.
const CONTROL: &str = "default_version = '1'\nrelocatable = false\nsuperuser = true\n";
const SCRIPT: &str = "
    create table @extschema@.reglages(nom text primary key, valeur text);
    insert into @extschema@.reglages values ('a', 'défaut'), ('b', 'défaut');
    select pg_catalog.pg_extension_config_dump('@extschema@.reglages', '');
    create table @extschema@.systemes(id int primary key, nom text);
    insert into @extschema@.systemes select g, 'fourni' from generate_series(1, 500) g;
    select pg_catalog.pg_extension_config_dump('@extschema@.systemes', 'where id >= 1000');
    create table @extschema@.journal(tag text);
    create function @extschema@.note() returns event_trigger language plpgsql as
      'begin insert into @extschema@.journal values (tg_tag); end';
    create event trigger espion on ddl_command_end execute function @extschema@.note();";

#[test]
fn the_tables_of_an_extension_hold_what_its_user_had_in_them() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("extension");
    std::fs::create_dir(&place).unwrap();
    std::fs::write(place.join("garde.control"), CONTROL).unwrap();
    std::fs::write(place.join("garde--1.sql"), SCRIPT).unwrap();
    // Root's servers run as another user.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).unwrap();
    let path = format!("extension_control_path = '{}:$system'", folder.path().display());
    let server =
        Cluster::start(&harness::programs(18), &harness::servers_folder(), &[&path]).unwrap();
    let copied = Copied::on(
        Arc::new(server),
        "create schema g; create extension garde schema g;
         update g.reglages set valeur = 'à moi' where nom = 'a'; delete from g.reglages
         where nom = 'b'; insert into g.reglages values ('c', 'à moi');
         insert into g.systemes values (1001, 'à moi');
         create table t as select 1 a; create materialized view m as select * from t",
        &[],
    );
    copied
        .code(0)
        .same("select * from g.reglages order by 1")
        .same("select count(*), max(id) from g.systemes")
        .same("select evtname, evtenabled from pg_event_trigger");
    let seen = "select count(*) from g.journal";
    assert_eq!(harness::number(&copied.server, &copied.copy, seen), 0, "nothing acted");
    // Of a database that has nothing else, too.
    let alone = harness::unique("seule");
    harness::create(&copied.server, &alone);
    let content = "create schema g; create extension garde schema g;
                   insert into g.systemes values (1001, 'à moi')";
    harness::sql(&copied.server, &alone, content);
    let script = copied.program.home.path().join("seule.sql");
    let mut pg_dump = harness::client(&copied.server, "pg_dump", &alone);
    assert!(pg_dump.arg("-f").arg(&script).status().unwrap().success());
    let (into, url) = (harness::unique("seule"), harness::url(&copied.server, &alone));
    let mut command = copied.program.command(["restore", "--into", &into, "--url", &url]);
    let outcome = Outcome::of(command.arg("--json").arg(&script).output().unwrap());
    assert_eq!(outcome.result()["status"], "completed", "{outcome:?}");
    let rows = "select count(*) from g.systemes";
    assert_eq!(harness::number(&copied.server, &into, rows), 501);
    // In the place of the live database and back.
    let url = harness::url(&copied.server, &copied.source);
    let result = copied.outcome.result();
    let file = result["path"].as_str().unwrap();
    let dir = copied.program.dir.to_str().unwrap();
    harness::sql(&copied.server, &copied.source, "delete from g.systemes where id > 1000");
    let confirm =
        ["restore", file, "--confirm", &copied.source, "--json", "--url", &url, "--dir", dir];
    let tools = ["--pg-dump", copied.server.programs().to_str().unwrap()];
    let outcome = copied.program.run(confirm.into_iter().chain(tools));
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let mine = "select count(*) from g.systemes where id > 1000";
    assert_eq!(harness::number(&copied.server, &copied.source, mine), 1);
    let undo = copied.program.run(["restore", "--undo", "--json", "--url", &url]);
    assert_eq!(undo.code, Some(0), "{undo:?}");
    assert_eq!(harness::number(&copied.server, &copied.source, mine), 0);
}

/// `pg_dump` loads such a table through its root, so that its rows find their partitions.
#[test]
fn rows_that_come_through_a_partitioned_table_are_counted_where_they_are() {
    let content = "create type e as enum ('a', 'b', 'c');
         create table h(e e, t text) partition by hash (e);
         create table h0 partition of h for values with (modulus 2, remainder 0);
         create table h1 partition of h for values with (modulus 2, remainder 1);
         insert into h select (array['a', 'b', 'c'])[1 + i % 3]::e, i::text
           from generate_series(1, 99) i";
    for major in [15, 18] {
        Copied::on(harness::server_of(major), content, &[]).same("select * from h order by t::int");
    }
}
