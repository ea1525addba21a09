//! Databases whose locale or encoding the server does not have.

use sauvegarde::folder::manifest::{self, Manifest, ServerInfo};
use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::postgres::server::Server;
use serde_json::Value;

use crate::harness::{self, Outcome, Program};

fn wanted(encoding: &str, collation: &str) -> ServerInfo {
    ServerInfo {
        encoding: encoding.to_owned(),
        collation: collation.to_owned(),
        ctype: collation.to_owned(),
        locale_provider: "c".to_owned(),
        ..ServerInfo::default()
    }
}

fn by(provider: &str, locale: &str) -> ServerInfo {
    ServerInfo {
        locale_provider: provider.to_owned(),
        locale: Some(locale.to_owned()),
        ..wanted("UTF8", "C")
    }
}

/// A server whose own databases sort by the locale of most containers.
fn container(programs: &std::path::Path) -> Cluster {
    let server = Cluster::start(programs, &harness::servers_folder(), &[]).unwrap();
    harness::sql(
        &server,
        "postgres",
        "update pg_database set datcollate = 'C.UTF-8', datctype = 'C.UTF-8'
         where datname = 'template0'",
    );
    server
}

fn debian() -> std::path::PathBuf {
    sauvegarde::postgres::client_tools::find_server_programs(None).unwrap()
}

/// What a database gets that is to be like `wanted`: nothing for exactly that.
fn got(session: &Server, wanted: &ServerInfo) -> Option<String> {
    let name = harness::unique("regles");
    let replaced = session.create_database(&name, Some(wanted), None).unwrap();
    session.drop_database(&name).unwrap();
    replaced.map(|replaced| replaced.got)
}

#[test]
fn without_icu_a_language_that_is_not_here_becomes_the_server_s_own_rules_or_c() {
    for major in [13, 14, 15, 16, 17, 18] {
        let server = container(&harness::programs(major));
        let session = harness::session(&server, "postgres");
        for (wanted, expected) in [
            (wanted("LATIN1", "fr_FR"), "C (LATIN1)"),
            (wanted("UTF8", "French_France.1252"), "C.UTF-8 (UTF8)"),
            (wanted("WIN1252", "French_France.1252"), "C (WIN1252)"),
            (wanted("UTF8", "fr-FR"), "C.UTF-8 (UTF8)"),
            (wanted("KLINGON", "fr_FR"), "C.UTF-8 (UTF8)"),
            (by("i", "fr-FR"), "C.UTF-8 (UTF8)"),
        ] {
            let got = got(&session, &wanted);
            assert_eq!(got.as_deref(), Some(expected), "{major}: {wanted:?}");
        }
        assert_eq!(got(&session, &wanted("LATIN1", "C")), None, "{major}");
        // Sorted by codes before and after.
        let builtin = got(&session, &by("b", "C.UTF-8"));
        let expected = (major < 17).then_some("C.UTF-8 (UTF8)");
        assert_eq!(builtin.as_deref(), expected, "{major}");
        let unicode = got(&session, &by("b", "PG_UNICODE_FAST"));
        let expected = match major {
            ..17 => Some("C.UTF-8 (UTF8)"),
            17 => Some("builtin C.UTF-8, C (UTF8)"),
            _ => None,
        };
        assert_eq!(unicode.as_deref(), expected, "{major}");
    }
}

#[test]
fn icu_sorts_in_the_same_language_before_c_does() {
    let server = container(&debian());
    let session = harness::session(&server, "postgres");
    let query = "select count(*) from pg_collation where collprovider = 'i'";
    assert!(harness::number(&server, "postgres", query) > 0, "Debian's PostgreSQL has ICU");
    for (wanted, expected) in [
        (wanted("LATIN1", "fr_FR"), "ICU fr-FR, C (LATIN1)"),
        (wanted("LATIN9", "fr_FR@euro"), "ICU fr-FR, C (LATIN9)"),
        (wanted("UTF8", "French_France.1252"), "ICU fr-FR, C (UTF8)"),
        (wanted("WIN1252", "French_France.1252"), "ICU fr-FR, C (WIN1252)"),
        (wanted("UTF8", "German_Switzerland.1252"), "ICU de-CH, C (UTF8)"),
        (wanted("UTF8", "pt-BR"), "ICU pt-BR, C (UTF8)"),
        (by("i", "fr-CA"), "nothing"),
        // No language of ICU's, or an encoding that ICU does not know.
        (wanted("UTF8", "xx_XX"), "C.UTF-8 (UTF8)"),
        (wanted("LATIN10", "ro_RO"), "C (LATIN10)"),
        (wanted("UTF8", "C.imaginaire"), "C.UTF-8 (UTF8)"),
    ] {
        let got = got(&session, &wanted).unwrap_or_else(|| "nothing".to_owned());
        assert_eq!(got, expected, "{wanted:?}");
    }
}

