//! A program that is killed at any moment loses the backup that it was making and nothing else.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use sauvegarde::folder::check;
use sauvegarde::folder::manifest;
use sauvegarde::folder::run::JobKey;
use sauvegarde::folder::target::Target;
use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::postgres::server::Server;
use sauvegarde::report::cancel::CancelToken;
use serde_json::Value;

use crate::harness::{self, Outcome, Program};
use crate::random::Random;

const KILLS: u32 = 100;
/// A normal run after so many kills: it has to clear away what all of them left.
const KILLS_BETWEEN_RUNS: u32 = 5;

/// The target and the staging folder of one database's backups.
struct Place {
    program: Program,
    database: String,
    staging: PathBuf,
}

impl Place {
    fn new(database: String) -> Self {
        let program = Program::new();
        let key = key(&program.dir, &database);
        let staging = program.home.path().join("state/sauvegarde/staging").join(key.as_str());
        Self { program, database, staging }
    }

    fn backup(&self, cluster: &Cluster) -> Outcome {
        self.program.backup(cluster, &self.database)
    }

    fn spawn(&self, cluster: &Cluster) -> Child {
        let mut command = self.program.backup_command(cluster, &self.database);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn status(&self, cluster: &Cluster) -> Value {
        let mut command = self.program.command(["status", "--json", "--dir"]);
        command.arg(&self.program.dir).arg("--url").arg(harness::url(cluster, &self.database));
        Outcome::of(command.output().unwrap()).result()
    }

    /// Dump and manifest back in the staging folder, as a kill before the renames leaves them.
    fn unpublish(&self, dump: &Path, with_dump: bool) {
        fs::create_dir_all(&self.staging).unwrap();
        let manifest = manifest::path_beside(dump);
        let mut staged = manifest.file_name().unwrap().to_owned();
        staged.push(".tmp");
        fs::rename(&manifest, self.staging.join(staged)).unwrap();
        if with_dump {
            fs::rename(dump, self.staging.join("dump.tmp")).unwrap();
        }
    }
}

/// Renames a backup, as its manifest then says: a free name of this second is taken again.
fn as_of_another_day(dump: &Path) -> PathBuf {
    let path = dump.with_file_name("backup_petite_20200101_000000.sql.gz");
    let mut manifest = manifest::read(&manifest::path_beside(dump)).unwrap().unwrap();
    path.file_name().unwrap().to_str().unwrap().clone_into(&mut manifest.file.name);
    fs::rename(dump, &path).unwrap();
    fs::remove_file(manifest::path_beside(dump)).unwrap();
    fs::write(manifest::path_beside(&path), manifest.to_text()).unwrap();
    path
}

fn key(dir: &Path, database: &str) -> JobKey {
    JobKey::new(&Target::open(Some(dir)).unwrap(), database)
}

/// The dump files that `list --json` calls complete.
fn complete(program: &Program) -> BTreeSet<PathBuf> {
    let listed = program.run(["list", "--json", "--dir", program.dir.to_str().unwrap()]);
    assert_eq!(listed.code, Some(0), "{listed:?}");
    listed.result()["backups"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|backup| backup["state"] == "complete")
        .map(|backup| PathBuf::from(backup["path"].as_str().unwrap()))
        .collect()
}

#[track_caller]
fn verifies(path: &Path) {
    let verified = check::verify(path, &CancelToken::default(), &mut |_, _| ()).unwrap();
    assert_eq!(verified.problems, [], "{}", path.display());
}

/// Dumps with their manifests, each complete and good, and nothing else: gives the dumps.
#[track_caller]
fn only_good_backups(program: &Program) -> BTreeSet<PathBuf> {
    let complete = complete(program);
    for path in &complete {
        verifies(path);
    }
    let expected: BTreeSet<PathBuf> =
        complete.iter().flat_map(|path| [path.clone(), manifest::path_beside(path)]).collect();
    let found: BTreeSet<PathBuf> =
        program.files().iter().map(|name| program.dir.join(name)).collect();
    assert_eq!(found, expected);
    complete
}

/// Processes that were given this database of this server to dump, and what is still about to
/// become one: a fork of the program.
fn dumping(cluster: &Cluster, database: &str) -> Vec<String> {
    let host = format!("PGHOST={}", cluster.folder().display());
    let name = format!("PGDATABASE={database}");
    let url = harness::url(cluster, database);
    let has = |path: &Path, wanted: &str| {
        let bytes = fs::read(path).unwrap_or_default();
        bytes.split(|byte| *byte == 0).any(|part| part == wanted.as_bytes())
    };
    fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let environment = path.join("environ");
            let dumps = has(&environment, &host) && has(&environment, &name);
            dumps || has(&path.join("cmdline"), &url)
        })
        .map(|path| {
            let command = fs::read_to_string(path.join("comm")).unwrap_or_default();
            format!("{} {}", path.display(), command.trim())
        })
        .collect()
}

