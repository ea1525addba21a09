//! Encrypted connections, with libpq's meaning of `sslmode`, for our own session and `pg_dump`'s.

use std::fs;
use std::path::{Path, PathBuf};

use sauvegarde::postgres::cluster::Cluster;

use crate::guarded_server;
use crate::harness::{self, Outcome, Program};

/// A backup over TCP with these parameters by the login that must use TLS.
fn backup(server: &Cluster, database: &str, host: &str, parameters: &str) -> Outcome {
    let program = Program::new();
    let port = server.connection(database).port;
    let url = format!("postgresql://chiffre@{host}:{port}/{database}?{parameters}");
    program.run(["backup", "--json", "--url", &url, "--dir", program.dir.to_str().unwrap()])
}

/// The server's certificate where we may read it.
fn certificate(server: &Cluster, folder: &Path) -> PathBuf {
    let path = folder.join("racine.crt");
    fs::copy(server.data_file("server.crt"), &path).unwrap();
    path
}

#[test]
fn encrypted_connections_work_and_the_server_refuses_others() {
    let server = guarded_server::server();
    let database = harness::small_database(&server);
    for mode in ["sslmode=require", "sslmode=prefer", ""] {
        backup(&server, &database, "127.0.0.1", mode).completed();
    }
    let refused = backup(&server, &database, "127.0.0.1", "sslmode=disable");
    let error = refused.failed("not_in_pg_hba", 12);
    assert!(error["advice"].as_str().unwrap().contains("sslmode"), "{error}");
}

#[test]
fn encryption_also_covers_a_database_that_cannot_be_read_as_utf_8() {
    let server = guarded_server::server();
    let database = harness::unique("mule");
    let options = "encoding 'MULE_INTERNAL' lc_collate 'C' lc_ctype 'C'";
    harness::create_with(&server, &database, options);
    harness::sql(&server, &database, "create table t(x int); insert into t values (1)");
    for mode in ["sslmode=require", "sslmode=prefer"] {
        backup(&server, &database, "127.0.0.1", mode).completed();
    }
    backup(&server, &database, "127.0.0.1", "sslmode=disable").failed("not_in_pg_hba", 12);
}

#[test]
fn verify_full_takes_the_right_name_only() {
    let server = guarded_server::server();
    let database = harness::small_database(&server);
    let folder = tempfile::tempdir().unwrap();
    let root = certificate(&server, folder.path());
    let full = format!("sslmode=verify-full&sslrootcert={}", root.display());
    backup(&server, &database, "localhost", &full).completed();
    let wrong = backup(&server, &database, "127.0.0.1", &full).failed("certificate_refused", 10);
    assert!(wrong["message"].as_str().unwrap().contains("127.0.0.1"), "{wrong}");
    assert!(wrong["advice"].as_str().unwrap().contains("sslrootcert"), "{wrong}");
    let authority = format!("sslmode=verify-ca&sslrootcert={}", root.display());
    backup(&server, &database, "127.0.0.1", &authority).completed();
}

#[test]
fn a_certificate_that_nobody_signed_is_refused() {
    let server = guarded_server::server();
    let database = harness::small_database(&server);
    for mode in ["sslmode=verify-ca&sslrootcert=system", "sslmode=verify-full"] {
        backup(&server, &database, "localhost", mode).failed("certificate_refused", 10);
    }
    let absent = "sslmode=verify-full&sslrootcert=/absent/racine.crt";
    let error = backup(&server, &database, "localhost", absent).failed("certificate_unusable", 2);
    assert!(error["message"].as_str().unwrap().contains("/absent/racine.crt"), "{error}");
}

#[test]
fn a_certificate_that_has_its_name_only_in_its_subject_works_as_with_libpq() {
    let server = guarded_server::with_certificate(&[]);
    let database = harness::small_database(&server);
    let folder = tempfile::tempdir().unwrap();
    let root = certificate(&server, folder.path());
    let full = format!("sslmode=verify-full&sslrootcert={}", root.display());
    backup(&server, &database, "localhost", &full).completed();
    backup(&server, &database, "127.0.0.1", &full).failed("certificate_refused", 10);
    let system = "sslmode=verify-full&sslrootcert=system";
    backup(&server, &database, "localhost", system).failed("certificate_refused", 10);
}

#[test]
fn a_name_in_the_subject_does_not_count_beside_a_subject_alternative_name() {
    let server = guarded_server::with_certificate(&["-addext", "subjectAltName=DNS:ailleurs"]);
    let database = harness::small_database(&server);
    let folder = tempfile::tempdir().unwrap();
    let root = certificate(&server, folder.path());
    let full = format!("sslmode=verify-full&sslrootcert={}", root.display());
    backup(&server, &database, "localhost", &full).failed("certificate_refused", 10);
}

#[test]
fn a_server_that_is_its_own_authority_works_for_its_own_name() {
    let server = guarded_server::with_certificate(&["-addext", "subjectAltName=DNS:localhost"]);
    let database = harness::small_database(&server);
    let folder = tempfile::tempdir().unwrap();
    let root = certificate(&server, folder.path());
    for mode in ["verify-ca", "verify-full"] {
        let parameters = format!("sslmode={mode}&sslrootcert={}", root.display());
        backup(&server, &database, "localhost", &parameters).completed();
    }
    let full = format!("sslmode=verify-full&sslrootcert={}", root.display());
    backup(&server, &database, "127.0.0.1", &full).failed("certificate_refused", 10);
}
