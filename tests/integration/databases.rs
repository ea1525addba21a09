//! Backups of every database of `tests/data`: byte for byte what `pg_dump` writes, with a manifest
//! that tells the truth, restored by hand.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use crate::contents::{
    assert_same, back_up_and_compare, back_up_compare_and_restore, large_objects, pg_dump,
    restore_by_hand, tables, tables_in,
};
use crate::harness::{self, Program};
use crate::not_run;

const UTF8: &str = "encoding 'UTF8'";

#[test]
fn a_nasty_database_and_its_settings_are_told_in_full() {
    let server = harness::server();
    let database = harness::unique("nasty");
    harness::create(&server, &database);
    harness::sql(&server, &database, &harness::data("nasty.sql"));
    harness::sql(&server, &database, &harness::data("nasty_database.sql"));
    let manifest = back_up_compare_and_restore(&server, &database, UTF8);
    assert_eq!(manifest["large_objects"], 3);
    assert_eq!(
        manifest["roles"],
        json!([
            "postgres",
            "sauv_O'Brien \"dba\"",
            "sauv_groupe",
            "sauv_owner",
            "sauv_reader",
            "sauv_rôle à part"
        ])
    );
    let settings = &manifest["database_settings"];
    assert_eq!(settings["owner"], "sauv_O'Brien \"dba\"");
    assert_eq!(
        settings["comment"],
        "Base « piège » : it's \"x\" \\ $$\n\\.\nCOPY public.x (a) FROM stdin;\n--\n-- PostgreSQL \
         database dump complete\n--\n"
    );
    let acl = harness::session(&server, &database)
        .query("select datacl::text[] from pg_database where datname = current_database()", &[])
        .unwrap();
    assert_eq!(settings["acl"], json!(acl[0].get::<_, Vec<String>>(0)));
    assert_eq!(settings["acl"].as_array().unwrap().len(), 4, "{settings}");
    assert_eq!(
        settings["parameters"],
        json!([
            { "role": null, "values": [
                "TimeZone=Asia/Kathmandu",
                "DateStyle=SQL, DMY",
                "IntervalStyle=sql_standard",
                "extra_float_digits=-5",
                "search_path=\"Schéma à part\", \"l'été \"\"bis\"\"\", public",
                "statement_timeout=10min",
                "sauv.message=l'été \"x\" \\ ; $$ -- \n\\.\n-- PostgreSQL database dump complete\n",
            ] },
            { "role": "sauv_reader", "values": ["search_path=\"Schéma à part\""] },
            { "role": "sauv_rôle à part", "values": ["work_mem=7MB"] },
        ])
    );
}

#[test]
fn a_latin1_database_stays_latin1_and_its_tables_have_their_real_names() {
    let server = harness::server();
    let database = harness::unique("latin1");
    let options = "encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'";
    harness::create_with(&server, &database, options);
    harness::sql(&server, &database, &harness::data("latin1.sql"));
    let manifest = back_up_compare_and_restore(&server, &database, options);
    let names: Vec<_> = tables_in(&manifest).into_iter().map(|table| (table.0, table.1)).collect();
    let expected = [("Schéma été", "données"), ("public", "Élève")];
    assert_eq!(names, expected.map(|(schema, name)| (schema.to_owned(), name.to_owned())));
    assert_eq!(manifest["server"]["encoding"], "LATIN1");
    assert_eq!(manifest["server"]["collation"], "C");
}

#[test]
fn tables_have_their_real_names_in_every_encoding_that_is_known() {
    let server = harness::server();
    for (encoding, name) in [
        ("LATIN2", "Žluťoučký kůň"),
        ("LATIN5", "Öğrenci İşleri"),
        ("LATIN9", "Cœur à 5 €"),
        ("ISO_8859_7", "μαθητές"),
        ("WIN1251", "Ученики"),
        ("WIN1252", "Élèves – « cœur » €"),
        ("KOI8R", "Ученики"),
        ("EUC_JP", "生徒 名簿"),
        ("EUC_KR", "학생 명부"),
    ] {
        let database = harness::unique("codage");
        let options = format!("encoding '{encoding}' lc_collate 'C' lc_ctype 'C'");
        harness::create_with(&server, &database, &options);
        let sql = format!("create table \"{name}\"(id int); insert into \"{name}\" values (1)");
        harness::sql(&server, &database, &sql);
        let (_program, outcome) = back_up_and_compare(&server, &database);
        let (_, manifest) = outcome.completed();
        assert_eq!(tables_in(&manifest), [("public".to_owned(), name.to_owned(), 1)], "{encoding}");
    }
}