#[track_caller]
fn no_orphan(cluster: &Cluster, database: &str) {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let orphans = dumping(cluster, database);
        if orphans.is_empty() {
            return;
        }
        assert!(Instant::now() < deadline, "still there: {orphans:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn killed(mut child: Child) -> bool {
    child.kill().unwrap();
    child.wait().unwrap().signal() == Some(9)
}

#[test]
fn killed_at_100_random_moments_it_leaves_no_false_backup_no_orphan_and_no_litter() {
    let server = harness::server();
    let place = Place::new(harness::small_database(&server));
    let mut random = Random::new();
    let started = Instant::now();
    place.backup(&server).completed();
    let mut run = started.elapsed();
    let mut good = only_good_backups(&place.program);
    let (mut ended_by_us, mut leaving_something) = (0, 0);
    for kill in 1..=KILLS {
        let child = place.spawn(&server);
        std::thread::sleep(run.mul_f64(random.next() * 1.2));
        ended_by_us += u32::from(killed(child));
        no_orphan(&server, &place.database);
        leaving_something += u32::from(!place.program.staged().is_empty());
        let complete = complete(&place.program);
        assert!(complete.is_superset(&good), "kill {kill}: an earlier backup is gone");
        for path in complete.difference(&good) {
            verifies(path);
        }
        good = complete;
        if kill % KILLS_BETWEEN_RUNS == 0 {
            let started = Instant::now();
            place.backup(&server).completed();
            // Other tests come and go: the machine is not as fast all the time.
            run = started.elapsed();
            assert_eq!(place.program.staged(), [""; 0], "kill {kill}");
            let all = only_good_backups(&place.program);
            assert!(all.is_superset(&good) && all.len() > good.len(), "kill {kill}");
            // What was good stays so; without it the next looks are quicker.
            for path in all {
                fs::remove_file(manifest::path_beside(&path)).unwrap();
                fs::remove_file(&path).unwrap();
            }
            good.clear();
        }
    }
    println!("{ended_by_us} killed of {KILLS}, {leaving_something} with files in staging");
    assert!(ended_by_us >= KILLS / 2, "{ended_by_us} kills hit a running program");
    assert!(leaving_something >= KILLS / 10, "{leaving_something} kills hit a dump");
}

/// The moments that chance rarely meets: each step of the publication, as soon as it is seen.
#[test]
fn killed_while_it_publishes_it_leaves_a_backup_that_the_next_run_completes() {
    let server = harness::server();
    let place = Place::new(harness::small_database(&server));
    let count = |folder: &Path, ending: &str| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|name| name.ends_with(ending)).count()
    };
    let mut completed_later = 0;
    for round in 0..12 {
        let before = complete(&place.program).len();
        let mut child = place.spawn(&server);
        let deadline = Instant::now() + harness::DEADLINE;
        let reached = || match round % 3 {
            0 => count(&place.staging, manifest::MANIFEST_SUFFIX) > 0,
            1 => count(&place.program.dir, manifest::DUMP_SUFFIX) > before,
            _ => count(&place.program.dir, manifest::MANIFEST_SUFFIX) > before,
        };
        while !reached() && child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < deadline);
        }
        killed(child);
        no_orphan(&server, &place.database);
        let complete = complete(&place.program);
        for path in &complete {
            verifies(path);
        }
        let outcome = place.backup(&server);
        outcome.completed();
        completed_later += usize::from(outcome.stderr.contains(".sql.gz"));
        assert_eq!(place.program.staged(), [""; 0], "round {round}");
        let all = only_good_backups(&place.program);
        assert!(all.is_superset(&complete), "round {round}");
        assert_eq!(all.len(), before + 2, "round {round}: {outcome:?}");
    }
    println!("{completed_later} of 12 were completed by the next run");
}

