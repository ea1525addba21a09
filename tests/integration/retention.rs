//! What `prune` deletes, in folders of many small backups that no server has made; `pin`, `unpin` and
//! `accept`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use sauvegarde::folder::manifest::{
    self, Alarm, AlarmKind, ClientInfo, Compression, DatabaseSettings, DumpInfo, FileInfo,
    Manifest, Measure, Reason, ServerInfo, Verification, VerificationKind,
};
use sauvegarde::report::i18n::{Language, speaking};
use serde_json::{Map, Value, json};

use crate::harness::{Outcome, Program};

mod commands;
mod folder;
mod kill;
mod lies;
mod restic;
mod together;

const DATABASE: &str = "ecole";
const HOUR: i64 = 3600;

/// A folder of backups, and whose it is.
struct Shelf {
    program: Program,
    dir: PathBuf,
    installation: String,
}

impl Shelf {
    /// With these lines in `[retention]`.
    fn new(retention: &str) -> Self {
        let program = Program::new();
        let dir = program.dir.clone();
        Self::of(program, &dir, "ici", retention)
    }

    /// Of an installation with this name, in a folder that may be another one's too.
    fn of(program: Program, dir: &Path, installation: &str, retention: &str) -> Self {
        let home = program.home.path();
        let (config, state) = (home.join("config/sauvegarde"), home.join("state/sauvegarde"));
        fs::create_dir_all(&config).unwrap();
        fs::create_dir_all(&state).unwrap();
        fs::write(state.join("installation"), installation).unwrap();
        let url = format!("postgresql://moi@localhost/{DATABASE}");
        let text = format!("url = '{url}'\ndir = '{}'\n\n[retention]\n{retention}", dir.display());
        fs::write(config.join("config.toml"), text).unwrap();
        Self { program, dir: dir.to_owned(), installation: installation.to_owned() }
    }

    /// A good backup, made so many hours ago.
    fn put(&self, hours_ago: i64) -> PathBuf {
        self.put_as(hours_ago, |_| {})
    }

    fn put_as(&self, hours_ago: i64, change: impl FnOnce(&mut Manifest)) -> PathBuf {
        let at = now() - SignedDuration::from_secs(hours_ago * HOUR);
        let stamp = at.strftime("%Y%m%d_%H%M%S");
        let name = format!("backup_{DATABASE}_{}_{stamp}.sql.gz", self.installation);
        let mut manifest = manifest(&name, at, &self.installation);
        change(&mut manifest);
        let path = self.dir.join(name);
        fs::write(&path, "good").unwrap();
        fs::write(manifest::path_beside(&path), manifest.to_text()).unwrap();
        path
    }

    fn prune(&self, more: &[&str]) -> Outcome {
        self.program.run([&["prune", "--json"], more].concat())
    }

    /// Until nothing goes any more.
    fn settle(&self) {
        while {
            let outcome = self.prune(&[]);
            assert_eq!(outcome.code, Some(0), "{outcome:?}");
            !removed(&outcome).is_empty()
        } {}
    }

    fn files(&self) -> Vec<String> {
        crate::harness::names_in(&self.dir)
    }
}

/// The same for all of a test's backups.
fn now() -> Timestamp {
    static NOW: std::sync::LazyLock<Timestamp> = std::sync::LazyLock::new(Timestamp::now);
    *NOW
}

fn manifest(name: &str, at: Timestamp, installation: &str) -> Manifest {
    let verification =
        Verification { at, kind: VerificationKind::Backup, ok: true, detail: String::new() };
    Manifest {
        manifest_version: manifest::VERSION,
        id: name.to_owned(),
        profile: "default".to_owned(),
        reason: Reason::Scheduled,
        created_at: at,
        elapsed_ms: 1,
        database: DATABASE.to_owned(),
        server: ServerInfo::default(),
        client: ClientInfo {
            tool_version: String::new(),
            pg_dump_version: String::new(),
            unknown: Map::new(),
        },
        file: FileInfo {
            name: name.to_owned(),
            bytes: 4,
            sha256: String::new(),
            compression: Compression { method: "gzip".to_owned(), levels: BTreeMap::new() },
            encryption: None,
            unknown: Map::new(),
        },
        dump: DumpInfo { bytes: 20, sha256: String::new(), complete: true, unknown: Map::new() },
        tables: Vec::new(),
        large_objects: 0,
        extensions: Vec::new(),
        roles: Vec::new(),
        database_settings: DatabaseSettings::default(),
        django: None,
        incomplete: Vec::new(),
        subscriptions: Vec::new(),
        origin: None,
        installation: Some(installation.to_owned()),
        alarms: Vec::new(),
        accepted_at: None,
        unchanged_since: None,
        pinned: None,
        verifications: vec![verification],
        unknown: Map::new(),
    }
}

fn emptied() -> Alarm {
    Alarm {
        kind: AlarmKind::TableEmptied,
        table: Some("public.eleves".to_owned()),
        before: Measure::Number(4812),
        after: Measure::Number(0),
    }
}

/// The paths that a result says are gone, or would be.
fn removed(outcome: &Outcome) -> Vec<PathBuf> {
    paths(&outcome.result()["removed"])
}

fn paths(list: &Value) -> Vec<PathBuf> {
    let path = |it: &Value| PathBuf::from(it["path"].as_str().or(it.as_str()).unwrap());
    list.as_array().unwrap().iter().map(path).collect()
}

/// Why `path` stays, as programs read it.
fn reasons(outcome: &Outcome, path: &Path) -> Value {
    let result = outcome.result();
    let kept = result["kept"].as_array().unwrap().iter();
    let found = kept.clone().find(|it| it["path"].as_str().map(Path::new) == Some(path));
    found.map_or(Value::Null, |it| it["reasons"].clone())
}

fn is_whole(dump: &Path) -> bool {
    dump.exists() && manifest::path_beside(dump).exists()
}
