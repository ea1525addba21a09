//! No damaged backup passes for a good one, whatever happened to it.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use sauvegarde::dump::written::hex;
use sauvegarde::folder::check::{self, Problem};
use sauvegarde::folder::manifest::{self, Manifest};
use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::report::cancel::CancelToken;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::harness::{self, Outcome, Program};

/// A database whose backup is small enough to be damaged at every byte.
fn tiny_database(cluster: &Cluster) -> String {
    let name = harness::unique("minuscule");
    harness::create(cluster, &name);
    let text = "create table t(x int); insert into t values (1), (2), (3); create table u(y text)";
    harness::sql(cluster, &name, text);
    name
}

/// A finished backup and where it is.
struct Backup {
    program: Program,
    path: PathBuf,
    manifest_path: PathBuf,
}

impl Backup {
    fn new() -> Self {
        let server = harness::server();
        Self::of(&server, &tiny_database(&server))
    }

    fn of(cluster: &Cluster, database: &str) -> Self {
        let program = Program::new();
        let (path, _) = program.backup(cluster, database).completed();
        let manifest_path = manifest::path_beside(&path);
        Self { program, path, manifest_path }
    }

    fn manifest(&self) -> Manifest {
        manifest::read(&self.manifest_path).unwrap().unwrap()
    }

    fn plain(&self) -> Vec<u8> {
        let mut plain = Vec::new();
        let file = fs::File::open(&self.path).unwrap();
        MultiGzDecoder::new(file).read_to_end(&mut plain).unwrap();
        plain
    }

    fn verify(&self) -> Vec<Problem> {
        problems(&self.path)
    }

    /// Puts `plain` in place of the dump, whole in the eyes of gzip, and makes every size and
    /// hash of the manifest fit, its own included. The counts stay as they were.
    fn forge(&self, plain: &[u8]) {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(plain).unwrap();
        let file = gzip.finish().unwrap();
        let mut manifest = self.manifest();
        manifest.file.bytes = file.len() as u64;
        manifest.file.sha256 = hex(&Sha256::digest(&file));
        manifest.dump.bytes = plain.len() as u64;
        manifest.dump.sha256 = hex(&Sha256::digest(plain));
        fs::write(&self.path, file).unwrap();
        fs::write(&self.manifest_path, manifest.to_text()).unwrap();
    }

    /// `verify --json` of this backup: exit 15 and exactly these problems.
    #[track_caller]
    fn refused_by_the_program(&self, expected: &[&str]) {
        let arguments = ["verify", "--json", self.path.to_str().unwrap()];
        refused(&self.program.run(arguments), expected);
    }

    /// The states that `list --json` tells, newest first.
    fn states(&self) -> Vec<String> {
        let dir = self.program.dir.to_str().unwrap();
        let listed = self.program.run(["list", "--json", "--dir", dir]);
        assert_eq!(listed.code, Some(0), "{listed:?}");
        let listed = listed.result();
        let backups = listed["backups"].as_array().unwrap();
        backups.iter().map(|backup| backup["state"].as_str().unwrap().to_owned()).collect()
    }
}

fn problems(path: &Path) -> Vec<Problem> {
    check::verify(path, &CancelToken::default(), &mut |_, _| ()).unwrap().problems
}

#[track_caller]
fn refused(outcome: &Outcome, expected: &[&str]) {
    outcome.failed("damaged", 15);
    let backups = outcome.result()["backups"].clone();
    assert_eq!(backups[0]["ok"], false, "{outcome:?}");
    let found: Vec<&str> = backups[0]["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| {
            assert!(!problem["message"].as_str().unwrap().is_empty());
            problem["code"].as_str().unwrap()
        })
        .collect();
    assert_eq!(found, expected, "{outcome:?}");
}

/// Writes each variant in place of `file` and verifies; every one must be found.
fn all_found(
    backup: &Backup,
    file: &Path,
    variants: impl Iterator<Item = (String, Vec<u8>)>,
) -> usize {
    let good = fs::read(file).unwrap();
    let mut count = 0;
    for (what, bytes) in variants {
        assert_ne!(bytes, good, "{what} changes nothing");
        fs::write(file, &bytes).unwrap();
        assert_ne!(backup.verify(), [], "{what} of {} was not found", file.display());
        count += 1;
    }
    fs::write(file, &good).unwrap();
    assert_eq!(backup.verify(), [], "the test did not put the file back");
    count
}