#[test]
fn a_published_dump_whose_manifest_is_still_staged_gets_it_from_the_next_backup() {
    let server = harness::server();
    let place = Place::new(harness::small_database(&server));
    for with_dump in [false, true] {
        let (path, _) = place.backup(&server).completed();
        place.unpublish(&path, with_dump);
        assert!(!complete(&place.program).contains(&path));
        let outcome = place.backup(&server);
        let (second, _) = outcome.completed();
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        let name = path.file_name().unwrap().to_str().unwrap();
        let expected = format!("left by an interrupted run, was put in its place: {name}");
        assert!(outcome.stderr.contains(&expected), "{outcome:?}");
        let all = only_good_backups(&place.program);
        assert!(all.contains(&path) && all.contains(&second), "{all:?}");
        assert_eq!(place.program.staged(), [""; 0]);
        for path in all {
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{}", path.display());
        }
    }
}

#[test]
fn a_staged_manifest_whose_dump_is_damaged_is_swept_and_not_published() {
    let server = harness::server();
    let place = Place::new(harness::small_database(&server));
    for with_dump in [false, true] {
        let (path, _) = place.backup(&server).completed();
        let path = as_of_another_day(&path);
        place.unpublish(&path, with_dump);
        let dump = if with_dump { place.staging.join("dump.tmp") } else { path.clone() };
        let mut bytes = fs::read(&dump).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&dump, &bytes).unwrap();
        let outcome = place.backup(&server);
        let (second, _) = outcome.completed();
        assert!(!outcome.stderr.contains(path.file_name().unwrap().to_str().unwrap()));
        assert_eq!(place.program.staged(), [""; 0]);
        assert!(!manifest::path_beside(&path).exists());
        assert!(complete(&place.program).contains(&second));
        // It has a final name, so it is not ours to delete; without a manifest it is no backup.
        assert_eq!(fs::read(&path).ok(), (!with_dump).then_some(bytes));
        let _ = fs::remove_file(&path);
    }
}

#[test]
fn a_staged_manifest_never_names_a_file_outside_the_folder_or_replaces_another_manifest() {
    let server = harness::server();
    let place = Place::new(harness::small_database(&server));
    let (path, _) = place.backup(&server).completed();
    let good = manifest::read(&manifest::path_beside(&path)).unwrap().unwrap();
    let other = fs::read(manifest::path_beside(&path)).unwrap();
    fs::create_dir_all(&place.staging).unwrap();
    fs::copy(&path, place.staging.join("dump.tmp")).unwrap();
    for (number, name) in
        ["../dehors.sql.gz", "/tmp/dehors.sql.gz", "..", "", &good.file.name].iter().enumerate()
    {
        let mut manifest = good.clone();
        (*name).clone_into(&mut manifest.file.name);
        let staged = place.staging.join(format!("{number}.sql.gz.json.tmp"));
        fs::write(staged, manifest.to_text()).unwrap();
    }
    place.backup(&server).completed();
    assert_eq!(only_good_backups(&place.program).len(), 2);
    assert_eq!(fs::read(manifest::path_beside(&path)).unwrap(), other);
    assert!(!place.program.home.path().join("dehors.sql.gz").exists());
    assert_eq!(place.program.staged(), [""; 0]);
}

