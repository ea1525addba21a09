//! A restore by a login that may not create databases.

use sauvegarde::postgres::cluster::Cluster;

use crate::contents;
use crate::harness::{self, Outcome, Program};

/// What an ordinary owner can have: schemas, functions, types, views, large objects, default
/// rights, partitions, an extension that trusts it.
const CONTENT: &str = "
    create schema compta;
    create type compta.etat as enum ('ouvert', 'clos');
    create domain public.code as text check (value ~ '^[A-Z]+$');
    create table public.eleves(id int generated always as identity primary key, nom text, c code);
    insert into public.eleves(nom, c) select 'Élève ' || g, 'AB' from generate_series(1, 500) g;
    create table compta.factures(id int primary key, eleve int references public.eleves, e compta.etat);
    insert into compta.factures select g, g, 'clos' from generate_series(1, 400) g;
    create index on compta.factures(eleve);
    create view public.impayes as select * from compta.factures where e = 'ouvert';
    create materialized view public.resume as select count(*) from compta.factures;
    create function public.ajoute(int, int) returns int language sql immutable as 'select $1 + $2';
    create aggregate public.somme(int) (sfunc = public.ajoute, stype = int, initcond = '0');
    create operator public.+% (function = public.ajoute, leftarg = int, rightarg = int);
    create procedure public.rien() language plpgsql as 'begin null; end';
    create table public.mesures(jour date, v int) partition by range (jour);
    create table public.mesures_2026 partition of public.mesures
      for values from ('2026-01-01') to ('2027-01-01');
    insert into public.mesures values ('2026-11-22', 1), ('2026-11-23', 2);
    create statistics public.st on id, nom from public.eleves;
    create text search configuration public.fr (copy = pg_catalog.french);
    create sequence public.libre start 7;
    select lo_from_bytea(4242, 'un gros objet'::bytea);
    alter default privileges for role proprio in schema public grant select on tables to lecteur;
    alter default privileges for role proprio in schema compta grant select on tables to lecteur;
    alter default privileges for role proprio grant select on tables to lecteur;
    grant select on public.eleves to lecteur;
    comment on table public.eleves is 'BEGIN; COMMIT;';
    create publication pub for table public.eleves";

struct School {
    server: Cluster,
    program: Program,
    file: String,
}

impl School {
    fn new() -> Self {
        Self::on(harness::own_server(&["deadlock_timeout = '200ms'"]))
    }

    fn on(server: Cluster) -> Self {
        harness::sql(&server, "postgres", "create role proprio login; create role lecteur login");
        harness::create_with(&server, "ecole", "encoding 'UTF8' owner proprio");
        let program = Program::new();
        let mut school = Self { server, program, file: String::new() };
        school.sql(CONTENT);
        let (url, tools) = (school.url(), school.tools());
        let arguments = ["backup", "--json", "--url", &url, "--pg-dump", &tools, "--dir"];
        let (path, _) = school.program.run(arguments.into_iter().chain([school.dir()])).completed();
        path.to_str().unwrap().clone_into(&mut school.file);
        school.sql(
            "delete from compta.factures where id > 10; drop view public.impayes;
             create table public.depuis(x int); create schema autre; create table autre.t(x int);
             select lo_from_bytea(4343, 'un autre'::bytea);
             alter default privileges for role proprio revoke select on tables from lecteur;
             alter default privileges for role proprio grant insert on tables to lecteur",
        );
        school
    }

    fn url(&self) -> String {
        harness::url(&self.server, "ecole").replace("postgres@", "proprio@")
    }

    /// The server's own `pg_dump`.
    fn tools(&self) -> String {
        self.server.programs().to_str().unwrap().to_owned()
    }

    fn dir(&self) -> &str {
        self.program.dir.to_str().unwrap()
    }

    /// As the owner.
    fn sql(&self, text: &str) {
        let mut connection = self.server.connection("ecole");
        "proprio".clone_into(&mut connection.user);
        let session = sauvegarde::postgres::server::Server::connect(&connection).unwrap();
        session.batch(text, harness::DEADLINE).unwrap();
    }

    fn restore(&self) -> Outcome {
        self.restore_file(&self.file)
    }

