//! A backup made on Windows is the one that Linux would have made, and goes everywhere it can.

use std::os::unix::fs::PermissionsExt as _;

use crate::contents::{assert_same, dump_in, pg_dump, tables, tables_in};
use crate::harness::{self, Outcome};
use crate::wine::{self, Program, unix, windows};

/// Line breaks of every kind where text mode could change them.
const LINE_BREAKS: &str = "
    create table fins_de_ligne(id int primary key, texte text);
    insert into fins_de_ligne values (1, E'a\\r\\nb'), (2, E'c\\rd\\ne\\r\\r\\n'), (3, E'\\r'), (4, E'\\x1a\\\\.');
    comment on table fins_de_ligne is E'un\\r\\ndeux\\rtrois\\n\\r\\n\\r';
    do $do$ begin
      execute E'create function sous_windows() returns text language plpgsql as $f$\\r\\n'
        || E'begin\\r\\n  return E''x\\r\\ny\\r'';\\r\\nend\\r\\n$f$';
    end $do$;";

/// Long enough to be restored by connections of their own.
const LONG_TABLES: &str = "
    create table longue as select g as id, E'\\r\\n' || repeat(md5(g::text), 4) as t
    from generate_series(1, 9000) g;
    create table autre as select * from longue";

#[test]
fn a_backup_is_byte_for_byte_what_linux_dumps_and_restores_to_the_same_database() {
    let server = wine::server();
    let database = harness::unique("fins_de_ligne");
    harness::create(&server, &database);
    harness::sql(&server, &database, &harness::data("nasty.sql"));
    harness::sql(&server, &database, LINE_BREAKS);
    harness::sql(&server, &database, LONG_TABLES);
    let program = Program::new();
    let outcome = program.backup(&server, &database);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let result = outcome.result();
    let path = unix(result["path"].as_str().unwrap());
    let expected = pg_dump(&server, server.programs(), &database);
    assert_same(&dump_in(&path), &expected);
    assert_eq!(tables_in(&result["manifest"]), tables(&server, &database));
    assert_eq!(program.files().len(), 2);

    let verified = program.run(["verify", "--json", &windows(&path)]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let listed = program.run(["list", "--json", "--dir", &windows(&program.dir)]).result();
    assert_eq!(listed["backups"][0]["state"], "complete", "{listed}");
    let url = harness::url(&server, &database);
    let status =
        program.run(["status", "--json", "--dir", &windows(&program.dir), "--url", &url]).result();
    assert_eq!(status["status"], "completed");
    assert_eq!(status["backup_file"], result["path"]);

    let copy = harness::unique("copie");
    let restored =
        program.run(["restore", &windows(&path), "--into", &copy, "--url", &url, "--json"]);
    assert_eq!(restored.code, Some(0), "{restored:?}");
    assert_same(&pg_dump(&server, server.programs(), &copy), &expected);
}

#[test]
fn names_with_accents_spaces_and_forbidden_characters_are_fine() {
    let server = wine::server();
    let database = harness::unique("L'été : base? ");
    harness::create(&server, &database);
    harness::sql(&server, &database, "create table t as select 1 as x");
    let program = Program::with_folder("Élèves de l'institut – 2026/sauve gardes");
    let mut command = program.command(["backup", "--json", "--dir", &windows(&program.dir)]);
    let url = format!(
        "host=127.0.0.1 port={} user=postgres dbname='{}'",
        server.connection("x").port,
        database.replace('\'', "\\'")
    );
    command.args(["--url", &url, "--pg-dump", &windows(&wine::programs())]);
    let outcome = Outcome::of(command.output().unwrap());
    let (path, manifest) = outcome.completed();
    assert!(unix(path.to_str().unwrap()).is_file(), "{outcome:?}");
    assert_eq!(manifest["database"], database);
    assert!(program.files()[0].starts_with("backup_L'été _ base_"), "{:?}", program.files());
}

#[test]
fn a_long_path_is_no_obstacle() {
    let server = wine::server();
    let database = harness::small_database(&server);
    let program = Program::with_folder(&["un dossier au nom assez long"; 12].join("/"));
    assert!(windows(&program.dir).len() > 300);
    let (path, _) = program.backup(&server, &database).completed();
    assert!(unix(path.to_str().unwrap().trim_start_matches(r"\\?\")).is_file());
    let listed = program.run(["list", "--json", "--dir", &windows(&program.dir)]).result();
    assert_eq!(listed["backups"][0]["state"], "complete", "{listed}");
    assert_eq!(program.run(["verify", "--all", "--dir", &windows(&program.dir)]).code, Some(0));
}

#[test]
fn nobody_else_may_read_a_backup() {
    let server = wine::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let (path, _) = program.backup(&server, &database).completed();
    let path = unix(path.to_str().unwrap());
    // Wine shows an access control list as a file's mode.
    for path in [path.clone(), sauvegarde::folder::manifest::path_beside(&path)] {
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o007, 0, "{:o} {}", mode, path.display());
        assert_eq!(mode & 0o600, 0o600);
    }
}
