//! Tables that the server itself cannot read any more, and backups without their rows.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use sauvegarde::postgres::cluster::Cluster;
use serde_json::Value;

use crate::harness::{self, Outcome, Program};

const PAGE_BYTES: u64 = 8192;
/// Not a page.
const NONSENSE: u8 = 0xff;
/// An empty page: what was in it is missing.
const EMPTY: u8 = 0;

/// Documents, what refers to them, and what has nothing to do with them.
const CONTENT: &str = "
    create table docs(id int primary key, titre text, corps text);
    alter table docs alter corps set storage external;
    insert into docs select g, 'Document ' || g, repeat(md5(g::text), 200)
    from generate_series(1, 300) g;
    create table notes(id int primary key, doc int references docs, note text);
    insert into notes select g, g, 'Note ' || g from generate_series(1, 300) g;
    create table eleves as select g as id, 'Élève ' || g as nom from generate_series(1, 2000) g";

struct School {
    server: Cluster,
    program: Program,
    /// The backup of before the damage.
    good: PathBuf,
}

impl School {
    fn new() -> Self {
        Self::and("")
    }

    fn and(more: &str) -> Self {
        let server = harness::own_server(&[]);
        harness::create(&server, "ecole");
        harness::sql(&server, "ecole", CONTENT);
        harness::sql(&server, "ecole", more);
        let program = Program::new();
        let (good, _) = program.backup(&server, "ecole").completed();
        Self { server, program, good }
    }

    /// Overwrites a page of what this query calls the file of.
    fn damage(&mut self, relation: &str, page: u64, with: u8) {
        let session = harness::session(&self.server, "ecole");
        let sql = format!("select pg_relation_filepath(({relation})::oid)");
        let path: String = session.query(&sql, &[]).unwrap()[0].get(0);
        drop(session);
        self.server.stop();
        let path = self.server.data_file(&path);
        let mut file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
        file.seek(SeekFrom::Start(page * PAGE_BYTES)).unwrap();
        file.write_all(&vec![with; usize::try_from(PAGE_BYTES).unwrap()]).unwrap();
        file.sync_all().unwrap();
        self.server.restart().unwrap();
    }

    fn damage_docs(&mut self) {
        self.damage("'docs'::regclass", 1, NONSENSE);
    }

    fn run(&self, command: &str, arguments: &[&str]) -> Outcome {
        let url = harness::url(&self.server, "ecole");
        self.run_at(&url, command, arguments)
    }

    fn run_at(&self, url: &str, command: &str, arguments: &[&str]) -> Outcome {
        let dir = self.program.dir.to_str().unwrap();
        let place = [command, "--url", url, "--dir", dir];
        self.program.run(place.iter().chain(arguments))
    }

    fn backup_without(&self, tables: &[&str]) -> Outcome {
        let options = tables.iter().flat_map(|table| ["--without-rows", *table]);
        self.run("backup", &["--json"].into_iter().chain(options).collect::<Vec<_>>())
    }

    fn count(&self, database: &str, table: &str) -> i64 {
        harness::number(&self.server, database, &format!("select count(*) from {table}"))
    }
}

/// The names of the tables whose rows are in a backup.
fn tables_in(manifest: &Value) -> Vec<String> {
    let name = |table: &Value| {
        let [schema, name] = ["schema", "name"].map(|key| table[key].as_str().unwrap());
        format!("{schema}.{name}")
    };
    let mut names: Vec<String> = manifest["tables"].as_array().unwrap().iter().map(name).collect();
    names.sort();
    names
}

fn missing_in(result: &Value) -> Vec<&str> {
    let list = result["incomplete"].as_array().unwrap();
    list.iter().map(|missing| missing["table"].as_str().unwrap()).collect()
}

