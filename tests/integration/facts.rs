//! What a manifest tells besides the dump, and what the next backup makes of it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Child;
use std::sync::mpsc;

use sauvegarde::postgres::client_tools;
use serde_json::{Value, json};

use crate::harness::{self, Outcome, Program};

#[test]
fn the_server_is_told_by_its_identifier() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let (_, manifest) = Program::new().backup(&server, &database).completed();
    let query = "select system_identifier::text from pg_control_system()";
    let identifier: String =
        harness::session(&server, &database).query(query, &[]).unwrap()[0].get(0);
    assert_eq!(manifest["server"]["system_identifier"], identifier);
}

#[test]
fn a_manifest_has_every_field_and_nothing_of_the_connection() {
    let server = harness::server();
    let database = harness::small_database(&server);
    harness::sql(&server, "postgres", "create role sauv_connexion superuser login");
    let mut connection = server.connection(&database);
    connection.user = "sauv_connexion".to_owned();
    let url = connection.url_without_password().replace('@', ":motdepasse@");
    let program = Program::new();
    let mut command = program.command(["backup", "--json", "--dir"]);
    let outcome = Outcome::of(command.arg(&program.dir).args(["--url", &url]).output().unwrap());
    let (path, manifest) = outcome.completed();
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(
        keys(&manifest),
        [
            "manifest_version",
            "id",
            "profile",
            "reason",
            "created_at",
            "elapsed_ms",
            "database",
            "server",
            "client",
            "file",
            "dump",
            "tables",
            "large_objects",
            "extensions",
            "roles",
            "database_settings",
            "origin",
            "verifications"
        ]
    );
    for (part, expected) in [
        ("server", vec!["version", "system_identifier", "encoding", "collation"]),
        ("client", vec!["tool_version", "pg_dump_version"]),
        ("file", vec!["name", "bytes", "sha256", "compression", "encryption"]),
        ("dump", vec!["bytes", "sha256", "complete"]),
        ("database_settings", vec!["owner", "acl", "parameters", "comment"]),
        ("database_settings", vec!["connection_limit", "is_template", "tablespace"]),
    ] {
        for key in expected {
            assert!(manifest[part].get(key).is_some(), "{part}.{key} is missing");
        }
    }
    assert_eq!(keys(&manifest["tables"][0]), ["schema", "name", "rows", "bytes"]);
    let text = std::fs::read_to_string(format!("{}.json", path.display())).unwrap();
    let folder = server.folder().to_str().unwrap();
    for secret in ["motdepasse", "sauv_connexion", folder, program.home.path().to_str().unwrap()] {
        assert!(!text.contains(secret), "{secret}: {text}");
        assert!(!outcome.stderr.contains("motdepasse"), "{outcome:?}");
    }
}

#[test]
fn the_bytes_of_a_table_are_those_of_its_rows() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let (_, manifest) = Program::new().backup(&server, &database).completed();
    let lines = "select sum(octet_length(concat_ws(' ', id, nom, inscrit)) + 1) from eleves";
    assert_eq!(manifest["tables"][1]["name"], "eleves");
    assert_eq!(manifest["tables"][1]["bytes"], harness::number(&server, &database, lines));
    assert_eq!(manifest["tables"][2]["bytes"], 0);
}

/// Managed servers keep some facts to themselves.
#[test]
fn a_user_who_may_ask_for_little_still_makes_a_whole_backup() {
    let server = harness::server();
    let database = harness::unique("simple");
    harness::sql(&server, "postgres", "create role sauv_simple login");
    harness::create(&server, &database);
    harness::sql(
        &server,
        &database,
        &format!(
            "alter database {database} owner to sauv_simple;
             revoke execute on function pg_control_system() from public;
             set role sauv_simple;
             create schema s; create table s.t(x int); insert into s.t values (1), (2)"
        ),
    );
    let mut connection = server.connection(&database);
    connection.user = "sauv_simple".to_owned();
    let program = Program::new();
    let mut command = program.command(["backup", "--json", "--dir"]);
    command.arg(&program.dir).arg("--url").arg(connection.url_without_password());
    let outcome = Outcome::of(command.output().unwrap());
    let (_, manifest) = outcome.completed();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(manifest["server"]["system_identifier"], Value::Null);
    assert_eq!(manifest["tables"][0]["rows"], 2);
    assert_eq!(manifest["database_settings"]["owner"], "sauv_simple");
    assert!(manifest["roles"].as_array().unwrap().contains(&json!("sauv_simple")), "{manifest}");
}

