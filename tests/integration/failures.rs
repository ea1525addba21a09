//! Each failure of a backup: its code, its exit status, what is said in both languages, and that
//! nothing is left behind and no earlier backup is touched.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use sauvegarde::postgres::cluster::Cluster;

use crate::background::dumps_of;
use crate::harness::{self, Outcome, Program};

mod connection;
mod midway;
mod stalled;
mod target;
mod tools;
mod usage;

/// A folder with a good backup in it, before something goes wrong.
struct Scene {
    program: Program,
    before: BTreeMap<String, Vec<u8>>,
}

impl Scene {
    fn new(cluster: &Cluster, database: &str) -> Self {
        let program = Program::new();
        program.backup(cluster, database).completed();
        let before = contents(&program.dir);
        Self { program, before }
    }

    /// `sauvegarde backup --json` into the scene's folder.
    fn backup(&self, url: &str, language: &str) -> Command {
        let mut command = self.program.command(["backup", "--json", "--url", url, "--dir"]);
        command.arg(&self.program.dir).args(["--lang", language]);
        command
    }

    /// Fails in this way in French and in English, and both sentences together name all of `names`.
    #[track_caller]
    fn fails(&self, code: &str, exit: i32, names: &[&str], run: impl Fn(&str) -> Outcome) {
        let [french, english] = ["fr", "en"].map(|language| {
            let outcome = run(language);
            self.nothing_is_left();
            said(&outcome, code, exit, names)
        });
        are_told_apart(&french, &english);
        self.the_earlier_backup_is_good();
    }

    #[track_caller]
    fn nothing_is_left(&self) {
        let home = self.program.home.path();
        assert_eq!(dumps_of(home), [] as [u32; 0], "pg_dump still runs");
        assert_eq!(self.program.staged(), [] as [&str; 0]);
        assert!(contents(&self.program.dir) == self.before, "{:?}", self.program.files());
    }

    #[track_caller]
    fn the_earlier_backup_is_good(&self) {
        // A copy, because a verification is noted in the manifest.
        let copy = tempfile::tempdir().unwrap();
        for (name, bytes) in contents(&self.program.dir) {
            std::fs::write(copy.path().join(name), bytes).unwrap();
        }
        let dir = copy.path().to_str().unwrap();
        let outcome = self.program.run(["verify", "--all", "--dir", dir]);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
    }
}

/// What happened and what to do.
type Sentences = [String; 2];

#[track_caller]
fn said(outcome: &Outcome, code: &str, exit: i32, names: &[&str]) -> Sentences {
    let error = outcome.failed(code, exit);
    let sentences = ["message", "advice"].map(|key| error[key].as_str().unwrap().to_owned());
    for sentence in &sentences {
        assert!(!sentence.trim().is_empty(), "{outcome:?}");
        assert!(outcome.stderr.contains(sentence.as_str()), "{outcome:?}");
    }
    for name in names {
        assert!(sentences.join(" ").contains(name), "{name} is not named: {sentences:?}");
    }
    sentences
}

#[track_caller]
fn are_told_apart(french: &Sentences, english: &Sentences) {
    for (french, english) in french.iter().zip(english) {
        assert_ne!(french, english);
    }
}

/// Name → bytes of each file; a folder in it is a file without bytes.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let read = |entry: std::fs::DirEntry| {
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        (entry.file_name().into_string().unwrap(), bytes)
    };
    entries.map(read).collect()
}

/// Loads a file of `tests/data` into a database of its own.
fn database_of(cluster: &Cluster, file: &str) -> String {
    let name = harness::unique("cas");
    harness::create(cluster, &name);
    harness::sql(cluster, &name, &harness::data(file));
    name
}

/// The URL of `database` for another user than the superuser.
pub fn url_as(cluster: &Cluster, user: &str, database: &str) -> String {
    let connection = cluster.connection(database);
    sauvegarde::postgres::connection::Connection { user: user.to_owned(), ..connection }
        .url_without_password()
}