#[test]
fn a_sql_ascii_database_keeps_bytes_that_are_no_text() {
    let server = harness::server();
    let database = harness::unique("sql_ascii");
    let options = "encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'";
    harness::create_with(&server, &database, options);
    harness::sql(&server, &database, &harness::data("sql_ascii.sql"));
    let manifest = back_up_compare_and_restore(&server, &database, options);
    let names: Vec<_> = tables_in(&manifest).into_iter().map(|table| (table.0, table.1)).collect();
    let expected = [("public", "melange"), ("public", "t\\xE9l\\xE9phone"), ("s\\xE9", "é")];
    assert_eq!(names, expected.map(|(schema, name)| (schema.to_owned(), name.to_owned())));
    assert_eq!(manifest["server"]["encoding"], "SQL_ASCII");
}

/// The server converts this encoding to many others and not to UTF-8.
#[test]
fn a_mule_internal_database_is_backed_up_and_restored_by_hand() {
    let server = harness::server();
    let database = harness::unique("mule");
    let options = "encoding 'MULE_INTERNAL' lc_collate 'C' lc_ctype 'C'";
    harness::create_with(&server, &database, options);
    harness::sql(
        &server,
        &database,
        "set client_encoding = 'LATIN1'; create table melange(id int primary key, t text);
         insert into melange select g, 'ligne ' || chr(64 + g % 26) from generate_series(1, 200) g;
         insert into melange values (0, convert_from('\\xe974e9'::bytea, 'LATIN1'));
         do $$ begin execute format('create table %I(x int)',
            convert_from('\\xe974e9'::bytea, 'LATIN1')); end $$;",
    );
    let manifest = back_up_compare_and_restore(&server, &database, options);
    assert_eq!(manifest["server"]["encoding"], "MULE_INTERNAL");
    assert_eq!(tables_in(&manifest).len(), 2, "{manifest}");
}

/// The server refuses to send such bytes to a client that asked for UTF-8.
#[test]
fn a_comment_that_is_no_text_costs_no_fact() {
    let server = harness::server();
    let database = harness::unique("remarque");
    harness::create_with(&server, &database, "encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'");
    let sql = format!(
        "do $$ begin execute format('comment on database {database} is %L',
         convert_from('\\xe974e9'::bytea, 'SQL_ASCII')); end $$;
         create table t(x int); insert into t values (1), (2)"
    );
    harness::sql(&server, &database, &sql);
    let (_program, outcome) = back_up_and_compare(&server, &database);
    let (_, manifest) = outcome.completed();
    assert_eq!(manifest["database_settings"]["owner"], "postgres");
    assert_eq!(manifest["database_settings"]["comment"], "\u{FFFD}t\u{FFFD}");
}

#[test]
fn a_row_of_a_hundred_megabytes_passes() {
    let server = harness::server();
    let database = harness::unique("big_row");
    harness::create(&server, &database);
    harness::sql(&server, &database, &harness::data("big_row.sql"));
    let manifest = back_up_compare_and_restore(&server, &database, UTF8);
    assert!(manifest["dump"]["bytes"].as_u64().unwrap() > 140_000_000);
}

#[test]
fn a_superuser_backs_up_what_others_may_not_see() {
    let server = harness::server();
    for file in ["rls.sql", "denied.sql"] {
        let database = harness::unique("cachee");
        harness::create(&server, &database);
        harness::sql(&server, &database, &harness::data(file));
        let manifest = back_up_compare_and_restore(&server, &database, UTF8);
        assert_eq!(manifest["roles"], json!(["postgres", "sauv_limited"]), "{file}");
    }
}

#[test]
fn a_database_that_cannot_be_restored_is_backed_up_all_the_same() {
    let server = harness::server();
    let database = harness::unique("trap");
    harness::create(&server, &database);
    harness::sql(&server, &database, &harness::data("trap.sql"));
    let (_program, outcome) = back_up_and_compare(&server, &database);
    let refused = restore_by_hand(&server, &outcome.completed().0, UTF8).unwrap_err();
    assert!(refused.contains("commande_client_existe"), "{refused}");
}

#[test]
fn a_database_sorted_by_icu_says_so() {
    let server = harness::server();
    let query = "select count(*) from pg_collation where collprovider = 'i'";
    if harness::number(&server, "postgres", query) == 0 {
        return not_run::note("this server was built without ICU");
    }
    let database = harness::unique("icu");
    let options = "encoding 'UTF8' locale_provider icu icu_locale 'fr-FR'";
    harness::create_with(&server, &database, options);
    harness::sql(&server, &database, &harness::data("icu.sql"));
    let manifest = back_up_compare_and_restore(&server, &database, options);
    assert_eq!(manifest["server"]["locale_provider"], "i");
    assert_eq!(manifest["server"]["locale"], "fr-FR");
}

