//! Servers of the majors 13 to 18 and the `pg_dump` that fits them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::contents::{self, assert_same, dump_in, large_objects, pg_dump, tables, tables_in};
use crate::harness::{self, Outcome, Program};

const NEWEST: u32 = 18;

/// What a program says of its version, such as `15.18`.
fn version(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.split_once("(PostgreSQL) ")?.1.split_whitespace().next()?.to_owned())
}

fn pg_dump_of(major: u32) -> String {
    version(&harness::programs(major).join("pg_dump")).unwrap()
}

fn backup(
    program: &Program,
    server: &sauvegarde::postgres::cluster::Cluster,
    database: &str,
    programs: &Path,
) -> Outcome {
    let mut command = program.backup_command(server, database);
    Outcome::of(command.arg("--pg-dump").arg(programs).output().unwrap())
}

fn own_and_newest_pg_dump_write_whole_backups(major: u32) {
    let server = harness::server_of(major);
    let database = harness::unique("nasty");
    harness::create(&server, &database);
    harness::sql(&server, &database, &harness::data("nasty.sql"));
    let server_version: String = harness::session(&server, &database)
        .query("select current_setting('server_version')", &[])
        .unwrap()[0]
        .get(0);
    let mut clients = vec![major, NEWEST];
    clients.dedup();
    for client in clients {
        let programs = harness::programs(client);
        let program = Program::new();
        let outcome = backup(&program, &server, &database, &programs);
        let (path, manifest) = outcome.completed();
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        assert_eq!(manifest["server"]["version"], server_version.split(' ').next().unwrap());
        assert_eq!(manifest["server"]["version_num"].as_u64().unwrap() / 10_000, u64::from(major));
        assert_eq!(manifest["client"]["pg_dump_version"], pg_dump_of(client));
        assert_eq!(tables_in(&manifest), tables(&server, &database), "pg_dump {client}");
        assert_eq!(manifest["large_objects"], large_objects(&server, &database));
        assert_same(&dump_in(&path), &pg_dump(&server, &programs, &database));
        let verified = program.run(["verify", "--json", path.to_str().unwrap()]);
        assert_eq!(verified.code, Some(0), "{verified:?}");
        if client == major {
            let copy = contents::restore_by_hand(&server, &path, "encoding 'UTF8'").unwrap();
            assert_eq!(tables(&server, &copy), tables(&server, &database));
        }
    }
}

fn an_older_pg_dump_is_refused(major: u32) {
    let server = harness::server_of(major);
    let program = Program::new();
    // There is no build of 12 here: a program that only tells its version will do, since it must
    // not be run for more.
    let older = program.home.path().join("anciens");
    std::fs::create_dir(&older).unwrap();
    let (programs, found) = if major == 13 {
        script(&older.join("pg_dump"), "echo 'pg_dump (PostgreSQL) 12.22'");
        (older, "12.22".to_owned())
    } else {
        (harness::programs(major - 1), pg_dump_of(major - 1))
    };
    let error = backup(&program, &server, "postgres", &programs).failed("pg_dump_too_old", 13);
    let message = error["message"].as_str().unwrap();
    let server_version = version(&harness::programs(major).join("postgres")).unwrap();
    for named in [found.as_str(), server_version.as_str()] {
        assert!(message.contains(named), "{named}: {message}");
    }
    assert!(error["advice"].as_str().unwrap().contains(&major.to_string()), "{error}");
    assert!(program.files().is_empty(), "{:?}", program.files());
    assert!(program.staged().is_empty(), "{:?}", program.staged());
}

fn script(path: &Path, line: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, format!("#!/bin/sh\n{line}\n")).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Where installers put `pg_dump` on this platform: major → version.
fn installed() -> BTreeMap<u32, String> {
    let below = |folder: &str| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect()
    };
    let mut folders: Vec<PathBuf> =
        ["/usr/lib/postgresql", "/usr", "/usr/lib", "/opt/PostgreSQL"].map(below).concat();
    folders.extend(below("/home/linuxbrew/.linuxbrew/opt"));
    folders.push("/usr/pgadmin4".into());
    let is_versioned = |folder: &PathBuf| {
        let name = folder.file_name().unwrap().to_string_lossy();
        let rest = ["pgsql-", "postgresql@", "postgresql"]
            .iter()
            .find_map(|prefix| name.strip_prefix(prefix));
        name == "pgadmin4" || rest.unwrap_or(&name).starts_with(|c: char| c.is_ascii_digit())
    };
    folders.retain(is_versioned);
    let versions = folders.iter().filter_map(|folder| version(&folder.join("bin/pg_dump")));
    versions.map(|version| (version[..2].parse().unwrap(), version)).collect()
}

/// A backup without `--pg-dump`, with this `PATH` and no other.
fn discover(major: u32, path: &str) -> Outcome {
    let server = harness::server_of(major);
    let program = Program::new();
    Outcome::of(program.backup_command(&server, "postgres").env("PATH", path).output().unwrap())
}

fn without_a_setting_the_closest_pg_dump_is_found(major: u32) {
    let installed = installed();
    match (installed.range(major..).next(), installed.range(..major).next_back()) {
        (Some((_, version)), _) => {
            let (_, manifest) = discover(major, "/nonexistent").completed();
            assert_eq!(manifest["client"]["pg_dump_version"], *version);
        }
        (None, Some((_, version))) => {
            let error = discover(major, "/nonexistent").failed("pg_dump_too_old", 13);
            assert!(error["message"].as_str().unwrap().contains(version), "{error}");
        }
        (None, None) => {
            discover(major, "/nonexistent").failed("pg_dump_missing", 13);
        }
    }
    // The server's own major on PATH beats every other; where both have it, the platform's wins.
    let path = [18, 13, major].map(|major| harness::programs(major).display().to_string());
    let (_, manifest) = discover(major, &path.join(":")).completed();
    let expected = installed.get(&major).cloned().unwrap_or_else(|| pg_dump_of(major));
    assert_eq!(manifest["client"]["pg_dump_version"], expected);
}

macro_rules! for_every_major {
    ($($module:ident = $major:literal),*) => { $(
        mod $module {
            #[test]
            fn own_and_newest_pg_dump_write_whole_backups() {
                super::own_and_newest_pg_dump_write_whole_backups($major);
            }

            #[test]
            fn an_older_pg_dump_is_refused() {
                super::an_older_pg_dump_is_refused($major);
            }

            #[test]
            fn without_a_setting_the_closest_pg_dump_is_found() {
                super::without_a_setting_the_closest_pg_dump_is_found($major);
            }
        }
    )* };
}

for_every_major!(
    server_13 = 13,
    server_14 = 14,
    server_15 = 15,
    server_16 = 16,
    server_17 = 17,
    server_18 = 18
);