    fn restore_file(&self, file: &str) -> Outcome {
        let (url, tools) = (self.url(), self.tools());
        let arguments = ["restore", file, "--confirm", "ecole", "--json", "--url", &url];
        let place = ["--pg-dump", &tools, "--dir", self.dir()];
        self.program.run(arguments.into_iter().chain(place))
    }

    fn dump(&self) -> Vec<u8> {
        contents::pg_dump(&self.server, self.server.programs(), "ecole")
    }
}

#[test]
fn everything_is_exchanged_in_one_transaction() {
    let school = School::new();
    let before = school.dump();
    let outcome = school.restore();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let result = outcome.result();
    assert!(result["former_database"].is_null(), "{result}");
    contents::assert_same(&school.dump(), &contents::dump_in(school.file.as_ref()));
    // The way back is said, and works.
    let safety = result["safety_backup"].as_str().unwrap().to_owned();
    let url = school.url();
    let undo =
        school.program.run(["restore", "--undo", "--json", "--url", &url, "--dir", school.dir()]);
    let error = undo.failed("nothing_to_undo", 16);
    assert!(error["advice"].as_str().unwrap().contains(&safety), "{error}");
    let back = school.restore_file(&safety);
    assert_eq!(back.code, Some(0), "{back:?}");
    contents::assert_same(&school.dump(), &before);
}

/// Each of them when others are there, by the database's own path or with its check put aside.
#[test]
fn rows_that_have_to_wait_come_in_place_too() {
    let server = harness::own_server(&[]);
    harness::sql(&server, "postgres", "create role proprio login; create role lecteur login");
    harness::create_with(&server, "ecole", "encoding 'UTF8' owner proprio");
    let mut school = School { server, program: Program::new(), file: String::new() };
    school.sql(
        "create function h(int) returns int language sql immutable as 'select $1';
         create function hh(int) returns int language plpgsql immutable as
           'begin return h($1); end';
         create table calcule(a int, b int generated always as (hh(a)) stored);
         insert into calcule values (1);
         create domain positif as int check (hh(value) > 0);
         create table domaine(a positif); insert into domaine values (2);
         create table un(id int); create table autre(id int);
         create function dans_un(i int) returns boolean language sql as
           'select exists (select from public.un where i = id)';
         create function dans_autre(i int) returns boolean language sql as
           'select exists (select from public.autre where i = id)';
         insert into un values (1); insert into autre values (1);
         alter table un add check (dans_autre(id)); alter table autre add check (dans_un(id))",
    );
    let before = school.dump();
    let url = school.url();
    let backup = ["backup", "--json", "--url", &url, "--dir", school.dir()];
    let (path, _) = school.program.run(backup).completed();
    path.to_str().unwrap().clone_into(&mut school.file);
    school.sql("delete from calcule; drop table domaine");
    let outcome = school.restore();
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    contents::assert_same(&school.dump(), &before);
}

#[test]
fn every_major_takes_it() {
    for major in 13..=18 {
        let server = Cluster::start(&harness::programs(major), &harness::servers_folder(), &[]);
        let school = School::on(server.unwrap());
        let outcome = school.restore();
        assert_eq!(outcome.code, Some(0), "{major}: {outcome:?}");
        contents::assert_same(&school.dump(), &contents::dump_in(school.file.as_ref()));
    }
}

