//! What a database holds and what `pg_dump` writes of it, asked without the program under test.

use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use std::process::Command;

use sauvegarde::postgres::client_tools;
use sauvegarde::postgres::cluster::Cluster;
use serde_json::Value;
use tokio_postgres::types::{FromSql, Type};

use crate::harness::{self, Outcome, Program};

/// Schema, name and number of rows of a table.
pub type Table = (String, String, i64);

/// A value of any type as the server sent it.
struct Raw(Vec<u8>);

impl<'a> FromSql<'a> for Raw {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(raw.to_vec()))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// Every ordinary table and its own rows, sorted; of a partitioned table, the partitions.
pub fn tables(cluster: &Cluster, database: &str) -> Vec<Table> {
    let session = harness::session(cluster, database);
    session
        .batch(
            "do $$ begin
               if current_setting('server_encoding') = 'SQL_ASCII'
               then set client_encoding = 'SQL_ASCII'; end if;
             end $$;
             create function pg_temp.rows_of(place regclass) returns bigint
             language plpgsql as $$
             declare n bigint;
             begin execute format('select count(*) from only %s', place) into n; return n; end $$",
            harness::DEADLINE,
        )
        .unwrap();
    let rows = session
        .query(
            "select nspname, relname, pg_temp.rows_of(c.oid)
             from pg_class c join pg_namespace n on n.oid = relnamespace
             where relkind = 'r' and nspname !~ '^pg_' and nspname <> 'information_schema'",
            &[],
        )
        .unwrap();
    let name = |raw: Raw| {
        raw.0.utf8_chunks().fold(String::new(), |mut name, chunk| {
            name.push_str(chunk.valid());
            chunk.invalid().iter().for_each(|byte| write!(name, "\\x{byte:02X}").unwrap());
            name
        })
    };
    let mut tables: Vec<Table> =
        rows.iter().map(|row| (name(row.get(0)), name(row.get(1)), row.get(2))).collect();
    tables.sort();
    tables
}

/// The same, as a manifest tells it.
pub fn tables_in(manifest: &Value) -> Vec<Table> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let listed = manifest["tables"].as_array().unwrap().iter();
    let mut tables: Vec<Table> = listed
        .map(|table| {
            (text(&table["schema"]), text(&table["name"]), table["rows"].as_i64().unwrap())
        })
        .collect();
    tables.sort();
    tables
}

pub fn large_objects(cluster: &Cluster, database: &str) -> i64 {
    harness::number(cluster, database, "select count(*) from pg_largeobject_metadata")
}

/// What `pg_dump` of the folder `programs` writes, but for its random key.
pub fn pg_dump(cluster: &Cluster, programs: &Path, database: &str) -> Vec<u8> {
    let output = Command::new(client_tools::in_folder(programs, "pg_dump"))
        .args(["--no-password", "--format=plain", "--lock-wait-timeout=30000"])
        .arg("--no-subscriptions")
        .envs(cluster.connection(database).child_environment())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    without_key(output.stdout)
}

/// The dump in a backup, but for `pg_dump`'s random key.
pub fn dump_in(backup: &Path) -> Vec<u8> {
    let output = Command::new("gunzip").arg("-c").arg(backup).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    without_key(output.stdout)
}

/// Without the line `\restrict KEY` of the head and the line `\unrestrict KEY` at the end. Others
/// like them belong to the data.
fn without_key(mut dump: Vec<u8>) -> Vec<u8> {
    let head = b"--\n-- PostgreSQL database dump\n--\n\n";
    assert!(dump.starts_with(head), "{}", String::from_utf8_lossy(&dump[..dump.len().min(80)]));
    let line = |text: &[u8]| text.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    if dump[head.len()..].starts_with(b"\\restrict ") {
        let end = head.len() + line(&dump[head.len()..]);
        dump.drain(head.len()..end);
        let last = dump.windows(13).rposition(|text| text == b"\n\\unrestrict ").unwrap() + 1;
        assert!(dump[last..].ends_with(b"\n\n"));
        dump.drain(last..last + line(&dump[last..]));
    }
    dump
}