#[test]
fn a_dump_without_manifest_is_never_deleted_and_is_no_backup() {
    let server = harness::server();
    let place = Place::new(harness::small_database(&server));
    let foreign = [
        format!("backup_{}_20200101_000000.sql.gz", place.database),
        "autre.sql.gz".to_owned(),
        "dump.tmp".to_owned(),
        "notes.txt".to_owned(),
    ];
    for name in &foreign {
        fs::write(place.program.dir.join(name), name).unwrap();
    }
    let (path, _) = place.backup(&server).completed();
    assert!(killed(place.spawn(&server)));
    place.backup(&server).completed();
    for name in &foreign {
        assert_eq!(fs::read_to_string(place.program.dir.join(name)).unwrap(), *name);
    }
    let complete = complete(&place.program);
    assert!(complete.contains(&path));
    assert!(
        complete
            .iter()
            .all(|path| { foreign.iter().all(|name| path.file_name().unwrap() != name.as_str()) })
    );
    assert_eq!(place.program.files().len(), complete.len() * 2 + foreign.len());
}

/// A database with a table that a session can lock without stopping anything but `pg_dump`: our
/// own questions do not ask how large a partitioned table is.
fn database_to_hold(cluster: &Cluster) -> String {
    let name = harness::small_database(cluster);
    harness::sql(cluster, &name, "create table frein(x int) partition by range (x)");
    name
}

/// Keeps `pg_dump` waiting until it is dropped.
struct Hold(#[expect(dead_code, reason = "its transaction ends with it")] Server);

impl Hold {
    fn start(cluster: &Cluster, database: &str) -> Self {
        let session = harness::session(cluster, database);
        let text = "begin; lock table frein in access exclusive mode";
        session.batch(text, Duration::from_secs(10)).unwrap();
        Self(session)
    }
}

#[track_caller]
fn wait_until_held(cluster: &Cluster, database: &str) {
    let waiting =
        "select count(*) from pg_locks where not granted and relation = 'frein'::regclass";
    harness::eventually("pg_dump that waits for the lock", || {
        harness::number(cluster, database, waiting) == 1
    });
}

#[test]
fn killed_while_pg_dump_waits_for_a_lock_it_takes_pg_dump_along_and_says_interrupted() {
    let server = harness::server();
    let place = Place::new(database_to_hold(&server));
    assert_eq!(place.status(&server)["status"], "idle");
    let hold = Hold::start(&server, &place.database);
    let child = place.spawn(&server);
    wait_until_held(&server, &place.database);
    assert_eq!(dumping(&server, &place.database).len(), 2, "the program and pg_dump");
    assert_eq!(place.status(&server)["status"], "running");
    place.backup(&server).failed("busy", 11);
    assert!(killed(child));
    no_orphan(&server, &place.database);
    let status = place.status(&server);
    assert_eq!(status["status"], "failed", "{status}");
    assert_eq!(status["error"]["code"], "interrupted", "{status}");
    let run = place.program.home.path().join("state/sauvegarde/run");
    let lock = fs::read_dir(&run).unwrap().flatten().map(|entry| entry.path());
    assert_eq!(lock.filter(|path| path.extension().is_some_and(|e| e == "lock")).count(), 1);
    drop(hold);
    // The lock's file is there and says nothing.
    let (path, _) = place.backup(&server).completed();
    let status = place.status(&server);
    assert_eq!(status["status"], "completed", "{status}");
    assert_eq!(status["backup_file"], path.to_str().unwrap());
    assert_eq!(only_good_backups(&place.program).len(), 1);
    assert_eq!(place.program.staged(), [""; 0]);
}

#[test]
fn unfinished_and_published_files_are_for_their_owner_only() {
    let server = harness::server();
    let place = Place::new(database_to_hold(&server));
    let hold = Hold::start(&server, &place.database);
    let mut command = Command::new("/bin/sh");
    // The most generous of users.
    command.args(["-c", "umask 0; exec \"$0\" \"$@\""]);
    let backup = place.program.backup_command(&server, &place.database);
    command.arg(backup.get_program()).args(backup.get_args());
    for (name, value) in backup.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until_held(&server, &place.database);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&place.staging.join("dump.tmp")), 0o600);
    drop(hold);
    let (path, _) = Outcome::of(child.wait_with_output().unwrap()).completed();
    let manifest = manifest::path_beside(&path);
    assert_eq!([mode(&path), mode(&manifest)], [0o600, 0o600]);
    let verified = place.program.run(["verify", "--json", path.to_str().unwrap()]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    assert_eq!(mode(&manifest), 0o600, "after the verification was noted");
}

