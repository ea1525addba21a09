//! What a database keeps of its own when it is restored.

use sauvegarde::folder::manifest;
use serde_json::json;

use crate::harness::{self, Program};
use crate::replace::School;

/// Of the live database, or of a former one.
fn limit(school: &School, database: &str) -> i64 {
    let sql = format!("select datconnlimit::bigint from pg_database where datname = '{database}'");
    harness::number(&school.server, "postgres", &sql)
}

#[test]
fn the_connection_limit_survives_a_replacement_and_its_undoing() {
    let school = School::on(&[], "alter database ecole connection limit 17");
    assert_eq!(school.restore(&[&school.file, "--confirm", "ecole"]).code, Some(0));
    assert_eq!((limit(&school, "ecole"), school.rows()), (17, 2000));
    harness::sql(&school.server, "postgres", "alter database ecole connection limit 3");
    assert_eq!(school.restore(&["--undo"]).code, Some(0));
    assert_eq!((limit(&school, "ecole"), school.rows()), (17, 5));
}

#[test]
fn what_an_older_manifest_does_not_say_is_taken_from_the_live_database() {
    let school = School::on(&[], "alter database ecole connection limit 17");
    let beside = manifest::path_beside(school.file.as_ref());
    let mut older = manifest::read(&beside).unwrap().unwrap();
    older.database_settings.connection_limit = None;
    older.database_settings.is_template = None;
    older.database_settings.tablespace = None;
    std::fs::write(&beside, older.to_text()).unwrap();
    harness::sql(&school.server, "postgres", "alter database ecole connection limit 9");
    assert_eq!(school.restore(&[&school.file, "--confirm", "ecole"]).code, Some(0));
    assert_eq!((limit(&school, "ecole"), school.rows()), (9, 2000));
}

#[test]
fn a_file_without_a_manifest_leaves_the_properties_of_the_live_database() {
    let school = School::on(&[], "create role proprio; alter database ecole connection limit 17");
    std::fs::remove_file(manifest::path_beside(school.file.as_ref())).unwrap();
    harness::sql(&school.server, "postgres", "alter database ecole owner to proprio");
    let outcome = school.restore(&[&school.file, "--confirm", "ecole"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert_eq!((limit(&school, "ecole"), school.rows()), (17, 2000));
    let session = harness::session(&school.server, "ecole");
    let rows = session
        .query(
            "select pg_get_userbyid(datdba)::text, shobj_description(oid, 'pg_database'),
                    current_setting('work_mem')
             from pg_database where datname = 'ecole'",
            &[],
        )
        .unwrap();
    let kept: Vec<&str> = (0..3).map(|at| rows[0].get(at)).collect();
    assert_eq!(kept, ["proprio", "l'école", "7MB"]);
}

#[test]
fn a_template_stays_one_and_its_former_database_can_still_be_removed() {
    let school = School::on(&[], "alter database ecole is_template true");
    let outcome = school.restore(&[&school.file, "--confirm", "ecole"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let templates = "select count(*) from pg_database where datistemplate and datname ~ '^ecole'";
    assert_eq!(harness::number(&school.server, "postgres", templates), 2);
    school.age(outcome.result()["former_database"].as_str().unwrap());
    let outcome = school.program.backup(&school.server, "ecole");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(school.names(), ["ecole"]);
}

#[test]
fn a_database_goes_back_into_its_tablespace_or_says_that_it_could_not() {
    let server = harness::own_server(&["allow_in_place_tablespaces = on"]);
    harness::sql(&server, "postgres", "create tablespace \"à part\" location ''");
    harness::create_with(&server, "a", "tablespace \"à part\"");
    harness::sql(&server, "a", "create table t as select 1 as x");
    let program = Program::new();
    let (path, manifest) = program.backup(&server, "a").completed();
    assert_eq!(manifest["database_settings"]["tablespace"], json!("à part"));
    let file = path.to_str().unwrap();
    let url = harness::url(&server, "postgres");
    let outcome = program.run(["restore", file, "--into", "b", "--json", "--url", &url]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let place = "select count(*) from pg_database join pg_tablespace t on t.oid = dattablespace
                 where spcname = 'à part'";
    assert_eq!(harness::number(&server, "postgres", place), 2);
    let elsewhere = harness::server();
    let (url, copy) = (harness::url(&elsewhere, "postgres"), harness::unique("ailleurs"));
    let outcome = program.run(["restore", file, "--into", &copy, "--json", "--url", &url]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(outcome.stderr.contains("tablespace à part"), "{outcome:?}");
    assert_eq!(harness::number(&elsewhere, &copy, "select count(*) from t"), 1);
}
