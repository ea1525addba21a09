//! Files that other tools have written: each is restored as a backup of ours is, or refused with
//! the reason, and never half.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use sauvegarde::postgres::cluster::Cluster;

use crate::contents::tables;
use crate::harness::{self, Outcome, Program};

/// A server of the newest version, into which files of all versions go.
const NEWEST: u32 = 18;

struct Scene {
    /// Where the files come from.
    source: Arc<Cluster>,
    database: String,
    target: Arc<Cluster>,
    program: Program,
}

impl Scene {
    /// A database of a server of `major`, with names and rows beyond ASCII.
    fn of(major: u32) -> Self {
        let source = harness::server_of(major);
        let database = harness::unique("étrangère");
        harness::create(&source, &database);
        harness::sql(&source, &database, CONTENT);
        let target = harness::server_of(NEWEST);
        Self { source, database, target, program: Program::new() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.program.home.path().join(name)
    }

    /// What a client program of the source's version writes.
    fn written(&self, tool: &str, options: &[&str]) -> Vec<u8> {
        let mut command = harness::client(&self.source, tool, &self.database);
        let output = command.args(options).stdout(Stdio::piped()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        output.stdout
    }

    fn archive(&self, format: &str) -> PathBuf {
        let path = self.path(&format!("archive.{format}"));
        let path_text = path.to_str().unwrap();
        self.written("pg_dump", &[&format!("-F{format}"), "-f", path_text]);
        path
    }

    fn restore(&self, file: &Path, into: &str, more: &[&str]) -> Outcome {
        let url = harness::url(&self.target, &self.database);
        let mut command =
            self.program.command(["restore", "--json", "--into", into, "--url", &url]);
        command.arg("--pg-dump").arg(harness::programs(NEWEST));
        Outcome::of(command.args(more).arg(file).output().unwrap())
    }

    /// Restores a file and says that what came back is what was there.
    #[track_caller]
    fn comes_back(&self, file: &Path) -> Outcome {
        let into = harness::unique("revenue");
        let outcome = self.restore(file, &into, &[]);
        assert_eq!(outcome.result()["status"], "completed", "{outcome:?}");
        assert_eq!(tables(&self.target, &into), tables(&self.source, &self.database));
        let texts = "select string_agg(nom, ',' order by id) from \"l'école\".\"élèves\"";
        assert_eq!(text(&self.target, &into, texts), text(&self.source, &self.database, texts));
        outcome
    }

    #[track_caller]
    fn import(&self, file: &Path, more: &[&str]) -> Outcome {
        let mut command = self.program.command(["import", "--json", "--dir"]);
        command.arg(&self.program.dir).arg(file).args(more);
        command.arg("--pg-dump").arg(harness::programs(NEWEST));
        Outcome::of(command.output().unwrap())
    }

    fn exists(&self, database: &str) -> bool {
        let sql = format!("select count(*) from pg_database where datname = '{database}'");
        harness::number(&self.target, "postgres", &sql) > 0
    }

    /// Nothing of a conversion stays.
    fn leaves_nothing(&self) {
        let state = self.path("state/sauvegarde");
        assert_eq!(harness::names_in(&state.join("foreign")), [""; 0]);
        assert_eq!(self.program.staged(), [""; 0]);
    }
}

const CONTENT: &str = "
    create schema \"l'école\";
    create table \"l'école\".\"élèves\"(id int primary key, nom text not null);
    insert into \"l'école\".\"élèves\" select g, 'Élève œ ' || g || E'\\n\\t«' from generate_series(1, 700) g;
    create table notes(élève int references \"l'école\".\"élèves\", note numeric);
    insert into notes select 1 + g % 700, g / 7.0 from generate_series(1, 2000) g;
    create function public.moyenne() returns numeric language sql as
      'select avg(note) from public.notes';
    comment on function public.moyenne() is 'la moyenne';
    create index on notes(note)";

fn in_gzip(content: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(content).unwrap();
    gzip.finish().unwrap()
}

fn text(cluster: &Cluster, database: &str, query: &str) -> String {
    harness::session(cluster, database).query(query, &[]).unwrap()[0].get(0)
}

/// A folder as it is, but for one file that ends early.
fn copy_cut(folder: &Path, to: &Path, cut: &str, permille: usize) {
    fs::create_dir_all(to).unwrap();
    for name in harness::names_in(folder) {
        let mut bytes = fs::read(folder.join(&name)).unwrap();
        if name == cut {
            bytes.truncate(bytes.len() * permille / 1000);
        }
        fs::write(to.join(&name), bytes).unwrap();
    }
}

/// Where files are cut. Of the versions in between three places stand for all, unless
/// `SAUVEGARDE_TEST_WIDE` is set.
const CUTS_PERMILLE: [usize; 10] = [1, 30, 120, 250, 400, 550, 700, 850, 960, 999];

/// Each format of this version comes back whole; cut at ten places it is the same or refused.
fn every_format_comes_back_or_is_refused(major: u32) {
    let scene = Scene::of(major);
    let all = matches!(major, 13 | NEWEST) || std::env::var_os("SAUVEGARDE_TEST_WIDE").is_some();
    let cuts: Vec<usize> = CUTS_PERMILLE.iter().copied().step_by(if all { 1 } else { 4 }).collect();
    for format in ["c", "t", "p"] {
        let archive = scene.archive(format);
        scene.comes_back(&archive);
        let whole = fs::read(&archive).unwrap();
        let cut = scene.path("cut");
        for permille in &cuts {
            fs::write(&cut, &whole[..whole.len() * permille / 1000]).unwrap();
            same_or_refused(&scene, &cut, &format!("{format} at {permille}"));
        }
    }
    let archive = scene.archive("d");
    scene.comes_back(&archive);
    let mut files = harness::names_in(&archive);
    files.sort_by_key(|name| name != "toc.dat");
    for (at, permille) in cuts.iter().enumerate() {
        let cut = scene.path(&format!("cut.d{at}"));
        let name = &files[at % files.len()];
        copy_cut(&archive, &cut, name, *permille);
        same_or_refused(&scene, &cut, &format!("d, {name} at {permille}"));
    }
    scene.leaves_nothing();
}

fn same_or_refused(scene: &Scene, file: &Path, what: &str) {
    let into = harness::unique("coupée");
    let outcome = scene.restore(file, &into, &[]);
    if outcome.code == Some(15) {
        assert_eq!(outcome.result()["error"]["code"], "dump_incomplete", "{what}: {outcome:?}");
        assert!(!scene.exists(&into), "{what}");
    } else {
        assert_eq!(outcome.result()["status"], "completed", "{what}: {outcome:?}");
        assert_eq!(tables(&scene.target, &into), tables(&scene.source, &scene.database), "{what}");
    }
}

#[test]
fn every_format_of_pg_dump_13_comes_back_whole_or_is_refused() {
    every_format_comes_back_or_is_refused(13);
}

#[test]
fn every_format_of_pg_dump_14_comes_back_whole_or_is_refused() {
    every_format_comes_back_or_is_refused(14);
}

#[test]
fn every_format_of_pg_dump_15_comes_back_whole_or_is_refused() {
    every_format_comes_back_or_is_refused(15);
}

#[test]
fn every_format_of_pg_dump_16_comes_back_whole_or_is_refused() {
    every_format_comes_back_or_is_refused(16);
}

#[test]
fn every_format_of_pg_dump_17_comes_back_whole_or_is_refused() {
    every_format_comes_back_or_is_refused(17);
}

#[test]
fn every_format_of_pg_dump_18_comes_back_whole_or_is_refused() {
    every_format_comes_back_or_is_refused(18);
}

/// The rows of a file of rows that is not compressed can end anywhere without a word of its own.
#[test]
fn rows_that_were_cut_in_a_folder_of_plain_files_are_missed() {
    let scene = Scene::of(NEWEST);
    // One column of text takes whatever comes.
    harness::sql(
        &scene.source,
        &scene.database,
        "create table lignes(a text); insert into lignes select 'ligne ' || g from generate_series(1, 99) g;
         create table lignes_aussi(a text); insert into lignes_aussi values ('x'), ('y')",
    );
    let archive = scene.path("plain.d");
    scene.written("pg_dump", &["-Fd", "-Z0", "-f", archive.to_str().unwrap()]);
    scene.comes_back(&archive);
    let rows: Vec<String> =
        harness::names_in(&archive).into_iter().filter(|name| name != "toc.dat").collect();
    assert_eq!(rows.len(), 4);
    for name in rows {
        let bytes = fs::read(archive.join(&name)).unwrap();
        let cut = scene.path(&format!("{name}.d"));
        // Behind a line, so that nothing looks broken.
        let end = memchr_after_half(&bytes);
        copy_cut(&archive, &cut, &name, 1000);
        fs::write(cut.join(&name), &bytes[..end]).unwrap();
        let into = harness::unique("coupée");
        scene.restore(&cut, &into, &[]).failed("dump_incomplete", 15);
        assert!(!scene.exists(&into));
    }
}

fn memchr_after_half(bytes: &[u8]) -> usize {
    let half = bytes.len() / 3;
    half + bytes[half..].iter().position(|byte| *byte == b'\n').unwrap() + 1
}

#[test]
fn what_programs_of_windows_make_of_a_script_comes_back() {
    let scene = Scene::of(NEWEST);
    let plain = scene.written("pg_dump", &[]);
    let text = String::from_utf8(plain.clone()).unwrap();
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    };
    let lines = text.replace('\n', "\r\n");
    let in_1252 = scene.written("pg_dump", &["--encoding=WIN1252"]);
    let edited = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&in_1252).0;
    // As PowerShell's `>` reads UTF-8 in a console of code page 1252.
    let wrongly = encoding_rs::mem::decode_latin1(lines.as_bytes());
    for (name, bytes) in [
        ("bom", [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        // An editor has read a dump in another encoding, and written it in its own.
        ("edited", [b"\xEF\xBB\xBF", edited.as_bytes()].concat()),
        ("crlf", lines.clone().into_bytes()),
        ("le", utf16(&format!("\u{FEFF}{lines}"), u16::to_le_bytes)),
        ("be", utf16(&format!("\u{FEFF}{text}"), u16::to_be_bytes)),
        ("bare", utf16(&text, u16::to_le_bytes)),
        ("wrongly", utf16(&format!("\u{FEFF}{}", console(&wrongly)), u16::to_le_bytes)),
        ("wrongly too", [b"\xEF\xBB\xBF", console(&wrongly).as_bytes()].concat()),
    ] {
        let file = scene.path(name);
        fs::write(&file, bytes).unwrap();
        let outcome = scene.comes_back(&file);
        let mended = outcome.stdout.contains("code page");
        assert_eq!(mended, name.starts_with("wrongly"), "{name}: {outcome:?}");
        let whole = fs::read(&file).unwrap();
        fs::write(&file, &whole[..whole.len() / 2 - 1]).unwrap();
        same_or_refused(&scene, &file, name);
    }
}

/// What code page 1252 has in the place of Latin-1's control characters.
fn console(text: &str) -> String {
    let page = encoding_rs::WINDOWS_1252;
    text.chars()
        .map(|it| match u8::try_from(it) {
            Ok(byte) => page.decode_without_bom_handling(&[byte]).0.chars().next().unwrap(),
            Err(_) => it,
        })
        .collect()
}

#[test]
fn compressed_once_more_it_comes_back_too() {
    let scene = Scene::of(NEWEST);
    for format in ["c", "t", "p"] {
        let archive = scene.archive(format);
        let file = scene.path("once.gz");
        fs::write(&file, in_gzip(&fs::read(&archive).unwrap())).unwrap();
        scene.comes_back(&file);
    }
    scene.leaves_nothing();
}

/// Owner, limit, settings, comment and rights of the database itself.
const OF_THE_DATABASE: &str = "select concat_ws('|', pg_get_userbyid(datdba), datconnlimit,
       (select array_agg(x::text order by x::text) from unnest(datacl) x),
       (select setconfig from pg_db_role_setting where setdatabase = d.oid and setrole = 0),
       shobj_description(oid, 'pg_database'))
     from pg_database d where datname = current_database()";

fn with_a_database_of_its_own(scene: &Scene) {
    let role = harness::unique("proprio");
    for cluster in [&scene.source, &scene.target] {
        harness::sql(cluster, "postgres", &format!("create role {role}"));
    }
    let name = harness::quoted(&scene.database);
    harness::sql(
        &scene.source,
        &scene.database,
        &format!(
            "alter database {name} owner to {role}; alter database {name} connection limit 7;
             alter database {name} set search_path to public, 'l''école';
             alter database {name} set work_mem to '8MB';
             comment on database {name} is 'l''une';
             revoke temporary on database {name} from public;
             grant connect on database {name} to {role}"
        ),
    );
}

#[test]
fn a_database_that_makes_itself_comes_back_with_what_is_its_own() {
    let scene = Scene::of(17);
    with_a_database_of_its_own(&scene);
    let expected = text(&scene.source, &scene.database, OF_THE_DATABASE);
    let file = scene.path("create.sql");
    fs::write(&file, scene.written("pg_dump", &["--create", "--clean", "--if-exists"])).unwrap();
    for file in [file, scene.archive("c")] {
        let outcome = scene.comes_back(&file);
        let into = outcome.result()["database"].as_str().unwrap().to_owned();
        assert_eq!(text(&scene.target, &into, OF_THE_DATABASE), expected);
    }
    // The live database of that name is neither dropped nor changed.
    assert!(!scene.exists(&scene.database));
    assert_eq!(text(&scene.source, &scene.database, OF_THE_DATABASE), expected);
}

#[test]
fn of_all_databases_of_a_server_the_wanted_one_is_taken_and_the_others_are_named() {
    // A server of its own: pg_dumpall reads every database of it.
    let source = Arc::new(harness::own_server(&[]));
    for (name, rows) in [("avant", 3), ("été 2026", 5), ("zoé", 7)] {
        harness::create(&source, name);
        let sql = format!("create table t(a int); insert into t select generate_series(1, {rows})");
        harness::sql(&source, name, &sql);
    }
    harness::sql(&source, "postgres", "create role quelqu_un login password 'x'");
    let target = harness::server_of(NEWEST);
    let scene =
        Scene { source, database: "été 2026".to_owned(), target, program: Program::new() };
    let file = scene.path("all.sql");
    fs::write(&file, scene.written("pg_dumpall", &[])).unwrap();
    let into = harness::unique("choisie");
    let outcome = scene.restore(&file, &into, &[]);
    assert_eq!(outcome.result()["status"], "completed", "{outcome:?}");
    assert_eq!(harness::number(&scene.target, &into, "select count(*) from t"), 5);
    let said = outcome.result()["warnings"].to_string();
    for name in ["avant", "zoé", "quelqu_un"] {
        assert!(said.contains(name), "{said}");
    }
    let into = harness::unique("choisie");
    scene.restore(&file, &into, &["--from", "zoé"]);
    assert_eq!(harness::number(&scene.target, &into, "select count(*) from t"), 7);
    let error =
        scene.restore(&file, "aucune", &["--from", "hiver"]).failed("database_not_in_file", 16);
    assert!(error["message"].as_str().unwrap().contains("avant"), "{error}");
    let roles = scene.path("roles.sql");
    fs::write(&roles, scene.written("pg_dumpall", &["--globals-only"])).unwrap();
    scene.restore(&roles, "aucune", &[]).failed("no_database_in_file", 16);
    let whole = fs::read(&file).unwrap();
    // Before it changes to the last database, of which it has the beginning.
    let last_head = whole.windows(9).rposition(|it| it == b"\\connect ").unwrap();
    let cuts = CUTS_PERMILLE.map(|permille| (permille, whole.len() * permille / 1000));
    for (permille, end) in cuts.into_iter().chain([(999, last_head)]) {
        fs::write(&file, &whole[..end]).unwrap();
        let into = harness::unique("coupée");
        let outcome = scene.restore(&file, &into, &["--from", "avant"]);
        if outcome.code == Some(15) && permille < 900 {
            assert!(!scene.exists(&into));
        } else {
            assert_eq!(outcome.result()["status"], "completed", "{outcome:?}");
            assert!(outcome.stdout.contains("ends early"), "{outcome:?}");
            assert_eq!(harness::number(&scene.target, &into, "select count(*) from t"), 3);
        }
    }
}

#[test]
fn a_file_of_pg_dump_8_comes_back() {
    let scene = Scene::of(NEWEST);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pg_dump_8.sql");
    let into = harness::unique("ancienne");
    let outcome = scene.restore(&file, &into, &[]);
    assert_eq!(outcome.result()["status"], "completed", "{outcome:?}");
    let nom = text(&scene.target, &into, "select nom from public.ville");
    let other = text(&scene.target, &into, "select nom from autre.ville");
    assert_eq!((nom.as_str(), other.as_str()), ("Sète", "a\\b"));
}

#[test]
fn an_imported_file_is_a_backup_in_every_way() {
    let scene = Scene::of(17);
    let archive = scene.archive("c");
    let outcome = scene.import(&archive, &[]);
    let (path, manifest) = outcome.completed();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(manifest["database"], scene.database);
    assert_eq!(manifest["source"]["format"], "custom");
    assert!(manifest["source"]["tool_version"].as_str().unwrap().starts_with("17"));
    assert_eq!(crate::contents::tables_in(&manifest), tables(&scene.source, &scene.database));
    scene.leaves_nothing();
    let listed = scene.program.run(["list", "--dir", scene.program.dir.to_str().unwrap()]);
    assert!(listed.stdout.contains("imported"), "{listed:?}");
    let verified = scene.program.run(["verify", "--json", path.to_str().unwrap()]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let url = harness::url(&scene.target, "postgres");
    let mut drill = scene.program.command(["verify", "--drill", "--json", "--url", &url]);
    let drilled = Outcome::of(drill.arg(&path).output().unwrap());
    assert_eq!(drilled.code, Some(0), "{drilled:?}");
    // Over a database of that name, and back.
    harness::create(&scene.target, &scene.database);
    harness::sql(&scene.target, &scene.database, "create table autre(a int)");
    let url = harness::url(&scene.target, &scene.database);
    let mut restore = scene.program.command(["restore", "--json", "--url", &url, "--dir"]);
    restore.arg(&scene.program.dir).arg(&path).args(["--confirm", &scene.database]);
    restore.arg("--pg-dump").arg(harness::programs(NEWEST));
    let restored = Outcome::of(restore.output().unwrap());
    assert_eq!(restored.result()["status"], "completed", "{restored:?}");
    assert_eq!(tables(&scene.target, &scene.database), tables(&scene.source, &scene.database));
    let undone = scene.program.run(["restore", "--undo", "--json", "--url", &url]);
    assert_eq!(undone.result()["status"], "completed", "{undone:?}");
    assert_eq!(harness::number(&scene.target, &scene.database, "select count(*) from autre"), 0);
}

#[test]
fn an_import_has_the_date_of_its_file() {
    let scene = Scene::of(NEWEST);
    let file = scene.path("torii_vieux.sql");
    fs::write(&file, scene.written("pg_dump", &[])).unwrap();
    let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_600_000_000);
    fs::File::options().write(true).open(&file).unwrap().set_modified(old).unwrap();
    let (path, manifest) = scene.import(&file, &[]).completed();
    assert!(manifest["created_at"].as_str().unwrap().starts_with("2020-09-13"), "{manifest}");
    assert_eq!(manifest["database"], "torii_vieux");
    assert!(path.to_str().unwrap().contains("backup_torii_vieux_20200913"), "{path:?}");
    assert_eq!(scene.import(&file, &[]).code, Some(0), "once more, beside it");
    assert_eq!(scene.program.files().len(), 4);
}

#[test]
fn what_another_tool_wrote_is_not_called_damaged_when_it_is_to_be_verified() {
    let scene = Scene::of(NEWEST);
    let plain = scene.path("plain.sql");
    fs::write(&plain, scene.written("pg_dump", &[])).unwrap();
    let letter = scene.path("letter.pdf");
    fs::write(&letter, "%PDF-1.7").unwrap();
    let [custom, folder] = ["c", "d"].map(|format| scene.archive(format));
    let verify = |file: &Path| scene.program.run(["verify", "--json", file.to_str().unwrap()]);
    for file in [&plain, &custom, &folder] {
        let error = verify(file).failed("not_of_ours", 16);
        let remedy = format!("sauvegarde import {}", file.display());
        assert!(error["advice"].as_str().unwrap().contains(&remedy), "{error}");
    }
    verify(&letter).failed("not_a_backup", 16);
    // Under a name of ours it is one that has lost its manifest.
    let lost = scene.path("backup_base_20261130_152318.sql.gz");
    fs::rename(&plain, &lost).unwrap();
    verify(&lost).failed("damaged", 15);
}

#[test]
fn what_fills_a_block_behind_a_dump_is_passed_over() {
    let scene = Scene::of(NEWEST);
    let dump = scene.written("pg_dump", &[]);
    let padded = |dump: &[u8], padding: &[u8]| [dump, padding].concat();
    let file = scene.path("padded.sql");
    for content in [
        padded(&in_gzip(&dump), &[0; 10_000]),
        in_gzip(&padded(&dump, &[0])),
        padded(&dump, &vec![0; 300_000]),
        padded(&dump, b"\x1A"),
    ] {
        fs::write(&file, content).unwrap();
        scene.comes_back(&file);
    }
    fs::write(&file, padded(&dump[..dump.len() / 2], &[0; 512])).unwrap();
    scene.restore(&file, "aucune", &[]).failed("dump_incomplete", 15);
}

#[test]
fn bytes_in_no_encoding_go_into_a_database_that_takes_them() {
    let source = harness::server_of(NEWEST);
    let database = harness::unique("octets");
    let options = "encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'";
    harness::create_with(&source, &database, options);
    let write = r"create table t(a text); insert into t values (E'S\xe8te'), ('plain')";
    harness::sql(&source, &database, write);
    let (target, program) = (Arc::clone(&source), Program::new());
    let scene = Scene { source, database, target, program };
    let file = scene.path("octets.sql");
    fs::write(&file, scene.written("pg_dump", &[])).unwrap();
    let encoding = |into: &str, sql: &str| {
        let outcome = scene.restore(&file, into, &[]);
        assert_eq!(outcome.result()["status"], "completed", "{outcome:?}");
        text(&scene.target, into, sql)
    };
    let of_database = "select pg_encoding_to_char(encoding)::text from pg_database
                       where datname = current_database()";
    assert_eq!(encoding(&harness::unique("octets"), of_database), "SQL_ASCII");
    let bytes = "select string_agg(encode(textsend(a), 'hex'), ' ') from t";
    assert_eq!(encoding(&harness::unique("octets"), bytes), "53e87465 706c61696e");
    // What is UTF-8 by chance goes where everything goes.
    harness::sql(&scene.source, &scene.database, "delete from t where a <> 'plain'");
    fs::write(&file, scene.written("pg_dump", &[])).unwrap();
    assert_eq!(encoding(&harness::unique("octets"), of_database), "UTF8");
}

#[test]
fn what_is_no_backup_is_told_apart_and_nothing_is_left() {
    let scene = Scene::of(NEWEST);
    let tar = [&b"dump.sql"[..], &[0; 249], b"ustar", &[0; 762]].concat();
    for (name, content, code) in [
        ("letter.txt", &b"Cher ami,\nvoici la sauvegarde.\n"[..], "not_a_backup"),
        ("table.csv", b"id;nom\n1;Zoe\n", "not_a_backup"),
        ("x.zip", b"PK\x03\x04\x14\0", "not_a_backup"),
        ("x.bin", b"abc\0\x01\x02", "not_a_backup"),
        ("twice.sql.gz", &in_gzip(&in_gzip(b"select 1;")), "not_a_backup"),
        ("x.tar", &tar, "not_a_backup"),
        ("x.zst", b"\x28\xB5\x2F\xFD\x04", "not_a_backup"),
        ("mysql.sql", b"-- MySQL dump 10.13\n", "not_a_backup"),
        ("2>&1.sql", b"pg_dump: reading schemas\n--\n", "not_a_backup"),
    ] {
        let file = scene.path(name);
        fs::write(&file, content).unwrap();
        let error = scene.restore(&file, "aucune", &[]).failed(code, 16);
        let advice = error["advice"].as_str().unwrap();
        assert_eq!(advice.contains("2>&1"), name.contains("2>&1"), "{error}");
        assert!(!advice.contains("psql"), "{error}");
        scene.import(&file, &[]).failed(code, 16);
    }
    let by_hand = scene.path("by_hand.sql");
    fs::write(&by_hand, "create table a(b int);\ninsert into a values (1);\n").unwrap();
    scene.import(&by_hand, &[]).failed("made_by_hand", 16);
    let replaces = ["restore", "--json", "--confirm", &scene.database, "--url"];
    let mut replace = scene.program.command(replaces);
    replace.arg(harness::url(&scene.target, &scene.database)).arg(&by_hand);
    Outcome::of(replace.output().unwrap()).failed("made_by_hand", 16);
    let into = harness::unique("a_la_main");
    let outcome = scene.restore(&by_hand, &into, &[]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert_eq!(harness::number(&scene.target, &into, "select count(*) from a"), 1);
    assert_eq!(scene.program.files(), [""; 0]);
    scene.leaves_nothing();
}

#[test]
fn an_archive_that_needs_a_newer_pg_restore_says_which() {
    let scene = Scene::of(NEWEST);
    let archive = scene.archive("c");
    let url = harness::url(&scene.target, "postgres");
    let mut command =
        scene.program.command(["restore", "--json", "--into", "aucune", "--url", &url]);
    command.arg("--pg-dump").arg(harness::programs(15)).arg(&archive);
    let error = Outcome::of(command.output().unwrap()).failed("pg_restore_missing", 13);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("18") && message.contains("15."), "{message}");
}

#[test]
fn a_file_that_is_newer_than_the_server_says_so_where_it_fails() {
    let mut scene = Scene::of(NEWEST);
    // Virtual generated columns are of version 18.
    harness::sql(
        &scene.source,
        &scene.database,
        "create table calcul(a int, b int generated always as (a * 2) virtual)",
    );
    let archive = scene.archive("p");
    scene.target = harness::server_of(13);
    let error = scene.restore(&archive, "aucune", &[]).failed("restore_failed", 17);
    let advice = error["advice"].as_str().unwrap();
    assert!(advice.contains("18") && advice.contains("13"), "{advice}");
    assert!(!scene.exists("aucune"));
}

#[test]
fn a_command_between_two_dumps_is_refused() {
    let scene = Scene::of(NEWEST);
    let dump = String::from_utf8(scene.written("pg_dump", &["--create"])).unwrap();
    for strange in ["\\! touch /tmp/x\n", "drop table t;\n"] {
        let file = scene.path("strange.sql");
        fs::write(&file, format!("{dump}{strange}{dump}")).unwrap();
        scene.restore(&file, "aucune", &[]).failed("dump_forbidden", 16);
    }
}

#[test]
fn large_objects_that_were_cut_in_a_folder_are_missed() {
    let scene = Scene::of(NEWEST);
    let noise = "select lo_from_bytea(4711, decode(string_agg(md5(g::text), ''), 'hex')) \
                 from generate_series(1, 300) g";
    harness::sql(&scene.source, &scene.database, noise);
    let archive = scene.archive("d");
    scene.comes_back(&archive);
    let names = harness::names_in(&archive);
    let blobs: Vec<&String> = names.iter().filter(|name| name.starts_with("blob")).collect();
    assert_eq!(blobs.len(), 2, "{blobs:?}");
    for name in blobs {
        for permille in [0, 500] {
            let cut = scene.path(&format!("{name}.{permille}"));
            copy_cut(&archive, &cut, name, permille);
            same_or_refused(&scene, &cut, name);
            let into = harness::unique("coupée");
            scene.restore(&cut, &into, &[]).failed("dump_incomplete", 15);
        }
    }
    // As `--clean` writes it, where there are none.
    let file = scene.path("clean.sql");
    fs::write(&file, scene.written("pg_dump", &["--clean"])).unwrap();
    scene.comes_back(&file);
}

#[test]
fn a_file_of_definitions_or_of_rows_alone_is_told() {
    let scene = Scene::of(NEWEST);
    let write = |name: &str, options: &[&str]| {
        let file = scene.path(name);
        fs::write(&file, scene.written("pg_dump", options)).unwrap();
        file
    };
    let definitions = write("s.sql", &["--schema-only"]);
    let into = harness::unique("vide");
    let outcome = scene.restore(&definitions, &into, &[]);
    assert!(outcome.result()["warnings"].to_string().contains("none of the rows"), "{outcome:?}");
    scene.import(&definitions, &[]).failed("no_rows_in_file", 16);
    // Never in the place of a live database.
    let url = harness::url(&scene.target, &into);
    let mut command = scene.program.command(["restore", "--json", "--confirm", &into, "--dir"]);
    command.arg(&scene.program.dir).arg("--url").arg(&url).arg(&definitions);
    Outcome::of(command.output().unwrap()).failed("no_rows_in_file", 16);
    let rows = write("a.sql", &["--data-only"]);
    scene.restore(&rows, "aucune", &[]).failed("no_tables_in_file", 16);
    let inserts = write("i.sql", &["--inserts"]);
    let outcome = scene.comes_back(&inserts);
    let said = outcome.result()["warnings"].to_string();
    assert!(said.contains("not counted") && !said.contains("compared"), "{said}");
    // A backup whose rows nobody counted says so for ever.
    let imported = scene.import(&inserts, &[]);
    assert_eq!(imported.code, Some(3), "{imported:?}");
    let (path, manifest) = imported.completed();
    assert_eq!(manifest["source"]["rows_counted"], false);
    let path = path.to_str().unwrap();
    let url = harness::url(&scene.target, "postgres");
    let verified = scene.program.run(["verify", "--drill", path, "--url", &url]);
    assert_eq!(verified.stdout.matches("rows not counted").count(), 2, "{verified:?}");
    let into = harness::unique("non_comptée");
    let restored = scene.program.run(["restore", path, "--url", &url, "--into", &into]);
    assert!(!restored.stdout.contains("compared"), "{restored:?}");
    assert_eq!(tables(&scene.target, &into), tables(&scene.source, &scene.database));
}

#[test]
fn rows_that_a_script_by_hand_brings_in_its_own_way_are_not_missed() {
    let scene = Scene::of(NEWEST);
    let by_hand = scene.path("by_hand.sql");
    fs::write(&by_hand, "create table a(b int);\ninsert into a select 1;\n").unwrap();
    let into = harness::unique("vive");
    let outcome = scene.restore(&by_hand, &into, &[]);
    assert_eq!(outcome.result()["status"], "completed", "{outcome:?}");
    assert_eq!(harness::number(&scene.target, &into, "select count(*) from a"), 1);
}

#[test]
fn roles_of_a_dump_in_another_encoding_have_their_names() {
    let scene = Scene::of(NEWEST);
    let role = format!("Rôle-é {}", harness::unique("r"));
    let make = format!("create role {0}; alter table notes owner to {0}", harness::quoted(&role));
    harness::sql(&scene.source, &scene.database, &make);
    let file = scene.path("win1252.sql");
    fs::write(&file, scene.written("pg_dump", &["--encoding=WIN1252"])).unwrap();
    scene.comes_back(&file);
    let with = |condition: &str| {
        let sql = format!("select count(*) from pg_roles where rolname {condition}");
        harness::number(&scene.target, "postgres", &sql)
    };
    assert_eq!(with(&format!("= '{role}'")), 1);
    assert_eq!(with("like 'R%le%' and rolname not like 'Rôle%'"), 0);
    // And the database has its own.
    fs::write(&file, scene.written("pg_dump", &["--encoding=WIN1252", "--create"])).unwrap();
    let (_, manifest) = scene.import(&file, &["--from", &scene.database]).completed();
    assert_eq!(manifest["database"], scene.database);
}

/// Tables of this login, of another role, and of this one again.
#[test]
fn every_table_has_its_owner_however_the_dump_says_it() {
    let scene = Scene::of(17);
    let role = harness::unique("autre_proprio");
    for cluster in [&scene.source, &scene.target] {
        harness::sql(cluster, "postgres", &format!("create role {role} superuser"));
    }
    let make =
        format!("create table a(b int); alter table notes owner to {role}; create table z()");
    harness::sql(&scene.source, &scene.database, &make);
    let owners = "select string_agg(relname || ' ' || pg_get_userbyid(relowner), ', ' order by 1)
         from (select * from pg_class where relkind = 'r' and relnamespace > 16000
               or relnamespace = 'public'::regnamespace order by relname) c";
    for option in ["--no-comments", "--use-set-session-authorization"] {
        let file = scene.path("owners.sql");
        fs::write(&file, scene.written("pg_dump", &[option])).unwrap();
        let outcome = scene.comes_back(&file);
        let into = outcome.result()["database"].as_str().unwrap().to_owned();
        let expected = text(&scene.source, &scene.database, owners);
        assert_eq!(text(&scene.target, &into, owners), expected, "{option}");
    }
    let by_hand = scene.path("by_hand.sql");
    let script = format!(
        "create table t();\nALTER TABLE t OWNER TO {role};\nALTER TABLE t OWNER TO postgres;\n
         CREATE TABLE u();\nset role {role};\nCREATE TABLE v();\nRESET ROLE;\n
         ALTER TABLE v OWNER TO postgres;\n"
    );
    fs::write(&by_hand, script).unwrap();
    let into = harness::unique("a_la_main");
    assert_eq!(scene.restore(&by_hand, &into, &[]).result()["status"], "completed");
    let other = "select count(*) from pg_class where relname in ('t', 'u', 'v') and relowner <> 10";
    assert_eq!(harness::number(&scene.target, &into, other), 0);
}

#[test]
fn a_template_that_makes_itself_comes_back() {
    let scene = Scene::of(NEWEST);
    let name = harness::quoted(&scene.database);
    harness::sql(&scene.source, "postgres", &format!("alter database {name} is_template true"));
    let file = scene.path("template.sql");
    fs::write(&file, scene.written("pg_dump", &["--create", "--clean", "--if-exists"])).unwrap();
    assert!(fs::read_to_string(&file).unwrap().contains("UPDATE pg_catalog.pg_database"));
    scene.comes_back(&file);
    harness::sql(&scene.source, "postgres", &format!("alter database {name} is_template false"));
}

#[test]
fn a_pipe_is_refused_and_not_waited_for() {
    let scene = Scene::of(NEWEST);
    let pipe = scene.path("tube.sql");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    scene.restore(&pipe, "aucune", &[]).failed("not_a_backup", 16);
    scene.import(&pipe, &[]).failed("not_a_backup", 16);
}

#[test]
fn the_contents_of_an_archive_are_named_from_within_its_folder() {
    let scene = Scene::of(NEWEST);
    let archive = scene.archive("d");
    let (into, url) = (harness::unique("dedans"), harness::url(&scene.target, "postgres"));
    let mut command = scene.program.command(["restore", "--json", "--into", &into, "--url", &url]);
    command.arg("--pg-dump").arg(harness::programs(NEWEST)).arg("toc.dat").current_dir(&archive);
    let outcome = Outcome::of(command.output().unwrap());
    assert_eq!(outcome.result()["status"], "completed", "{outcome:?}");
    assert_eq!(tables(&scene.target, &into), tables(&scene.source, &scene.database));
}

#[test]
fn the_line_is_named_where_a_text_is_none() {
    let scene = Scene::of(NEWEST);
    let text = "-- x\nselect 1;\nselect '".encode_utf16().flat_map(u16::to_le_bytes);
    // Half of a pair of surrogates.
    let bytes: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text).chain([0x00, 0xD8, 0x41, 0]).collect();
    let file = scene.path("halved.sql");
    fs::write(&file, bytes).unwrap();
    let error = scene.restore(&file, "aucune", &[]).failed("dump_not_understood", 16);
    assert!(error["message"].as_str().unwrap().contains("line 3"), "{error}");
}

/// What an import that was killed before its last step leaves is published, and told.
#[test]
fn a_killed_import_is_found_by_the_next_one() {
    let scene = Scene::of(NEWEST);
    let file = scene.path("deux_fois.sql");
    fs::write(&file, scene.written("pg_dump", &[])).unwrap();
    let (first, _) = scene.import(&file, &[]).completed();
    let target = sauvegarde::folder::target::Target::open(Some(&scene.program.dir)).unwrap();
    let key = sauvegarde::folder::run::JobKey::new(&target, "\0import");
    let staging = scene.path("state/sauvegarde/staging").join(key.as_str());
    fs::create_dir_all(&staging).unwrap();
    let manifest = sauvegarde::folder::manifest::path_beside(&first);
    let name = manifest.file_name().unwrap().to_str().unwrap();
    fs::rename(&manifest, staging.join(format!("{name}.tmp"))).unwrap();
    let again = scene.import(&file, &[]);
    let said = again.result()["warnings"].to_string();
    assert!(said.contains(first.file_name().unwrap().to_str().unwrap()), "{said}");
    assert!(manifest.exists());
}

#[test]
fn a_script_that_ends_before_it_changes_to_its_database_is_cut() {
    let scene = Scene::of(NEWEST);
    let whole = scene.written("pg_dump", &["--create"]);
    let end = whole.windows(9).position(|it| it == b"\\connect ").unwrap();
    for cut in [200, end / 2, end - 40, end] {
        let file = scene.path("cut.sql");
        fs::write(&file, &whole[..cut]).unwrap();
        scene.restore(&file, "aucune", &[]).failed("dump_incomplete", 15);
    }
}

#[test]
fn tables_whose_rows_were_left_out_are_named() {
    let scene = Scene::of(NEWEST);
    let file = scene.path("sans_notes.sql");
    fs::write(&file, scene.written("pg_dump", &["--exclude-table-data=notes"])).unwrap();
    let into = harness::unique("sans_notes");
    let outcome = scene.restore(&file, &into, &[]);
    let said = outcome.result()["warnings"].to_string();
    assert!(said.contains("public.notes"), "{outcome:?}");
    let imported = scene.import(&file, &[]);
    let (path, manifest) = imported.completed();
    assert_eq!(manifest["incomplete"][0]["table"], "public.notes");
    assert_eq!(imported.code, Some(3));
    let listed = scene.program.run(["list", "--dir", path.parent().unwrap().to_str().unwrap()]);
    assert!(listed.stdout.contains("INCOMPLETE"), "{listed:?}");
    // Rows that come through their root are there.
    let partitions = "create table p(a int) partition by range(a);
         create table p1 partition of p for values from (0) to (10); insert into p values (1)";
    harness::sql(&scene.source, &scene.database, partitions);
    fs::write(&file, scene.written("pg_dump", &["--load-via-partition-root"])).unwrap();
    let outcome = scene.comes_back(&file);
    assert!(!outcome.stdout.contains("without the rows"), "{outcome:?}");
}

#[test]
fn tables_that_a_selection_lacks_are_named_before_it_replaces_a_database() {
    let scene = Scene::of(NEWEST);
    let file = scene.path("selection.sql");
    fs::write(
        &file,
        scene.written("pg_dump", &["-t", "notes", "--section=pre-data", "--section=data"]),
    )
    .unwrap();
    let live = harness::unique("vive");
    harness::create(&scene.target, &live);
    harness::sql(
        &scene.target,
        &live,
        "create table notes(a int); create table \"À garder\"(a int)",
    );
    let url = harness::url(&scene.target, &live);
    let mut command = scene.program.command(["restore", "--json", "--confirm", &live, "--dir"]);
    command.arg(&scene.program.dir).arg("--url").arg(&url).arg(&file);
    command.arg("--pg-dump").arg(harness::programs(NEWEST));
    let outcome = Outcome::of(command.output().unwrap());
    let warnings = outcome.result()["warnings"].to_string();
    assert!(
        warnings.contains("public.À garder") && !warnings.contains("public.notes"),
        "{outcome:?}"
    );
}

#[test]
fn a_section_without_the_tables_is_no_database() {
    let scene = Scene::of(NEWEST);
    for section in ["--section=post-data", "--section=data", "--statistics-only"] {
        for format in ["p", "c"] {
            let file = scene.path("section");
            let path = file.to_str().unwrap();
            scene.written("pg_dump", &[section, &format!("-F{format}"), "-f", path]);
            scene.restore(&file, "aucune", &[]).failed("no_tables_in_file", 16);
        }
    }
}

#[test]
fn a_cut_in_the_closing_line_is_a_cut() {
    let scene = Scene::of(NEWEST);
    let file = scene.path("create.sql");
    let whole = scene.written("pg_dump", &["--create"]);
    let key = whole.windows(12).rposition(|it| it == b"\\unrestrict ").unwrap();
    for end in [key, key + 3, key + 12, key + 20] {
        fs::write(&file, &whole[..end]).unwrap();
        scene.restore(&file, "aucune", &[]).failed("dump_incomplete", 15);
    }
    // An editor leaves out the empty line at the end.
    fs::write(&file, whole.trim_ascii_end()).unwrap();
    scene.comes_back(&file);
    let source = Arc::new(harness::own_server(&[]));
    harness::create(&source, "seule");
    harness::sql(&source, "seule", "create table t as select 1 a");
    let target = Arc::clone(&scene.target);
    let all = Scene { source, database: "seule".to_owned(), target, program: Program::new() };
    let whole = all.written("pg_dumpall", &[]);
    let key = whole.windows(12).rposition(|it| it == b"\\unrestrict ").unwrap();
    let file = all.path("all.sql");
    for end in [key + 3, key + 20] {
        fs::write(&file, &whole[..end]).unwrap();
        all.restore(&file, "aucune", &[]).failed("dump_incomplete", 15);
    }
}

#[test]
fn what_changes_the_server_is_refused_wherever_it_stands() {
    let scene = Scene::of(NEWEST);
    let dump = String::from_utf8(scene.written("pg_dump", &[])).unwrap();
    let by_hand = "create table a(b int);\n";
    for strange in ["CREATE ROLE intrus SUPERUSER;", "alter system set work_mem = '7MB';"] {
        for (text, before) in [(dump.as_str(), "CREATE TABLE"), (by_hand, "create table")] {
            let file = scene.path("strange.sql");
            fs::write(&file, text.replacen(before, &format!("{strange}\n{before}"), 1)).unwrap();
            scene.restore(&file, "aucune", &[]).failed("dump_forbidden", 16);
        }
    }
}

#[test]
fn what_clean_takes_away_is_not_missed() {
    let scene = Scene::of(NEWEST);
    harness::sql(
        &scene.source,
        &scene.database,
        "create table s(a serial); insert into s default values",
    );
    let file = scene.path("clean.sql");
    fs::write(&file, scene.written("pg_dump", &["--clean"])).unwrap();
    let outcome = scene.comes_back(&file);
    assert_eq!(outcome.result()["not_restored"].as_array().unwrap().len(), 0, "{outcome:?}");
}