fn flips(good: &[u8]) -> impl Iterator<Item = (String, Vec<u8>)> + '_ {
    (0..good.len()).map(|at| {
        let mut bytes = good.to_vec();
        // Another bit at each byte: not only the lowest are looked at.
        bytes[at] ^= 1 << (at % 8);
        (format!("a flipped bit in byte {at}"), bytes)
    })
}

fn cuts(good: &[u8]) -> impl Iterator<Item = (String, Vec<u8>)> + '_ {
    (0..good.len()).map(|length| (format!("a cut at {length}"), good[..length].to_vec()))
}

fn additions(good: &[u8]) -> impl Iterator<Item = (String, Vec<u8>)> + '_ {
    let tails: [&[u8]; 5] = [b"\0", b"\n", b"x", &[0; 512], good];
    let appended = tails
        .into_iter()
        .enumerate()
        .map(move |(index, tail)| (format!("tail {index}"), [good, tail].concat()));
    let inserted = (0..good.len()).step_by(37).map(move |at| {
        let bytes = [&good[..at], &[0; 16], &good[at..]].concat();
        (format!("zeros inserted at {at}"), bytes)
    });
    let overwritten = (0..good.len()).step_by(37).map(move |at| {
        let mut bytes = good.to_vec();
        let end = (at + 16).min(bytes.len());
        bytes[at..end].fill(0);
        (format!("zeros over {at}"), bytes)
    });
    // Where there are sixteen zeros already, writing them again is no damage.
    appended.chain(inserted).chain(overwritten).filter(move |(_, bytes)| bytes != good)
}

#[test]
fn every_flipped_byte_of_the_dump_is_found() {
    let backup = Backup::new();
    let good = fs::read(&backup.path).unwrap();
    assert_eq!(all_found(&backup, &backup.path, flips(&good)), good.len());
}

#[test]
fn every_flipped_byte_of_the_manifest_is_found() {
    let backup = Backup::new();
    let good = fs::read(&backup.manifest_path).unwrap();
    assert_eq!(all_found(&backup, &backup.manifest_path, flips(&good)), good.len());
}

#[test]
fn every_cut_of_dump_or_manifest_is_found() {
    let backup = Backup::new();
    for file in [&backup.path, &backup.manifest_path] {
        let good = fs::read(file).unwrap();
        assert_eq!(all_found(&backup, file, cuts(&good)), good.len());
    }
}

#[test]
fn appended_inserted_and_overwritten_bytes_are_found() {
    let backup = Backup::new();
    for file in [&backup.path, &backup.manifest_path] {
        let good = fs::read(file).unwrap();
        assert!(all_found(&backup, file, additions(&good)) > 20);
    }
}

#[test]
fn damage_gives_exit_15_with_its_problems_and_a_state_in_the_list() {
    let backup = Backup::new();
    let (dump, manifest) =
        (fs::read(&backup.path).unwrap(), fs::read(&backup.manifest_path).unwrap());
    assert_eq!(backup.states(), ["complete"]);

    let mut bytes = dump.clone();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&backup.path, &bytes).unwrap();
    backup.refused_by_the_program(&["hash_differs", "not_gzip"]);
    // The list looks at sizes and at what the last verification found.
    assert_eq!(backup.states(), ["damaged"]);

    fs::write(&backup.path, &dump[..last]).unwrap();
    backup.refused_by_the_program(&["size_differs", "hash_differs", "not_gzip"]);
    assert_eq!(backup.states(), ["damaged"]);

    fs::write(&backup.path, b"").unwrap();
    backup.refused_by_the_program(&["size_differs", "hash_differs", "not_gzip"]);

    fs::remove_file(&backup.path).unwrap();
    backup.refused_by_the_program(&["file_missing"]);
    assert_eq!(backup.states(), ["missing_file"]);

    fs::write(&backup.path, &dump).unwrap();
    let changed = String::from_utf8(manifest).unwrap().replace("\"rows\": 3", "\"rows\": 4");
    fs::write(&backup.manifest_path, &changed).unwrap();
    backup.refused_by_the_program(&["manifest_changed"]);
    assert_eq!(backup.states(), ["damaged"]);

    fs::write(&backup.manifest_path, &changed[..changed.len() / 2]).unwrap();
    backup.refused_by_the_program(&["manifest_unreadable"]);
    assert_eq!(backup.states(), ["damaged"]);

    fs::remove_file(&backup.manifest_path).unwrap();
    backup.refused_by_the_program(&["manifest_missing"]);
    assert_eq!(backup.states(), [""; 0]);
}