#[test]
fn a_name_that_is_taken_while_the_dump_runs_is_not_overwritten() {
    let server = harness::server();
    for ending in [".sql.gz", ".sql.gz.json"] {
        let place = Place::new(database_to_hold(&server));
        let hold = Hold::start(&server, &place.database);
        let started = jiff::Zoned::now();
        let mut command = place.program.backup_command(&server, &place.database);
        let child = command.spawn().unwrap();
        wait_until_held(&server, &place.database);
        // The name was chosen in one of these seconds.
        let now = jiff::Zoned::now();
        let mut taken = Vec::new();
        let mut second = started;
        while second.timestamp().as_second() <= now.timestamp().as_second() {
            let stamp = second.strftime("%Y%m%d_%H%M%S");
            let name = format!("backup_{}_{stamp}{ending}", place.database);
            fs::write(place.program.dir.join(&name), &name).unwrap();
            taken.push(name);
            second = second.checked_add(jiff::SignedDuration::from_secs(1)).unwrap();
        }
        drop(hold);
        let outcome = Outcome::of(child.wait_with_output().unwrap());
        let (path, manifest) = outcome.completed();
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name.ends_with("_2.sql.gz"), "{name}");
        assert_eq!(manifest["file"]["name"], name);
        verifies(&path);
        for name in &taken {
            assert_eq!(fs::read_to_string(place.program.dir.join(name)).unwrap(), *name);
        }
        assert_eq!(place.program.files().len(), taken.len() + 2);
        assert_eq!(place.program.staged(), [""; 0]);
    }
}

/// A folder for backups on another volume than the state folder's: every Linux has this one.
fn place_on_another_volume(database: String) -> (tempfile::TempDir, Place) {
    let folder = tempfile::tempdir_in("/dev/shm").unwrap();
    let mut place = Place::new(database);
    let device = |path: &Path| fs::metadata(path).unwrap().dev();
    assert_ne!(device(folder.path()), device(place.program.home.path()));
    place.program.dir = folder.path().join("sauvegardes");
    fs::create_dir(&place.program.dir).unwrap();
    let key = key(&place.program.dir, &place.database);
    place.staging = place.program.dir.join(".sauvegarde-staging").join(key.as_str());
    (folder, place)
}

#[test]
fn on_another_volume_it_is_staged_in_a_hidden_folder_that_is_gone_afterwards() {
    let server = harness::server();
    let (_folder, place) = place_on_another_volume(database_to_hold(&server));
    let hold = Hold::start(&server, &place.database);
    let child = place.spawn(&server);
    wait_until_held(&server, &place.database);
    assert!(place.staging.join("dump.tmp").exists());
    assert_eq!(place.program.files(), [".sauvegarde-staging"]);
    let listed =
        place.program.run(["list", "--json", "--dir", place.program.dir.to_str().unwrap()]);
    assert_eq!(listed.result()["backups"], serde_json::json!([]));
    // A crash there leaves it to the next run.
    assert!(killed(child));
    no_orphan(&server, &place.database);
    assert!(place.staging.join("dump.tmp").exists());
    drop(hold);
    place.backup(&server).completed();
    assert_eq!(only_good_backups(&place.program).len(), 1);
    assert_eq!(place.program.staged(), [""; 0]);
}