#[test]
fn a_database_sorted_by_the_server_itself_says_so() {
    let server = harness::server_of(17);
    let database = harness::unique("builtin");
    let options = "encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8'";
    harness::create_with(&server, &database, options);
    harness::sql(&server, &database, "create table t(x int); insert into t values (1)");
    let manifest = back_up_compare_and_restore(&server, &database, options);
    assert_eq!(manifest["server"]["locale_provider"], "b");
    assert_eq!(manifest["server"]["locale"], "C.UTF-8");
}

#[test]
fn a_databases_name_may_hold_what_connection_strings_use() {
    let server = harness::server();
    let database = r#"Ünï code='1' db"x"#;
    harness::create(&server, database);
    harness::sql(&server, database, "create table t(x int); insert into t values (1), (2)");
    let (program, outcome) = back_up_and_compare(&server, database);
    let (path, manifest) = outcome.completed();
    let name = manifest["file"]["name"].as_str().unwrap();
    assert!(name.starts_with("backup_Ünï code='1' db_x_2"), "{name}");
    let verified = program.run(["verify".as_ref(), path.as_os_str()]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let copy = restore_by_hand(&server, &path, UTF8).unwrap();
    assert_eq!(tables(&server, &copy), tables(&server, database));
    // The next backup finds this one by the database's real name.
    let again = program.backup(&server, database);
    let in_dump = again.json().into_iter().find(|line| line["stage"] == "dump").unwrap();
    assert_eq!(in_dump["approximate"], false);
}

#[test]
fn an_empty_database_makes_a_backup() {
    let server = harness::server();
    let database = harness::unique("vide");
    harness::create(&server, &database);
    let program = Program::new();
    let outcome = program.backup(&server, &database);
    // That it is empty is said.
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let (path, manifest) = outcome.completed();
    restore_by_hand(&server, &path, UTF8).unwrap();
    assert_eq!(manifest["tables"], json!([]));
    assert_eq!(manifest["large_objects"], 0);
    assert_eq!(manifest["extensions"], json!([]));
    assert_eq!(manifest["dump"]["complete"], true);
    assert!(manifest.get("django").is_none());
}

#[test]
fn settings_of_the_database_do_not_reach_the_dump() {
    let server = harness::server();
    let database = harness::unique("reglages");
    harness::create(&server, &database);
    harness::sql(&server, &database, &harness::data("nasty.sql"));
    let plain = pg_dump(&server, server.programs(), &database);
    let rows = tables(&server, &database);
    for setting in [
        "client_encoding = 'LATIN1'",
        "default_transaction_read_only = on",
        "standard_conforming_strings = off",
        "bytea_output = 'escape'",
        "lock_timeout = '1s'",
        "row_security = off",
    ] {
        harness::sql(&server, "postgres", &format!("alter database {database} set {setting}"));
    }
    let program = Program::new();
    let outcome = program.backup(&server, &database);
    let (path, manifest) = outcome.completed();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(tables_in(&manifest), rows);
    let copy = restore_by_hand(&server, &path, UTF8).unwrap();
    assert_same(&pg_dump(&server, server.programs(), &copy), &plain);
}

/// Every transaction of the writer adds one row to each of two tables, so each snapshot holds as
/// many in both.
#[test]
fn the_counts_are_those_of_one_snapshot_while_a_writer_is_busy() {
    let server = harness::server();
    let database = harness::unique("occupee");
    harness::create(&server, &database);
    harness::sql(
        &server,
        &database,
        "create table a(id int generated always as identity, t text);
         create table remplissage(t text);
         create table z(id int generated always as identity, t text);
         insert into remplissage select md5(g::text) from generate_series(1, 50000) g",
    );
    let stop = AtomicBool::new(false);
    let program = Program::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let session = harness::session(&server, &database);
            while !stop.load(Ordering::Relaxed) {
                let both = "begin; insert into a(t) values ('a'); insert into z(t) values ('z');
                            commit";
                session.batch(both, harness::DEADLINE).unwrap();
            }
        });
        let count = || harness::number(&server, &database, "select count(*) from z");
        harness::eventually("the writer's first row", || count() > 0);
        let before = count();
        let (path, manifest) = program.backup(&server, &database).completed();
        let after = count();
        stop.store(true, Ordering::Relaxed);
        let told = tables_in(&manifest);
        let (a, z) = (told[0].2, told[2].2);
        assert_eq!(a, z);
        assert!((before..after).contains(&z), "{z} rows of {before} to {after}");
        let copy = restore_by_hand(&server, &path, UTF8).unwrap();
        assert_eq!(tables(&server, &copy), told);
        assert_eq!(large_objects(&server, &copy), 0);
    });
}