#[test]
fn verify_all_tells_of_each_backup_and_latest_of_the_newest() {
    let server = harness::server();
    let database = tiny_database(&server);
    let backup = Backup::of(&server, &database);
    let (second, _) = backup.program.backup(&server, &database).completed();
    fs::write(&backup.path, b"not gzip").unwrap();
    let dir = backup.program.dir.to_str().unwrap();
    let all = backup.program.run(["verify", "--all", "--json", "--dir", dir]);
    assert_eq!(all.code, Some(15), "{all:?}");
    let told: Vec<(Value, Value)> = all.result()["backups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["path"].clone(), one["ok"].clone()))
        .collect();
    let expected = [(json!(second), json!(true)), (json!(backup.path), json!(false))];
    assert_eq!(told, expected);
    let latest = backup.program.run(["verify", "latest", "--json", "--dir", dir]);
    assert_eq!(latest.code, Some(0), "{latest:?}");
    assert_eq!(latest.result()["backups"][0]["path"], json!(second));
}

#[test]
fn swapped_members_are_found_even_with_a_file_hash_that_fits() {
    let server = harness::server();
    let database = harness::unique("deux_blocs");
    harness::create(&server, &database);
    let text = "create table t as select g, md5(g::text) m from generate_series(1, 60000) g";
    harness::sql(&server, &database, text);
    let backup = Backup::of(&server, &database);
    let good = fs::read(&backup.path).unwrap();
    // Each member says in its header how long it is.
    let mut members = Vec::new();
    let mut rest = &good[..];
    while !rest.is_empty() {
        let length = u32::from_le_bytes(rest[16..20].try_into().unwrap()) as usize;
        members.push(&rest[..length]);
        rest = &rest[length..];
    }
    assert!(members.len() >= 3, "{}", members.len());
    members.swap(0, 1);
    let swapped = members.concat();
    fs::write(&backup.path, &swapped).unwrap();
    backup.refused_by_the_program(&["hash_differs", "dump_hash_differs", "rows_differ"]);
    let mut manifest = backup.manifest();
    manifest.file.sha256 = hex(&Sha256::digest(&swapped));
    fs::write(&backup.manifest_path, manifest.to_text()).unwrap();
    backup.refused_by_the_program(&["dump_hash_differs", "rows_differ"]);
    members.remove(0);
    fs::write(&backup.path, members.concat()).unwrap();
    assert_ne!(backup.verify(), []);
}

#[test]
fn a_renamed_backup_says_its_real_name_and_a_dump_renamed_alone_has_no_manifest() {
    let backup = Backup::new();
    let name = backup.path.file_name().unwrap().to_str().unwrap().to_owned();
    let other = backup.program.dir.join("autre.sql.gz");
    fs::rename(&backup.path, &other).unwrap();
    assert_eq!(problems(&other), [Problem::ManifestMissing]);
    refused(
        &backup.program.run(["verify", "--json", other.to_str().unwrap()]),
        &["manifest_missing"],
    );
    assert_eq!(backup.verify(), [Problem::FileMissing]);
    assert_eq!(backup.states(), ["missing_file"]);
    fs::rename(&backup.manifest_path, manifest::path_beside(&other)).unwrap();
    assert_eq!(problems(&other), [Problem::Renamed { expected: name }]);
    refused(&backup.program.run(["verify", "--json", other.to_str().unwrap()]), &["renamed"]);
    assert_eq!(backup.states(), ["damaged"]);
}

#[test]
fn what_is_not_a_backup_is_refused() {
    let program = Program::new();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(b"select 1;\n").unwrap();
    fs::write(program.dir.join("etranger.sql.gz"), gzip.finish().unwrap()).unwrap();
    fs::write(program.dir.join("texte.sql.gz"), "Bonjour").unwrap();
    fs::write(program.dir.join("vide.sql.gz"), "").unwrap();
    fs::write(program.dir.join("notes.txt"), "Bonjour").unwrap();
    fs::create_dir(program.dir.join("dossier.sql.gz")).unwrap();
    for (name, code, exit) in [
        ("etranger.sql.gz", "not_of_ours", 16),
        ("texte.sql.gz", "not_of_ours", 16),
        ("vide.sql.gz", "dump_incomplete", 15),
        ("notes.txt", "not_of_ours", 16),
        ("dossier.sql.gz", "not_a_backup", 16),
    ] {
        let path = program.dir.join(name);
        program.run(["verify", "--json", path.to_str().unwrap()]).failed(code, exit);
    }
    let missing = program.dir.join("absent.sql.gz");
    program.run(["verify", "--json", missing.to_str().unwrap()]).failed("backup_missing", 15);
    let dir = program.dir.to_str().unwrap();
    let listed = program.run(["list", "--json", "--dir", dir]).result();
    assert_eq!(listed["backups"], json!([]));
    for file in ["latest", "--all"] {
        program.run(["verify", file, "--json", "--dir", dir]).failed("no_backup", 15);
    }
}

#[test]
fn folders_in_the_place_of_dump_or_manifest_do_not_hide_the_other_backups() {
    let server = harness::server();
    let database = tiny_database(&server);
    let backup = Backup::of(&server, &database);
    let (second, _) = backup.program.backup(&server, &database).completed();
    let (third, _) = backup.program.backup(&server, &database).completed();
    fs::remove_file(&second).unwrap();
    fs::create_dir(&second).unwrap();
    fs::remove_file(manifest::path_beside(&third)).unwrap();
    fs::create_dir(manifest::path_beside(&third)).unwrap();
    let mut states = backup.states();
    states.sort();
    assert_eq!(states, ["complete", "damaged", "damaged"]);
    let dir = backup.program.dir.to_str().unwrap();
    let all = backup.program.run(["verify", "--all", "--json", "--dir", dir]);
    all.failed("damaged", 15);
    let all = all.result();
    let good = |path: &Path| {
        let backups = all["backups"].as_array().unwrap();
        backups.iter().find(|one| one["path"] == json!(path)).unwrap()["ok"] == true
    };
    assert_eq!([&backup.path, &second, &third].map(|path| good(path)), [true, false, false]);
}

#[test]
fn a_dump_cut_as_text_is_found_although_every_hash_fits() {
    let backup = Backup::new();
    let plain = backup.plain();
    assert!(backup.manifest().tables.iter().any(|table| table.rows == 3));
    let row = plain.windows(5).position(|window| window == b"\n2\n3\n").unwrap();
    let trailer =
        plain.windows(10).rposition(|window| window == b"-- Postgre").expect("the trailer");
    for (at, expected) in [
        (row + 3, &["truncated", "rows_differ"][..]),
        (trailer, &["truncated"]),
        (trailer + 20, &["truncated"]),
        (0, &["truncated", "rows_differ"]),
    ] {
        backup.forge(&plain[..at]);
        backup.refused_by_the_program(expected);
        assert_eq!(backup.states(), ["damaged"], "the verification is noted");
    }
    backup.forge(&plain);
    assert_eq!(backup.verify(), [], "what finds the cuts is not the forging");
}

#[test]
fn rows_that_are_missing_added_or_changed_are_found_although_every_hash_fits() {
    let backup = Backup::new();
    let plain = String::from_utf8(backup.plain()).unwrap();
    for (from, to, expected) in [
        ("\n2\n3\n", "\n2\n", "rows_differ"),
        ("\n2\n3\n", "\n2\n3\n4\n", "rows_differ"),
        ("\n2\n3\n", "\n2\n33\n", "tables_differ"),
    ] {
        assert_eq!(plain.matches(from).count(), 1);
        backup.forge(plain.replace(from, to).as_bytes());
        backup.refused_by_the_program(&[expected]);
    }
}

#[test]
fn counts_in_the_manifest_that_do_not_belong_to_the_dump_are_found() {
    type Edit = fn(&mut Manifest);
    let backup = Backup::new();
    let good = backup.manifest();
    let edits: [(&str, Edit); 6] = [
        ("rows_differ", |manifest| manifest.tables[0].rows += 1),
        ("tables_differ", |manifest| manifest.tables[0].bytes += 1),
        ("tables_differ", |manifest| drop(manifest.tables.pop())),
        ("tables_differ", |manifest| manifest.tables.reverse()),
        ("large_objects_differ", |manifest| manifest.large_objects += 1),
        ("dump_hash_differs", |manifest| manifest.dump.bytes += 1),
    ];
    for (expected, edit) in edits {
        let mut manifest = good.clone();
        edit(&mut manifest);
        fs::write(&backup.manifest_path, manifest.to_text()).unwrap();
        backup.refused_by_the_program(&[expected]);
    }
}

#[test]
fn a_verification_is_noted_in_the_manifest_which_keeps_the_last_twenty() {
    let backup = Backup::new();
    let before = backup.manifest();
    let path = backup.path.to_str().unwrap();
    let verify = || {
        let verified = backup.program.run(["verify", "--json", path]);
        assert_eq!(verified.code, Some(0), "{verified:?}");
    };
    verify();
    let mut after = backup.manifest();
    let noted = after.verifications.pop().unwrap();
    assert_eq!(after, before);
    let noted = serde_json::to_value(noted).unwrap();
    assert_eq!((&noted["kind"], &noted["ok"]), (&json!("manual"), &json!(true)));
    for _ in 0..21 {
        verify();
    }
    let kept = backup.manifest().verifications;
    assert_eq!(kept.len(), 20);
    assert!(kept.is_sorted_by_key(|verification| verification.at));
    assert_eq!(kept, kept.iter().filter(|v| v.ok).cloned().collect::<Vec<_>>());
    assert_eq!(backup.states(), ["complete"]);
    assert_eq!(backup.program.files().len(), 2);
}

#[test]
fn a_failed_verification_is_noted_too_and_the_next_good_one_after_it() {
    let backup = Backup::new();
    let good = fs::read(&backup.path).unwrap();
    fs::write(&backup.path, &good[..good.len() - 1]).unwrap();
    backup.refused_by_the_program(&["size_differs", "hash_differs", "not_gzip"]);
    fs::write(&backup.path, &good).unwrap();
    let verified = backup.program.run(["verify", "--json", backup.path.to_str().unwrap()]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let noted: Vec<(bool, String)> = backup
        .manifest()
        .verifications
        .into_iter()
        .map(|verification| (verification.ok, verification.detail))
        .collect();
    let failed = (false, "size_differs, hash_differs, not_gzip".to_owned());
    assert_eq!(noted, [(true, String::new()), failed, (true, String::new())]);
}

/// Adds a field that no version knows to every object of `value`.
fn add_unknown(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(add_unknown);
            // Maps with names as keys take no fields.
            if !fields.contains_key("1") && !fields.contains_key("2") {
                fields.insert("demain".into(), json!({ "a": [1, null, "é"] }));
            }
        }
        Value::Array(values) => values.iter_mut().for_each(add_unknown),
        _ => {}
    }
}