#[test]
fn on_another_volume_an_interrupted_publication_is_completed_too() {
    let server = harness::server();
    let (_folder, place) = place_on_another_volume(harness::small_database(&server));
    for with_dump in [false, true] {
        let (path, _) = place.backup(&server).completed();
        place.unpublish(&path, with_dump);
        let outcome = place.backup(&server);
        outcome.completed();
        assert!(outcome.stderr.contains(path.file_name().unwrap().to_str().unwrap()));
        assert!(only_good_backups(&place.program).contains(&path));
    }
}

#[test]
fn killed_between_the_manifest_and_the_status_it_is_completed_and_not_interrupted() {
    let server = harness::server();
    let place = Place::new(harness::small_database(&server));
    let key = key(&place.program.dir, &place.database);
    let run = place.program.home.path().join("state/sauvegarde/run");
    let status_file = run.join(format!("{}.json", key.as_str()));
    let (path, manifest) = place.backup(&server).completed();
    // As the run left it before it said that it is done.
    let since = |moment: &str| {
        let text = format!(r#"{{"state":"running","pid":1,"since":"{moment}","progress":null}}"#);
        fs::write(&status_file, text).unwrap();
    };
    since(manifest["created_at"].as_str().unwrap());
    let status = place.status(&server);
    assert_eq!(status["status"], "completed", "{status}");
    assert_eq!(status["backup_file"], path.to_str().unwrap());
    // A later run that was killed has published nothing.
    since("2999-01-01T00:00:00Z");
    assert_eq!(place.status(&server)["error"]["code"], "interrupted");
    // Nor has one that ran when the file did not tell when it began.
    fs::write(&status_file, r#"{"state":"running","pid":1,"progress":null}"#).unwrap();
    assert_eq!(place.status(&server)["error"]["code"], "interrupted");
}

#[test]
fn what_a_killed_verification_left_is_swept_by_the_next_backup() {
    let server = harness::server();
    let place = Place::new(harness::small_database(&server));
    let (path, _) = place.backup(&server).completed();
    let left = PathBuf::from(format!("{}.json.tmp", path.display()));
    let now = left.with_file_name("backup_autre_20200101_000000.sql.gz.json.tmp");
    for path in [&left, &now] {
        fs::write(path, "{").unwrap();
    }
    let an_hour_ago = SystemTime::now() - Duration::from_secs(3600);
    fs::File::options().write(true).open(&left).unwrap().set_modified(an_hour_ago).unwrap();
    place.backup(&server).completed();
    assert!(!left.exists());
    // Of a verification that may still be at work.
    assert!(now.exists());
    fs::remove_file(&now).unwrap();
    assert_eq!(only_good_backups(&place.program).len(), 2);
}

/// Between the rename into the target that `prepare` tries and the removal of what it put there.
#[test]
fn what_a_kill_leaves_of_the_trial_rename_is_swept() {
    let server = harness::server();
    let place = Place::new(harness::small_database(&server));
    let name =
        format!(".sauvegarde-probe-{}.tmp", key(&place.program.dir, &place.database).as_str());
    fs::write(place.program.dir.join(&name), "").unwrap();
    fs::create_dir_all(&place.staging).unwrap();
    fs::write(place.staging.join(&name), "").unwrap();
    place.backup(&server).completed();
    assert_eq!(only_good_backups(&place.program).len(), 1);
    assert_eq!(place.program.staged(), [""; 0]);
}