#[test]
fn django_s_last_migration_of_each_application_is_told() {
    let server = harness::server();
    let database = harness::unique("torii");
    harness::create(&server, &database);
    let torii = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/demo/torii.sql");
    let session = harness::session(&server, &database);
    session.batch("set torii.scale = '0.05'", harness::DEADLINE).unwrap();
    session.batch(&std::fs::read_to_string(torii).unwrap(), harness::DEADLINE).unwrap();
    let (_, manifest) = Program::new().backup(&server, &database).completed();
    let expected: String = session
        .query(
            "select json_object_agg(app, name)::text from django_migrations m
             where id = (select max(id) from django_migrations where app = m.app)",
            &[],
        )
        .unwrap()[0]
        .get(0);
    assert_eq!(manifest["django"], serde_json::from_str::<Value>(&expected).unwrap());
    assert_eq!(manifest["django"]["auth"], "0012_alter_user_first_name_max_length");
    let applied = harness::number(&server, &database, "select count(*) from django_migrations");
    let told = manifest["tables"].as_array().unwrap();
    let migrations = told.iter().find(|table| table["name"] == "django_migrations").unwrap();
    assert_eq!(migrations["rows"], applied);
}

#[test]
fn a_table_that_only_looks_like_django_s_is_none() {
    let server = harness::server();
    let database = harness::unique("faux_django");
    harness::create(&server, &database);
    harness::sql(&server, &database, "create table django_migrations(quoi text)");
    let outcome = Program::new().backup(&server, &database);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.completed().1.get("django").is_none());
}

/// A running `sauvegarde backup --json` whose lines can be waited for.
struct Running {
    child: Child,
    lines: mpsc::Receiver<Value>,
}

impl Running {
    fn start(mut command: std::process::Command) -> Self {
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in output.lines() {
                let _ = sender.send(serde_json::from_str(&line.unwrap()).unwrap());
            }
        });
        Self { child, lines }
    }

    fn next(&self) -> Value {
        self.lines.recv_timeout(harness::DEADLINE).expect("a line of the program")
    }

    /// The progress while `pg_dump` is held: two updates beyond `bytes` that tell the same place.
    fn held_beyond(&self, bytes: u64) -> Value {
        let mut last = self.next();
        loop {
            let line = self.next();
            assert_eq!(line["stage"], "dump", "{line}");
            let at = line["dump_bytes"].as_u64().unwrap();
            if at > bytes && at == last["dump_bytes"] {
                return line;
            }
            last = line;
        }
    }

    fn result(mut self) -> Value {
        let result = loop {
            let line = self.next();
            if line["type"] == "result" {
                break line;
            }
        };
        self.child.wait().unwrap();
        result
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `pg_dump`, but it stops after half of its output, and after 95 percent, until the files `go1`
/// and `go2` are there.
fn pg_dump_in_steps(real: &Path, folder: &Path) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join("pg_dump");
    let script = format!(
        "#!/bin/sh\n\
         [ \"$1\" = --version ] && exec '{real}' --version\n\
         cd '{folder}' && '{real}' \"$@\" >out || exit 1\n\
         size=$(wc -c <out)\n\
         head -c $((size / 2)) out\n\
         until [ -e go1 ]; do sleep 0.05; done\n\
         tail -c +$((size / 2 + 1)) out | head -c $((size * 95 / 100 - size / 2))\n\
         until [ -e go2 ]; do sleep 0.05; done\n\
         tail -c +$((size * 95 / 100 + 1)) out\n",
        real = real.display(),
        folder = folder.display()
    );
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
fn the_second_backup_expects_what_the_first_one_held_and_the_growth_since() {
    let server = harness::server();
    let database = harness::unique("croissance");
    harness::create(&server, &database);
    harness::sql(&server, &database, "create table t(id int, t text)");
    let grow = |rows: u32| {
        let sql = format!(
            "insert into t select g, repeat(md5(g::text), 10) from generate_series(1, {rows}) g"
        );
        harness::sql(&server, &database, &sql);
    };
    grow(20_000);
    let program = Program::new();
    let first = program.backup(&server, &database);
    let in_dump = |line: &&Value| line["stage"] == "dump";
    assert!(first.json().iter().filter(in_dump).all(|line| line["approximate"] == true));
    let (_, first) = first.completed();

    grow(40_000);
    let real = client_tools::in_folder(server.programs(), "pg_dump");
    let steps = pg_dump_in_steps(&real, program.home.path());
    let mut command = program.backup_command(&server, &database);
    command.arg("--pg-dump").arg(steps);
    let running = Running::start(command);
    let half = running.held_beyond(0);
    std::fs::write(program.home.path().join("go1"), "").unwrap();
    let nearly_all = running.held_beyond(half["dump_bytes"].as_u64().unwrap());
    std::fs::write(program.home.path().join("go2"), "").unwrap();
    let result = running.result();
    assert_eq!(result["status"], "completed", "{result}");
    assert_eq!(half["approximate"], false);
    assert_eq!(nearly_all["approximate"], false);
    let manifest = &result["manifest"];
    assert!(
        manifest["server"]["database_bytes"].as_u64() > first["server"]["database_bytes"].as_u64()
    );
    // Three times the first dump: without the growth, half of it would be more than was expected.
    let percent = |line: &Value| line["percent"].as_u64().unwrap();
    assert!((36..=50).contains(&percent(&half)), "{half}");
    assert!((53..60).contains(&percent(&nearly_all)), "{nearly_all}");
}
