//! A restore into a new database: everything or nothing.

use sauvegarde::cluster::Cluster;

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
        .query("select datname::text from pg_database where datname like 'sauvegarde_%'", &[])
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