#[test]
fn what_fails_leaves_every_byte_as_it_was() {
    let school = School::new();
    let before = school.dump();
    // A table that the backup has and whose name another one's type takes in the dump's middle.
    let plain = String::from_utf8(contents::dump_in(school.file.as_ref())).unwrap();
    let write = |name: &str, text: String| {
        let file = school.program.dir.join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let trailer = "-- PostgreSQL database dump complete";
    for (name, insert, code, exit) in [
        ("fin.sql", "SELECT 1/0;\n", "restore_failed", 17),
        ("validee.sql", "COMMIT;\nSELECT 1/0;\n", "restore_failed", 17),
        ("annulee.sql", "ROLLBACK;\n", "dump_forbidden", 16),
        ("preparee.sql", "PREPARE TRANSACTION 'x';\n", "dump_forbidden", 16),
    ] {
        let file = write(name, plain.replace(trailer, &format!("{insert}{trailer}")));
        school.restore_file(&file).failed(code, exit);
        contents::assert_same(&school.dump(), &before);
    }
    // The manifest counts one row more than the dump gives.
    let path = sauvegarde::folder::manifest::path_beside(school.file.as_ref());
    let mut manifest = sauvegarde::folder::manifest::read(&path).unwrap().unwrap();
    manifest.large_objects += 1;
    std::fs::write(&path, manifest.to_text()).unwrap();
    let outcome = school.restore();
    assert!(matches!(outcome.code, Some(15 | 17)), "{outcome:?}");
    contents::assert_same(&school.dump(), &before);
}

#[test]
fn what_belongs_to_others_refuses_before_anything_is_done() {
    let school = School::new();
    for (make, named, undo) in [
        ("create table public.a_lui(x int)", "table public.a_lui", "drop table public.a_lui"),
        ("create schema a_lui", "schema a_lui", "drop schema a_lui"),
        (
            "create function public.f() returns event_trigger language plpgsql as 'begin end';
             alter function public.f() owner to proprio;
             create event trigger e on ddl_command_end execute function public.f()",
            "event trigger e",
            "drop event trigger e; drop function public.f()",
        ),
        ("select lo_from_bytea(77, 'x')", "large object 77", "select lo_unlink(77)"),
        (
            "alter database ecole owner to postgres; revoke create on schema public from public;
             revoke create on database ecole from public",
            "database ecole",
            "alter database ecole owner to proprio",
        ),
    ] {
        harness::sql(&school.server, "ecole", make);
        let before = school.dump();
        let error = school.restore().failed("may_not_restore_in_place", 16);
        assert!(error["message"].as_str().unwrap().contains(named), "{error}");
        contents::assert_same(&school.dump(), &before);
        harness::sql(&school.server, "ecole", undo);
    }
    assert_eq!(school.program.files().len(), 2, "no safety backup was made for nothing");
}

#[test]
fn a_session_in_the_way_ends_and_one_that_may_not_be_ended_is_named() {
    let school = School::new();
    let mut owner = school.server.connection("ecole");
    "proprio".clone_into(&mut owner.user);
    let idle = sauvegarde::postgres::server::Server::connect(&owner).unwrap();
    idle.batch("begin; insert into public.depuis values (1)", harness::DEADLINE).unwrap();
    let outcome = school.restore();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(idle.query("select 1", &[]).is_err(), "it held a table");

    let before = school.dump();
    let superuser = harness::session(&school.server, "ecole");
    superuser.batch("begin; lock table public.eleves in share mode", harness::DEADLINE).unwrap();
    let error = school.restore().failed("sessions_stay", 17);
    assert!(error["message"].as_str().unwrap().contains("postgres"), "{error}");
    superuser.batch("rollback", harness::DEADLINE).unwrap();
    contents::assert_same(&school.dump(), &before);
}

#[test]
fn killed_or_cut_off_at_any_moment_the_database_is_the_one_or_the_other() {
    let school = School::new();
    let started = std::time::Instant::now();
    assert_eq!(school.restore().code, Some(0));
    let whole = started.elapsed();
    let restored = school.dump();
    let url = school.url();
    let ours = "application_name = 'sauvegarde' and usename = 'proprio'";
    let sessions = format!("select count(*) from pg_stat_activity where {ours}");
    for moment in 0..12 {
        school.sql("delete from compta.factures where id > 10");
        let before = school.dump();
        let arguments = ["restore", &school.file, "--confirm", "ecole", "--url", &url, "--dir"];
        let mut command = school.program.command(arguments.into_iter().chain([school.dir()]));
        let mut child = command.spawn().unwrap();
        std::thread::sleep(whole * moment / 12);
        if moment % 2 == 0 {
            child.kill().unwrap();
        } else {
            let sql = format!(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where {ours}"
            );
            harness::number(&school.server, "postgres", &sql);
        }
        child.wait().unwrap();
        harness::eventually("the end of its sessions", || {
            harness::number(&school.server, "postgres", &sessions) == 0
        });
        let now = school.dump();
        assert!(now == before || now == restored, "moment {moment}");
    }
    assert_eq!(school.restore().code, Some(0));
    contents::assert_same(&school.dump(), &restored);
}