/// The text of a later tool's manifest: `value`, sealed.
fn seal(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap();
    let body = text.strip_suffix("\n}").unwrap();
    let hash = hex(&Sha256::digest(body));
    format!("{body},\n  \"manifest_sha256\": \"{hash}\"\n}}\n")
}

#[test]
fn fields_that_this_version_does_not_know_survive_a_verification() {
    let server = harness::server();
    let database = tiny_database(&server);
    harness::sql(
        &server,
        &database,
        &format!("alter database {} set work_mem = '5MB'", harness::quoted(&database)),
    );
    let backup = Backup::of(&server, &database);
    let text = fs::read_to_string(&backup.manifest_path).unwrap();
    let mut value: Value = serde_json::from_str(&text).unwrap();
    value.as_object_mut().unwrap().remove("manifest_sha256");
    assert_eq!(seal(&value), text, "the test seals as the program does");
    add_unknown(&mut value);
    value["verifications"][0]["kind"] = json!("drill");
    fs::write(&backup.manifest_path, seal(&value)).unwrap();
    let verified = backup.program.run(["verify", "--json", backup.path.to_str().unwrap()]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let text = fs::read_to_string(&backup.manifest_path).unwrap();
    let mut after: Value = serde_json::from_str(&text).unwrap();
    let noted = after["verifications"].as_array_mut().unwrap().pop().unwrap();
    assert_eq!(noted["kind"], "manual");
    after.as_object_mut().unwrap().remove("manifest_sha256");
    assert_eq!(after, value);
    assert_eq!(backup.states(), ["complete"]);
}