#[test]
fn the_rules_of_the_c_library_stay_its_own_where_icu_is_the_server_s_habit() {
    let server = container(&debian());
    harness::sql(
        &server,
        "postgres",
        "update pg_database set datlocprovider = 'i', daticulocale = 'de-DE'
         where datname = 'template0'",
    );
    let session = harness::session(&server, "postgres");
    assert_eq!(session.create_database("c", Some(&wanted("UTF8", "C")), None).unwrap(), None);
    let by_icu = "select count(*) from pg_database where datname = 'c' and datlocprovider = 'i'";
    assert_eq!(harness::number(&server, "postgres", by_icu), 0);
}

#[test]
fn what_is_no_matter_of_rules_is_an_error_at_once() {
    let server = harness::own_server(&[]);
    harness::sql(&server, "postgres", "create role simple login");
    let mut connection = server.connection("postgres");
    connection.user = "simple".to_owned();
    let session = Server::connect(&connection).unwrap();
    let refused = session.create_database("c", Some(&wanted("UTF8", "C")), None);
    assert!(matches!(refused, Err(sauvegarde::Error::Forbidden { .. })), "{refused:?}");
    let asked = harness::log(&server).matches("create database \"c\"").count();
    assert_eq!(asked, 1, "{}", harness::log(&server));
}

/// The backup of a database in LATIN1, as a server with another locale would have made it.
fn backup(server: &Cluster, program: &Program, change: impl FnOnce(&mut Manifest)) -> String {
    harness::create_with(server, "ancienne", "encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'");
    harness::sql(
        server,
        "ancienne",
        "create table t as select unnest(array['été', 'zèbre', 'eau']) as a; create index on t(a)",
    );
    let (path, _) = program.backup(server, "ancienne").completed();
    let beside = manifest::path_beside(&path);
    let mut manifest = manifest::read(&beside).unwrap().unwrap();
    change(&mut manifest);
    std::fs::write(beside, manifest.to_text()).unwrap();
    path.to_str().unwrap().to_owned()
}

fn restore(server: &Cluster, program: &Program, file: &str, lang: &str) -> Outcome {
    let url = harness::url(server, "postgres");
    let dir = program.dir.to_str().unwrap();
    let into = format!("copie_{lang}");
    program.run([
        "restore", file, "--into", &into, "--json", "--lang", lang, "--url", &url, "--dir", dir,
    ])
}

fn rows(server: &Cluster, database: &str) -> Vec<String> {
    let rows = harness::session(server, database).query("select a from t order by a", &[]).unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[test]
fn rows_in_latin1_come_back_sorted_as_french_and_it_is_said() {
    let server = container(&debian());
    let program = Program::new();
    let file = backup(&server, &program, |manifest| {
        (manifest.server.collation, manifest.server.ctype) = ("fr_FR".into(), "fr_FR".into());
    });
    for (lang, said) in [
        (
            "en",
            "This server does not have the sorting rules of the saved database, fr_FR (LATIN1): it \
             was restored with ICU fr-FR, C (LATIN1). Texts may come in another order than before \
             (ORDER BY), and upper and lower case may differ; the indexes are built for the new \
             order. For the former order, install that locale on the server and restore again.",
        ),
        (
            "fr",
            "Ce serveur n’a pas les règles de tri de la base sauvegardée, fr_FR (LATIN1) : elle a \
             été restaurée avec ICU fr-FR, C (LATIN1). Les textes peuvent sortir dans un autre \
             ordre qu’avant (ORDER BY), et les majuscules et minuscules peuvent différer ; les \
             index sont construits pour le nouvel ordre. Pour retrouver l’ancien ordre, installez \
             cette locale sur le serveur et restaurez à nouveau.",
        ),
    ] {
        let outcome = restore(&server, &program, &file, lang);
        assert_eq!(outcome.code, Some(3), "{outcome:?}");
        assert_eq!(outcome.result()["warnings"], Value::from(vec![said]), "{outcome:?}");
        assert_eq!(rows(&server, &format!("copie_{lang}")), ["eau", "été", "zèbre"]);
    }
}

#[test]
fn rows_in_an_encoding_that_the_server_does_not_have_are_converted() {
    let server = container(&debian());
    let program = Program::new();
    let file = backup(&server, &program, |manifest| manifest.server.encoding = "KLINGON".into());
    let outcome = restore(&server, &program, &file, "en");
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert_eq!(rows(&server, "copie_en"), ["eau", "zèbre", "été"]);
    let utf8 = "select count(*) from pg_database
                where datname = 'copie_en' and pg_encoding_to_char(encoding) = 'UTF8'";
    assert_eq!(harness::number(&server, "postgres", utf8), 1);
}
