//! A restore into a new database: everything or nothing.

use std::process::Stdio;

use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::report::sql::quote_identifier;

use crate::harness::{self, Outcome, Program};

/// What two equal databases have in common: the dump, but for its random key.
fn dump(server: &Cluster, database: &str) -> String {
    let output = harness::client(server, "pg_dump", database).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let key = text.lines().find_map(|line| line.strip_prefix("\\restrict ")).unwrap_or("-");
    text.replace(key, "KEY")
}

fn restore(program: &Program, server: &Cluster, file: &str, into: &str) -> Outcome {
    let url = harness::url(server, "postgres");
    let dir = program.dir.to_str().unwrap();
    program.run(["restore", file, "--into", into, "--json", "--url", &url, "--dir", dir])
}

fn databases(server: &Cluster) -> Vec<String> {
    let rows = harness::session(server, "postgres")
        .query(
            "select datname::text from pg_database where datname like 'sauvegarde_restore_%'",
            &[],
        )
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[test]
fn the_copy_dumps_to_the_same_text_as_the_source() {
    let server = harness::server();
    let source = harness::unique("source");
    harness::create(&server, &source);
    harness::sql(&server, &source, &harness::data("nasty.sql"));
    let program = Program::new();
    let (path, _) = program.backup(&server, &source).completed();
    let copy = harness::unique("copie \"d'élèves\" =");
    let outcome = restore(&program, &server, path.to_str().unwrap(), &copy);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(dump(&server, &source) == dump(&server, &copy), "the copy differs");
}

/// A backup of a small database, in a program's folder.
fn small_backup(server: &Cluster, program: &Program) -> (String, String) {
    let database = harness::small_database(server);
    let (path, _) = program.backup(server, &database).completed();
    (database, path.to_str().unwrap().to_owned())
}

#[track_caller]
fn assert_nothing_made(server: &Cluster, into: &str) {
    assert!(!harness::session(server, "postgres").database_exists(into).unwrap());
}

#[test]
fn of_two_restores_of_one_name_the_second_says_that_it_is_there() {
    let server = harness::server();
    let program = Program::new();
    let (_, file) = small_backup(&server, &program);
    let into = harness::unique("disputee");
    let outcomes = std::thread::scope(|scope| {
        let both = [0, 1].map(|_| scope.spawn(|| restore(&program, &server, &file, &into)));
        both.map(|one| one.join().unwrap())
    });
    let (first, second) = match &outcomes {
        [one, other] if one.code == Some(0) => (one, other),
        [one, other] => (other, one),
    };
    assert_eq!(first.code, Some(0), "{outcomes:?}");
    second.failed("database_exists", 16);
}

#[test]
fn a_database_that_is_there_is_never_written_to() {
    let server = harness::server();
    let program = Program::new();
    let (database, file) = small_backup(&server, &program);
    harness::sql(&server, &database, "insert into cours values (99, 'après la sauvegarde')");
    let before = dump(&server, &database);
    restore(&program, &server, &file, &database).failed("database_exists", 16);
    assert!(before == dump(&server, &database));
}

#[test]
fn a_damaged_file_is_refused_before_the_server_hears_of_it() {
    let server = harness::own_server(&[]);
    let program = Program::new();
    let (_, file) = small_backup(&server, &program);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    std::fs::write(&file, bytes).unwrap();
    let into = harness::unique("de_travers");
    restore(&program, &server, &file, &into).failed("damaged", 15);
    assert_nothing_made(&server, &into);
    assert_eq!(databases(&server), Vec::<String>::new());
}

#[test]
fn a_dump_that_postgresql_cannot_load_leaves_nothing_behind() {
    let server = harness::own_server(&[]);
    harness::create(&server, "piege");
    harness::sql(&server, "piege", &harness::data("impossible.sql"));
    let program = Program::new();
    let (path, _) = program.backup(&server, "piege").completed();
    let outcome = restore(&program, &server, path.to_str().unwrap(), "copie");
    let error = outcome.failed("restore_failed", 17);
    assert!(error["message"].as_str().unwrap().contains("COPY"), "{error}");
    assert_nothing_made(&server, "copie");
    assert_eq!(databases(&server), Vec::<String>::new());
}

/// Changes the manifest of a backup and seals it again.
fn reseal(file: &str, change: impl FnOnce(&mut sauvegarde::folder::manifest::Manifest)) {
    let path = sauvegarde::folder::manifest::path_beside(file.as_ref());
    let text = std::fs::read_to_string(&path).unwrap();
    let mut manifest = sauvegarde::folder::manifest::Manifest::from_text(&text).unwrap();
    change(&mut manifest);
    std::fs::write(&path, manifest.to_text()).unwrap();
}

#[test]
fn a_missing_extension_that_a_table_needs_is_named_and_nothing_is_made() {
    let server = harness::server();
    let program = Program::new();
    let script = program.dir.join("carte.sql");
    std::fs::write(
        &script,
        "CREATE EXTENSION IF NOT EXISTS postgis_imaginaire WITH SCHEMA public;\n\
         CREATE TABLE public.lieux (id integer, lieu public.point_imaginaire);\n",
    )
    .unwrap();
    let into = harness::unique("copie");
    let outcome = restore(&program, &server, script.to_str().unwrap(), &into);
    let error = outcome.failed("extensions_missing", 16);
    assert!(error["message"].as_str().unwrap().contains("postgis_imaginaire"), "{error}");
    assert_nothing_made(&server, &into);
}

#[test]
fn a_missing_role_is_made_without_login_and_said() {
    let server = harness::own_server(&[]);
    let program = Program::new();
    let role = "rôle \"disparu\"";
    let quoted = harness::quoted(role);
    harness::create(&server, "a");
    let sql =
        format!("create role {quoted}; create table t(x int); alter table t owner to {quoted}");
    harness::sql(&server, "a", &sql);
    let (path, _) = program.backup(&server, "a").completed();
    harness::sql(&server, "postgres", "drop database a");
    harness::sql(&server, "postgres", &format!("drop role {quoted}"));
    let outcome = restore(&program, &server, path.to_str().unwrap(), "b");
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(outcome.result()["warnings"][0].as_str().unwrap().contains(role), "{outcome:?}");
    let sql = format!(
        "select count(*) from pg_class join pg_roles r on r.oid = relowner
         where relname = 't' and rolname = '{role}' and not rolcanlogin"
    );
    assert_eq!(harness::number(&server, "b", &sql), 1);
}

#[test]
fn a_login_without_createdb_is_told_what_it_lacks() {
    let server = harness::own_server(&[]);
    harness::sql(&server, "postgres", "create role petit login");
    let program = Program::new();
    let (_, file) = small_backup(&server, &program);
    let url = harness::url(&server, "postgres").replace("postgres@", "petit@");
    let outcome = program.run(["restore", &file, "--into", "x", "--json", "--url", &url]);
    outcome.failed("may_not_create_databases", 16);
}

#[test]
fn owner_rights_settings_and_comment_of_the_database_come_back() {
    let server = harness::own_server(&[]);
    harness::create(&server, "a");
    harness::sql(&server, "a", &harness::data("nasty.sql"));
    harness::sql(&server, "a", &harness::data("nasty_database.sql"));
    let program = Program::new();
    let (path, _) = program.backup(&server, "a").completed();
    let outcome = restore(&program, &server, path.to_str().unwrap(), "b");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let properties = |database: &str| {
        let rows = harness::session(&server, "postgres")
            .query(
                "select pg_get_userbyid(datdba)::text, shobj_description(d.oid, 'pg_database'),
                        (select array_agg(a::text order by a::text) from aclexplode(datacl) a)::text,
                        (select array_agg((setrole, setconfig)::text order by setrole)
                         from pg_db_role_setting where setdatabase = d.oid)::text
                 from pg_database d where datname = $1",
                &[&database],
            )
            .unwrap();
        (0..4).map(|column| rows[0].get::<_, Option<String>>(column)).collect::<Vec<_>>()
    };
    assert_eq!(properties("a"), properties("b"));
    assert!(properties("a").iter().all(Option::is_some));
    assert!(dump(&server, "a") == dump(&server, "b"), "the copy differs");
}

#[test]
fn the_planner_has_its_statistics_whatever_the_settings_of_the_database() {
    let server = harness::server();
    let source = harness::unique("source");
    harness::create(&server, &source);
    harness::sql(
        &server,
        &source,
        "create function slow(a int) returns int immutable language plpgsql as $$ begin
           perform pg_sleep(0.1); return a; end $$;
         create table t as select generate_series(1, 20) a; create index on t(slow(a))",
    );
    for setting in ["statement_timeout = '1s'", "default_transaction_read_only = on"] {
        let sql = format!("alter database {} set {setting}", quote_identifier(&source));
        harness::sql(&server, "postgres", &sql);
    }
    let program = Program::new();
    let (path, _) = program.backup(&server, &source).completed();
    let copy = harness::unique("copie");
    let outcome = restore(&program, &server, path.to_str().unwrap(), &copy);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let analyzed = "select count(*) from pg_stats where schemaname = 'public'";
    assert!(harness::number(&server, &copy, analyzed) > 0);
}

#[test]
fn a_database_whose_statistics_fail_is_restored_all_the_same() {
    let server = harness::server();
    let source = harness::unique("source");
    let copy = harness::unique("copie");
    harness::create(&server, &source);
    harness::sql(
        &server,
        &source,
        &format!(
            "create function f(a int) returns int immutable language plpgsql as $$ begin
               if current_database() = '{copy}' then raise 'no statistics'; end if;
               return a; end $$;
             create table t as select generate_series(1, 10) a;
             create index on t(f(a))"
        ),
    );
    let program = Program::new();
    let (path, _) = program.backup(&server, &source).completed();
    let outcome = restore(&program, &server, path.to_str().unwrap(), &copy);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(outcome.stderr.contains("ANALYZE"), "{outcome:?}");
    assert_eq!(harness::number(&server, &copy, "select count(*) from t"), 10);
}

#[test]
fn a_script_of_another_tool_is_taken_with_a_warning() {
    let server = harness::server();
    let program = Program::new();
    let script = program.dir.join("à la main.sql");
    std::fs::write(
        &script,
        "-- hand-made\nCREATE TABLE t(a int, b text);\n\
         INSERT INTO t VALUES (1, 'l''été; \\.'), (2, $$;$$);\n/* fin */\n",
    )
    .unwrap();
    let into = harness::unique("etrangere");
    let outcome = restore(&program, &server, script.to_str().unwrap(), &into);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert_eq!(harness::number(&server, &into, "select count(*) from t"), 2);
}

#[test]
fn a_malicious_file_runs_nothing() {
    let server = harness::server();
    let program = Program::new();
    let canary = program.dir.join("canari");
    let touch = format!("touch {}", canary.display());
    for (number, line) in [
        format!("\\! {touch}"),
        format!("\\copy t from program '{touch}'"),
        format!("\\o |{touch}"),
        format!("\\set x `{touch}`"),
        "\\i /etc/passwd".to_owned(),
        "\\connect postgres".to_owned(),
        format!("COPY t FROM PROGRAM '{touch}';"),
        format!("COPY (SELECT 1) TO PROGRAM '{touch}';"),
        format!("SELECT 1 \\g |{touch}"),
    ]
    .into_iter()
    .enumerate()
    {
        for (place, text) in [
            ("head", format!("{line}\nCREATE TABLE t(a int);\n")),
            ("middle", format!("CREATE TABLE t(a int);\n{line}\n")),
            (
                "after data",
                format!("CREATE TABLE t(a int);\nCOPY t (a) FROM stdin;\n1\n\\.\n{line}\n"),
            ),
            (
                "behind a fake unrestrict",
                format!("\\restrict abc\nCREATE TABLE t(a int);\n\\unrestrict abc\n{line}\n"),
            ),
        ] {
            let file = program.dir.join(format!("{number}-{}.sql", place.replace(' ', "-")));
            std::fs::write(&file, &text).unwrap();
            let into = harness::unique("mauvaise");
            let outcome = restore(&program, &server, file.to_str().unwrap(), &into);
            let error = outcome.failed("dump_forbidden", 16);
            let at = text.lines().position(|found| found == line).unwrap() + 1;
            let message = error["message"].as_str().unwrap();
            assert!(message.contains(&format!("Line {at} ")), "{place}: {line}: {message}");
            assert_nothing_made(&server, &into);
        }
    }
    assert!(!canary.exists());
}

#[test]
fn an_interrupted_restore_leaves_no_name_and_is_swept_by_the_next() {
    let server = harness::own_server(&[]);
    let program = Program::new();
    harness::create(&server, "a");
    harness::sql(
        &server,
        "a",
        "create table t as select g, md5(g::text) from generate_series(1, 300000) g;
         create index on t(md5)",
    );
    let (path, _) = program.backup(&server, "a").completed();
    let url = harness::url(&server, "postgres");
    let file = path.to_str().unwrap();
    for signal in ["KILL", "INT"] {
        let left_before = databases(&server);
        let mut command = program.command(["restore", file, "--into", "b", "--url", &url]);
        let mut child = command.spawn().unwrap();
        let is_new = |name: &String| !left_before.contains(name);
        harness::eventually("the new database", || databases(&server).iter().any(is_new));
        let status = std::process::Command::new("kill")
            .args([format!("-{signal}"), child.id().to_string()])
            .status();
        assert!(status.unwrap().success());
        let ended = child.wait().unwrap();
        if signal == "INT" {
            assert_eq!(ended.code(), Some(130));
            assert_eq!(databases(&server), Vec::<String>::new());
        }
        assert_nothing_made(&server, "b");
    }
    let outcome = restore(&program, &server, file, "b");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(databases(&server), Vec::<String>::new());
    assert_eq!(harness::number(&server, "b", "select count(*) from t"), 300_000);
}

#[test]
fn a_database_in_another_encoding_comes_back_in_it() {
    let server = harness::server();
    let program = Program::new();
    for (encoding, file) in [("LATIN1", "latin1.sql"), ("SQL_ASCII", "sql_ascii.sql")] {
        let source = harness::unique("encodage");
        let options = format!("encoding '{encoding}' lc_collate 'C' lc_ctype 'C'");
        harness::create_with(&server, &source, &options);
        harness::sql(&server, &source, &harness::data(file));
        let (path, _) = program.backup(&server, &source).completed();
        let copy = harness::unique("encodage_copie");
        let outcome = restore(&program, &server, path.to_str().unwrap(), &copy);
        if encoding == "SQL_ASCII" {
            // A name with a byte that is no text cannot be sent as text: refused, and said.
            let error = outcome.failed("restore_failed", 17);
            assert!(error["message"].as_str().unwrap().contains("psql"), "{error}");
            assert_nothing_made(&server, &copy);
            continue;
        }
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        assert!(dump(&server, &source) == dump(&server, &copy), "{encoding}: the copy differs");
    }
}

#[test]
fn every_major_gets_its_own_database_back() {
    for major in 13..=18 {
        let server = harness::server_of(major);
        let source = harness::unique("majeure");
        harness::create(&server, &source);
        harness::sql(&server, &source, &harness::data("nasty.sql"));
        let program = Program::new();
        let mut command = program.backup_command(&server, &source);
        command.arg("--pg-dump").arg(server.programs());
        let (path, _) = Outcome::of(command.output().unwrap()).completed();
        let copy = harness::unique("majeure_copie");
        let outcome = restore(&program, &server, path.to_str().unwrap(), &copy);
        assert_eq!(outcome.code, Some(0), "{major}: {outcome:?}");
        assert!(dump(&server, &source) == dump(&server, &copy), "{major}: the copy differs");
    }
}

#[test]
fn an_icu_database_keeps_its_rules_where_the_server_knows_them() {
    let server = harness::server();
    let source = harness::unique("icu");
    harness::create_with(
        &server,
        &source,
        "encoding 'UTF8' locale_provider icu icu_locale 'fr-FR' lc_collate 'C' lc_ctype 'C'",
    );
    harness::sql(&server, &source, "create table t as select 1 as x");
    let program = Program::new();
    let (path, _) = program.backup(&server, &source).completed();
    let copy = harness::unique("icu_copie");
    let outcome = restore(&program, &server, path.to_str().unwrap(), &copy);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let provider = format!(
        "select count(*) from pg_database where datname = '{copy}' and datlocprovider = 'i'"
    );
    assert_eq!(harness::number(&server, "postgres", &provider), 1);

    // A rule that this server does not know is said, not silently dropped.
    reseal(path.to_str().unwrap(), |manifest| {
        manifest.server.collation = "xx_XX.imaginaire".into();
    });
    let other = harness::unique("icu_autre");
    let outcome = restore(&program, &server, path.to_str().unwrap(), &other);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(outcome.stderr.contains("xx_XX"), "{outcome:?}");
}

#[test]
fn files_without_a_manifest_that_are_no_whole_script_are_refused() {
    let server = harness::server();
    let program = Program::new();
    let database = harness::small_database(&server);
    let whole = dump(&server, &database);
    let cut = whole.rfind("\n-- Name:").unwrap();
    let custom = harness::client(&server, "pg_dump", &database).arg("-Fc").output().unwrap();
    for (name, content, code, exit) in [
        ("coupé.sql", &whole.as_bytes()[..cut], "dump_incomplete", 15),
        ("vide.sql", b"", "dump_incomplete", 15),
        ("personnalisé.dump", &custom.stdout[..custom.stdout.len() - 9], "dump_incomplete", 15),
    ] {
        let file = program.dir.join(name);
        std::fs::write(&file, content).unwrap();
        let into = harness::unique("rien");
        restore(&program, &server, file.to_str().unwrap(), &into).failed(code, exit);
        assert_nothing_made(&server, &into);
    }
}

#[test]
fn a_login_that_is_no_member_of_the_owner_is_told_what_was_left_out() {
    let server = harness::own_server(&[]);
    let program = Program::new();
    let sql = "create role proprio; create role createur login createdb";
    harness::sql(&server, "postgres", sql);
    harness::create(&server, "a");
    harness::sql(&server, "a", "create table t(x int); alter table t owner to proprio");
    let (path, _) = program.backup(&server, "a").completed();
    let url = harness::url(&server, "a").replace("postgres@", "createur@");
    let file = path.to_str().unwrap();
    let outcome = program.run(["restore", file, "--into", "b", "--json", "--url", &url]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(outcome.stderr.contains("owner of public.t"), "{outcome:?}");
    // In the place of a database that is another's: refused before anything is done.
    let dir = program.dir.to_str().unwrap();
    let arguments = ["restore", file, "--confirm", "a", "--json", "--url", &url, "--dir", dir];
    program.run(arguments).failed("may_not_replace", 16);
    assert_eq!(program.files().len(), 2, "no safety backup was made for nothing");
}

#[test]
fn a_tablespace_that_the_server_lacks_becomes_the_default() {
    let server = harness::own_server(&["allow_in_place_tablespaces = on"]);
    harness::sql(&server, "postgres", "create tablespace \"à part\" location ''");
    harness::create(&server, "a");
    harness::sql(
        &server,
        "a",
        "create table t tablespace \"à part\" as select g as x from generate_series(1, 10) g;
         create index t_x on t(x) tablespace \"à part\"; create table u as select 1 as y",
    );
    let program = Program::new();
    let (path, _) = program.backup(&server, "a").completed();
    let file = path.to_str().unwrap();
    let elsewhere = "select count(*) from pg_class where reltablespace <> 0 and relname ~ '^[tu]'";
    assert_eq!(restore(&program, &server, file, "b").code, Some(0));
    assert_eq!(harness::number(&server, "b", elsewhere), 2);
    let other = harness::server();
    let copy = harness::unique("sans_tablespace");
    let outcome = restore(&program, &other, file, &copy);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(outcome.stderr.contains("à part"), "{outcome:?}");
    assert_eq!(harness::number(&other, &copy, elsewhere), 0);
    assert_eq!(harness::number(&other, &copy, "select count(*) from t"), 10);
}

/// The database that others are made from, and the only one that some providers give.
#[test]
fn the_database_postgres_is_replaced_like_any_other() {
    let server = harness::own_server(&[]);
    harness::sql(&server, "postgres", "create table t as select generate_series(1, 9) a");
    let program = Program::new();
    program.backup(&server, "postgres").completed();
    harness::sql(&server, "postgres", "delete from t");
    let url = harness::url(&server, "postgres");
    let dir = program.dir.to_str().unwrap();
    let replace =
        ["restore", "latest", "--confirm", "postgres", "--json", "--url", &url, "--dir", dir];
    let outcome = program.run(replace);
    assert_eq!(outcome.result()["status"], "completed", "{outcome:?}");
    assert_eq!(harness::number(&server, "postgres", "select count(*) from t"), 9);
    let undone = program.run(["restore", "--undo", "--json", "--url", &url]);
    assert_eq!(undone.result()["status"], "completed", "{undone:?}");
    assert_eq!(harness::number(&server, "postgres", "select count(*) from t"), 0);
}

/// No other server is asked for rows that no backup has.
#[test]
fn a_table_with_a_partition_on_another_server_is_counted_and_analyzed_without_it() {
    let server = harness::server();
    let source = harness::unique("ailleurs");
    harness::create(&server, &source);
    harness::sql(
        &server,
        &source,
        "create foreign data wrapper nulle_part; create server loin foreign data wrapper nulle_part;
         create table p(a int) partition by range(a);
         create table p1 partition of p for values from (0) to (10);
         create foreign table p2 partition of p for values from (10) to (20) server loin;
         insert into p select generate_series(1, 9)",
    );
    let program = Program::new();
    let script = program.home.path().join("racine.sql");
    let mut pg_dump = harness::client(&server, "pg_dump", &source);
    pg_dump.args(["--load-via-partition-root", "-f"]).arg(&script);
    assert!(pg_dump.status().unwrap().success());
    let (path, _) = program.backup(&server, &source).completed();
    for file in [script.as_path(), path.as_path()] {
        let copy = harness::unique("copie");
        let outcome = restore(&program, &server, file.to_str().unwrap(), &copy);
        assert_eq!(outcome.result()["status"], "completed", "{outcome:?}");
        assert!(!outcome.stdout.contains("could not be gathered"), "{outcome:?}");
        let analyzed = "select count(*) from pg_stats where tablename = 'p1'";
        assert_eq!(harness::number(&server, &copy, analyzed), 1);
        assert_eq!(harness::number(&server, &copy, "select count(*) from p1"), 9);
    }
}

#[test]
fn a_name_that_no_database_can_have_is_refused() {
    let server = harness::server();
    let program = Program::new();
    let (path, _) = program.backup(&server, &harness::small_database(&server)).completed();
    for name in [String::new(), "é".repeat(32)] {
        let outcome = restore(&program, &server, path.to_str().unwrap(), &name);
        outcome.failed("usage", 2);
    }
    let longest = "a".repeat(63);
    assert_eq!(restore(&program, &server, path.to_str().unwrap(), &longest).code, Some(0));
}

/// One goes by `postgres`, the other, which replaces that, by `template1`.
#[test]
fn restores_that_go_by_different_databases_leave_each_other_alone() {
    let server = harness::own_server(&[]);
    let slow = "create function lente(int) returns int language plpgsql immutable as
          'begin perform pg_sleep(0.1); return $1; end';
         create table t as select generate_series(1, 30) a; create index on t(lente(a))";
    harness::sql(&server, "postgres", slow);
    let program = Program::new();
    let (other, _) = program.backup(&server, &harness::small_database(&server)).completed();
    let (path, _) = program.backup(&server, "postgres").completed();
    let url = harness::url(&server, "postgres");
    let mut long = program.command(["restore", "--json", "--confirm", "postgres", "--url", &url]);
    long.arg("--dir").arg(&program.dir).arg(&path);
    let long = long.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let indexing = "select count(*) from pg_stat_activity
                    where datname like 'sauvegarde_restore_%' and query like 'CREATE INDEX%'";
    harness::eventually("an index", || harness::number(&server, "template1", indexing) > 0);
    let quick = restore(&program, &server, other.to_str().unwrap(), "copie");
    assert_eq!(quick.result()["status"], "completed", "{quick:?}");
    let long = Outcome::of(long.wait_with_output().unwrap());
    assert_eq!(long.result()["status"], "completed", "{long:?}");
}