/// Equal, or where they part.
#[track_caller]
pub fn assert_same(left: &[u8], right: &[u8]) {
    if left != right {
        let at = left.iter().zip(right).take_while(|(a, b)| a == b).count();
        let near = |text: &[u8]| {
            let part = &text[at.saturating_sub(80)..text.len().min(at + 80)];
            String::from_utf8_lossy(part).into_owned()
        };
        panic!(
            "{} and {} bytes part at byte {at}:\n{}\nand\n{}",
            left.len(),
            right.len(),
            near(left),
            near(right)
        );
    }
}

/// As the README says it: `gunzip -c FILE | psql`, into a new database made with `options`.
/// Gives its name.
pub fn restore_by_hand(cluster: &Cluster, backup: &Path, options: &str) -> Result<String, String> {
    let name = harness::unique("par_la_main");
    harness::create_with(cluster, &name, options);
    let script = tempfile::NamedTempFile::new().unwrap();
    let output = File::create(script.path()).unwrap();
    assert!(
        Command::new("gunzip").arg("-c").arg(backup).stdout(output).status().unwrap().success()
    );
    let output = harness::client(cluster, "psql", &name)
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-f"])
        .arg(script.path())
        .output()
        .unwrap();
    if output.status.success() {
        Ok(name)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// Backs `database` up and holds the result against the database itself and against `pg_dump`:
/// every byte, every table's rows, large objects, extensions, encoding and collation. Gives the
/// program, which holds the backup, and what it said.
#[track_caller]
pub fn back_up_and_compare(cluster: &Cluster, database: &str) -> (Program, Outcome) {
    let program = Program::new();
    let mut command = program.backup_command(cluster, database);
    let outcome = Outcome::of(command.arg("--pg-dump").arg(cluster.programs()).output().unwrap());
    let (path, manifest) = outcome.completed();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_same(&dump_in(&path), &pg_dump(cluster, cluster.programs(), database));
    assert_eq!(tables_in(&manifest), tables(cluster, database));
    assert_eq!(manifest["large_objects"], large_objects(cluster, database));
    assert_eq!(manifest["database"], database);
    let session = harness::session(cluster, database);
    let text = |query: &str| -> String { session.query(query, &[]).unwrap()[0].get(0) };
    let of_database = |column: &str| {
        text(&format!("select {column}::text from pg_database where datname = current_database()"))
    };
    let server = &manifest["server"];
    assert_eq!(server["encoding"], of_database("pg_encoding_to_char(encoding)"));
    assert_eq!(server["collation"], of_database("datcollate"));
    assert_eq!(server["ctype"], of_database("datctype"));
    let extensions = text(
        "select coalesce(json_agg(json_build_object('name', extname, 'version', extversion)
                                  order by extname::text collate \"C\"), '[]')::text
         from pg_extension where extname <> 'plpgsql'",
    );
    assert_eq!(manifest["extensions"], serde_json::from_str::<Value>(&extensions).unwrap());
    (program, outcome)
}

/// As [`back_up_and_compare`], then restores by hand and by the program: the same rows as before,
/// and twice the same database.
#[track_caller]
pub fn back_up_compare_and_restore(cluster: &Cluster, database: &str, options: &str) -> Value {
    let (program, outcome) = back_up_and_compare(cluster, database);
    let (path, manifest) = outcome.completed();
    let copy = restore_by_hand(cluster, &path, options).unwrap();
    assert_eq!(tables(cluster, &copy), tables(cluster, database));
    assert_eq!(large_objects(cluster, &copy), large_objects(cluster, database));
    let ours = harness::unique("par_le_programme");
    let url = harness::url(cluster, "postgres");
    let file = path.to_str().unwrap();
    let outcome = program.run(["restore", file, "--into", &ours, "--json", "--url", &url]);
    let encoding = manifest["server"]["encoding"].as_str().unwrap();
    if outcome.code == Some(17) && ["SQL_ASCII", "MULE_INTERNAL"].contains(&encoding) {
        // Names that are no text, or none that we can read, are for psql: refused, and said.
        outcome.failed("restore_failed", 17);
    } else {
        assert!(matches!(outcome.code, Some(0 | 3)), "{outcome:?}");
        let dump = |database: &str| pg_dump(cluster, cluster.programs(), database);
        assert_same(&dump(&ours), &dump(&copy));
    }
    manifest
}