#[track_caller]
fn says_that_docs_is_damaged(school: &School, detail: &str) {
    let files = school.program.files();
    let [french, english] = ["fr", "en"].map(|language| {
        let outcome = school.run("backup", &["--json", "--lang", language]);
        let error = outcome.failed("table_damaged", 1);
        let text = |key: &str| error[key].as_str().unwrap().to_owned();
        let (message, advice) = (text("message"), text("advice"));
        assert!(message.contains("public.docs") && message.contains(detail), "{message}");
        assert!(advice.contains("sauvegarde backup --without-rows public.docs"), "{advice}");
        format!("{message} {advice}")
    });
    assert!(english.contains("damaged") && english.contains("Keep all older backups"), "{english}");
    assert!(french.contains("endommagée") && french.contains("Gardez"), "{french}");
    for again in ["try again", "éessayez"] {
        assert!(!english.contains(again) && !french.contains(again), "{again}");
    }
    assert_eq!(school.program.files(), files);
    assert_eq!(school.program.staged(), [] as [&str; 0]);
}

#[test]
fn a_page_that_is_none_is_said_with_the_name_of_its_table() {
    let mut school = School::new();
    school.damage_docs();
    says_that_docs_is_damaged(&school, "invalid page in block 1");
    let verified = school.run("verify", &["--all"]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
}

#[test]
fn a_long_value_of_which_a_piece_is_missing_is_said_with_the_name_of_its_table() {
    let mut school = School::new();
    let toast = "select reltoastrelid from pg_class where oid = 'docs'::regclass";
    school.damage(toast, 3, EMPTY);
    says_that_docs_is_damaged(&school, "missing chunk number");
}

#[test]
fn a_file_of_a_table_that_has_gone_is_said_with_the_name_of_its_table() {
    let mut school = School::new();
    let session = harness::session(&school.server, "ecole");
    let path: String = session.query("select pg_relation_filepath('docs')", &[]).unwrap()[0].get(0);
    drop(session);
    school.server.stop();
    std::fs::remove_file(school.server.data_file(&path)).unwrap();
    school.server.restart().unwrap();
    says_that_docs_is_damaged(&school, "could not open file");
}

#[test]
fn the_language_of_the_server_makes_no_difference() {
    let mut school = School::new();
    let sql = "alter system set lc_messages = 'fr_FR.UTF-8'";
    if harness::session(&school.server, "postgres").query(sql, &[]).is_err() {
        // This machine does not speak French.
        return;
    }
    school.damage_docs();
    let error = school.run("backup", &["--json"]).failed("table_damaged", 1);
    assert!(error["message"].as_str().unwrap().contains("public.docs"), "{error}");
}

#[test]
fn everything_but_the_damaged_rows_is_saved_and_never_passes_for_a_good_backup() {
    let mut school = School::new();
    school.damage_docs();
    let outcome = school.backup_without(&["docs"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let (path, manifest) = outcome.completed();
    let result = outcome.result();
    assert_eq!(missing_in(&result), ["public.docs"]);
    assert_eq!(manifest["incomplete"][0]["reason"], "without_rows");
    assert_eq!(result["warnings"].as_array().unwrap().len(), 1, "{result}");
    assert!(result["warnings"][0].as_str().unwrap().contains("public.docs"), "{result}");
    assert_eq!(tables_in(&manifest), ["public.eleves", "public.notes"]);

    // Wherever it is shown.
    let listed = school.run("list", &["--json"]).result();
    assert_eq!(listed["backups"][0]["state"], "incomplete");
    assert_eq!(listed["backups"][1]["state"], "complete");
    let name = path.file_name().unwrap().to_str().unwrap();
    for (language, word) in [("en", "INCOMPLETE"), ("fr", "INCOMPLÈTE")] {
        let said = |text: &str| {
            let line = text.lines().find(|line| line.contains(name)).unwrap_or_default();
            assert!(line.contains(word) && line.contains("public.docs"), "{text}");
        };
        said(&school.run("list", &["--lang", language]).stdout);
        let status = school.run("status", &["--lang", language]);
        assert_eq!(status.code, Some(3), "{status:?}");
        said(&status.stdout);
        assert!(status.stdout.contains(school.good.file_name().unwrap().to_str().unwrap()));
        let verified =
            school.program.run(["verify", path.to_str().unwrap(), "--lang", language, "--quiet"]);
        assert_eq!(verified.code, Some(3), "{verified:?}");
        said(&verified.stdout);
        assert!(!verified.stdout.contains("good") && !verified.stdout.contains("bonne"));
    }
    let verified = school.program.run(["verify", path.to_str().unwrap(), "--json"]).result();
    assert_eq!(verified["status"], "completed");
    assert_eq!(verified["backups"][0]["ok"], false, "{verified}");
    assert_eq!(verified["backups"][0]["problems"][0]["code"], "incomplete");
    assert_eq!(missing_in(&verified["backups"][0]), ["public.docs"]);

    // Never the latest.
    let latest = school.run("verify", &["latest", "--json"]).result();
    assert_eq!(latest["backups"][0]["path"], school.good.to_str().unwrap());
    let outcome = school.run("restore", &["latest", "--into", "copie", "--json"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(school.count("copie", "docs"), 300);
}

#[test]
fn an_incomplete_backup_restores_by_its_path_and_says_what_is_not_in_it() {
    let mut school = School::new();
    school.damage_docs();
    let (path, _) = school.backup_without(&["public.docs"]).completed();
    let path = path.to_str().unwrap();
    let outcome = school.run("restore", &[path, "--into", "copie", "--json"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let warnings = outcome.result()["warnings"].to_string();
    assert!(warnings.contains("rows of public.docs"), "{warnings}");
    // What refers to the missing rows is there, and its key is for new rows.
    assert!(warnings.contains("NOT VALID"), "{warnings}");
    let counts = ["docs", "notes", "eleves"].map(|table| school.count("copie", table));
    assert_eq!(counts, [0, 300, 2000]);
    let keys = "select count(*) from pg_constraint where contype = 'f' and not convalidated";
    assert_eq!(harness::number(&school.server, "copie", keys), 1);
    let drilled = school.run("verify", &[path, "--drill", "--json"]);
    assert_eq!(drilled.code, Some(3), "{drilled:?}");
    assert_eq!(drilled.result()["backups"][0]["drill"]["ok"], true, "{drilled:?}");
    let replace = ["restore", path, "--confirm", "ecole", "--json"];
    let refused = school.run(replace[0], &replace[1..]);
    let error = refused.failed("incomplete", 17);
    assert!(error["message"].as_str().unwrap().contains("public.docs"), "{error}");
    let accept = [&replace[1..], &["--accept-incomplete"]].concat();
    let replaced = school.run("restore", &accept);
    assert_eq!(replaced.code, Some(3), "{replaced:?}");
    assert_eq!(school.count("ecole", "notes"), 300);
}

#[test]
fn a_database_with_damaged_tables_is_replaced_by_a_good_backup() {
    let mut school = School::and("create table autre as select * from docs");
    school.damage_docs();
    school.damage("'autre'::regclass", 0, NONSENSE);
    // One after the other is named, with those that are left out already.
    let error = school.run("backup", &["--json"]).failed("table_damaged", 1);
    assert!(error["message"].as_str().unwrap().contains("public.autre"), "{error}");
    let error = school.backup_without(&["autre"]).failed("table_damaged", 1);
    let both = "--without-rows autre --without-rows public.docs";
    assert!(error["advice"].as_str().unwrap().contains(both), "{error}");

    let good = school.good.to_str().unwrap();
    let outcome = school.run("restore", &[good, "--confirm", "ecole", "--json"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let result = outcome.result();
    let warnings = result["warnings"].to_string();
    assert!(warnings.contains("public.autre, public.docs"), "{warnings}");
    let counts = ["docs", "autre", "notes"].map(|table| school.count("ecole", table));
    assert_eq!(counts, [300, 300, 300]);
    let former = result["former_database"].as_str().unwrap();
    assert_eq!(school.count(former, "notes"), 300);
    let safety =
        std::fs::read_to_string(format!("{}.json", result["safety_backup"].as_str().unwrap()));
    let safety: Value = serde_json::from_str(&safety.unwrap()).unwrap();
    assert_eq!(missing_in(&safety), ["public.autre", "public.docs"]);
    assert_eq!(tables_in(&safety), ["public.eleves", "public.notes"]);
}

#[test]
fn in_place_a_database_with_a_damaged_table_stays_as_it_is() {
    let mut school = School::and(
        "create role proprio login; alter database ecole owner to proprio;
         alter schema public owner to proprio; alter table docs owner to proprio;
         alter table notes owner to proprio; alter table eleves owner to proprio",
    );
    school.damage_docs();
    let url = harness::url(&school.server, "ecole").replace("postgres@", "proprio@");
    let good = school.good.to_str().unwrap();
    let arguments = [good, "--confirm", "ecole", "--json", "--no-owner"];
    let error = school.run_at(&url, "restore", &arguments).failed("table_damaged", 1);
    assert!(error["message"].as_str().unwrap().contains("public.docs"), "{error}");
    assert_eq!(school.count("ecole", "notes"), 300);
}

#[test]
fn after_an_incomplete_backup_no_former_database_goes() {
    let school = School::new();
    let good = school.good.to_str().unwrap();
    let outcome = school.run("restore", &[good, "--confirm", "ecole", "--json"]);
    let former = outcome.result()["former_database"].as_str().unwrap().to_owned();
    let session = harness::session(&school.server, "postgres");
    let comment = session.database_comment(&former).unwrap().unwrap();
    let at = comment.split("\"at\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let older = comment.replace(&at, "2026-01-01T00:00:00Z").replace('\'', "''");
    let sql = format!("comment on database {} is '{older}'", harness::quoted(&former));
    harness::sql(&school.server, "postgres", &sql);
    assert_eq!(school.backup_without(&["docs"]).code, Some(3));
    assert!(session.database_exists(&former).unwrap());
    assert_eq!(school.program.backup(&school.server, "ecole").code, Some(0));
    assert!(!session.database_exists(&former).unwrap());
}

/// Names that mean something else to psql's patterns, to SQL or to a regular expression, and the
/// names that they would mean.
const NAMES: [&str; 16] = [
    "docs", "Docs", "d*", "d?cs", "d.cs", "a\"b", "Élèves", "éLÈVES", "[d]ocs", "d|ocs", "(docs)",
    "docs$", "$", "d cs", "d\\ocs", "^docs",
];

#[test]
fn exactly_the_tables_that_are_named_are_left_out() {
    let server = harness::server();
    for encoding in ["UTF8", "LATIN1", "SQL_ASCII"] {
        let database = harness::unique("noms");
        harness::create_with(&server, &database, &format!("encoding '{encoding}' locale 'C'"));
        let tables = NAMES.map(|name| {
            let name = harness::quoted(name);
            format!("create table {name} as select 1 as x; create table s.{name} as select 1 as x;")
        });
        let sql = format!("create schema s; {}", tables.concat());
        harness::sql(&server, &database, &sql);
        let program = Program::new();
        let (_, manifest) = program.backup(&server, &database).completed();
        let all = tables_in(&manifest);
        assert_eq!(all.len(), 2 * NAMES.len(), "{all:?}");
        for name in NAMES {
            let asked = format!("s.{}", harness::quoted(name));
            let mut command = program.backup_command(&server, &database);
            let outcome = Outcome::of(command.args(["--without-rows", &asked]).output().unwrap());
            assert_eq!(outcome.code, Some(3), "{encoding} {asked} {outcome:?}");
            let (_, manifest) = outcome.completed();
            let left = tables_in(&manifest);
            let gone: Vec<&String> = all.iter().filter(|table| !left.contains(table)).collect();
            assert_eq!(gone.len(), 1, "{encoding} {asked} {gone:?}");
            // A SQL_ASCII database has no characters, only bytes, which the manifest spells out.
            assert!(encoding == "SQL_ASCII" || *gone[0] == format!("s.{name}"), "{gone:?}");
        }
    }
}

#[test]
fn every_pg_dump_understands_the_names() {
    for major in [13, 18] {
        let server = harness::server_of(major);
        let database = harness::unique("majeure");
        harness::create(&server, &database);
        let sql =
            r#"create table "É*.""t$" as select 1 as x; create table "É.""t$" as select 1 as x"#;
        harness::sql(&server, &database, sql);
        let program = Program::new();
        let mut command = program.backup_command(&server, &database);
        command.arg("--pg-dump").arg(harness::programs(major));
        command.args(["--without-rows", r#"public."É*.""t$""#]);
        let (_, manifest) = Outcome::of(command.output().unwrap()).completed();
        assert_eq!(tables_in(&manifest), [r#"public.É."t$"#], "{major}");
    }
}

#[test]
fn a_partitioned_table_is_left_out_with_its_partitions_and_a_partition_alone() {
    let school = School::and(
        "create table mesures(jour date, v int) partition by range (jour);
         create table mesures_2025 partition of mesures
           for values from ('2025-01-01') to ('2026-01-01');
         create table mesures_2026 partition of mesures
           for values from ('2026-01-01') to ('2027-01-01') partition by range (jour);
         create table mesures_2026_1 partition of mesures_2026
           for values from ('2026-01-01') to ('2026-07-01');
         insert into mesures values ('2025-02-03', 1), ('2026-02-03', 2);
         create table heritage(h int) inherits (eleves)",
    );
    let outcome = school.backup_without(&["mesures"]);
    assert_eq!(missing_in(&outcome.result()), ["public.mesures"]);
    let (path, manifest) = outcome.completed();
    let rest = ["public.docs", "public.eleves", "public.heritage", "public.notes"];
    assert_eq!(tables_in(&manifest), rest);
    let into = ["--into", "copie", "--json", path.to_str().unwrap()];
    assert_eq!(school.run("restore", &into).code, Some(3));
    let (_, manifest) = school.backup_without(&["mesures_2026_1", "eleves"]).completed();
    let rest = ["public.docs", "public.heritage", "public.mesures_2025", "public.notes"];
    assert_eq!(tables_in(&manifest), rest);
}

#[test]
fn a_table_that_is_not_there_or_may_be_two_is_said_before_anything_is_done() {
    let school =
        School::and("create schema s; create table s.docs(x int); create view vue as select 1");
    let files = school.program.files();
    for name in ["nulle_part", "public.nulle_part", "vue", "pg_class", ""] {
        let error = school.backup_without(&[name]).failed("table_unknown", 2);
        assert!(error["message"].as_str().unwrap().contains(name), "{error}");
    }
    let error = school.backup_without(&["docs"]).failed("table_ambiguous", 2);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("public.docs") && message.contains("s.docs"), "{message}");
    assert_eq!(school.program.files(), files);
    assert_eq!(school.backup_without(&["s.docs"]).code, Some(3));
}

#[test]
fn quotes_that_the_shell_has_taken_away_are_not_needed_where_one_table_is_meant() {
    let school = School::and("create table \"Élèves du Lycée\" as select 1 as x");
    let outcome = school.backup_without(&["public.Élèves du Lycée"]);
    assert_eq!(missing_in(&outcome.result()), ["public.\"Élèves du Lycée\""]);
}

#[test]
fn rows_that_are_hidden_need_not_be_seen_where_they_are_left_out() {
    let school = School::and(
        "create role limite login; grant select on all tables in schema public to limite;
         alter table docs enable row level security",
    );
    let url = harness::url(&school.server, "ecole").replace("postgres@", "limite@");
    school.run_at(&url, "backup", &["--json"]).failed("row_level_security", 12);
    let outcome = school.run_at(&url, "backup", &["--json", "--without-rows", "docs"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    // pg_dump locks every table that it describes, and for that it must be allowed to read it.
    harness::sql(&school.server, "ecole", "revoke select on docs from limite");
    let arguments = ["--json", "--without-rows", "docs"];
    school.run_at(&url, "backup", &arguments).failed("tables_not_readable", 12);
}
