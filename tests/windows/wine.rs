//! The Windows program as a process of Wine's, with folders of its own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};

use sauvegarde::postgres::cluster::Cluster;
use tempfile::TempDir;

use crate::harness::{self, Outcome};

/// Of the server and of `pg_dump.exe`, which are of one release.
const MAJOR: u32 = 15;

/// A server that listens on 127.0.0.1, shared by all tests of this process.
pub fn server() -> Arc<Cluster> {
    static RUNNING: OnceLock<Arc<Cluster>> = OnceLock::new();
    Arc::clone(RUNNING.get_or_init(|| harness::kept(own_server())))
}

pub fn own_server() -> Cluster {
    let settings = ["listen_addresses = '127.0.0.1'"];
    Cluster::start(&harness::programs(MAJOR), &harness::servers_folder(), &settings).unwrap()
}

/// What `tests/windows.sh` has built or fetched.
fn built(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable).map(PathBuf::from);
    let path = path.unwrap_or_else(|| panic!("{variable} is set by tests/windows.sh"));
    assert!(path.exists(), "{} is missing: run tests/windows.sh", path.display());
    path
}

/// The folder with `pg_dump.exe`.
pub fn programs() -> PathBuf {
    built("SAUVEGARDE_TEST_WINDOWS_POSTGRES")
}

/// As Windows programs name a file of this machine.
pub fn windows(path: &Path) -> String {
    format!("Z:{}", path.to_str().unwrap().replace('/', "\\"))
}

/// The file that a Windows program names.
pub fn unix(path: &str) -> PathBuf {
    PathBuf::from(path.strip_prefix("Z:").expect(path).replace('\\', "/"))
}

/// A Windows program with its arguments. `PG*` and OneDrive's variables of ours do not reach it.
pub fn command(program: &Path) -> Command {
    let mut command = Command::new("wine");
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("PG") || name.starts_with("OneDrive") {
            command.env_remove(name);
        }
    }
    command
        .arg(program)
        .env_remove("DATABASE_URL")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The program itself.
pub fn program() -> PathBuf {
    built("SAUVEGARDE_TEST_EXE")
}

/// One of the helpers in C, beside the program.
pub fn helper(name: &str) -> Command {
    command(&program().with_file_name(name))
}

/// The program with a home and a backups' folder of its own.
pub struct Program {
    pub home: TempDir,
    pub dir: PathBuf,
}

impl Program {
    pub fn new() -> Self {
        Self::with_folder("sauvegardes")
    }

    /// The backups' folder has this path below the home.
    pub fn with_folder(name: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join(name);
        std::fs::create_dir_all(&dir).unwrap();
        Self { home, dir }
    }

    pub fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = command(&program());
        command
            .args(arguments)
            .args(["--lang", "en"])
            .env("SAUVEGARDE_HOME", windows(&self.home.path().join("home")));
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Outcome {
        Outcome::of(self.command(arguments).output().unwrap())
    }

    /// `sauvegarde backup --json` of `database` into [`Self::dir`].
    pub fn backup_command(&self, cluster: &Cluster, database: &str) -> Command {
        let dir = windows(&self.dir);
        let mut command = self.command(["backup", "--json", "--dir", &dir]);
        command.args(["--url", &harness::url(cluster, database)]);
        command.args(["--pg-dump", &windows(&programs())]);
        command
    }

    pub fn backup(&self, cluster: &Cluster, database: &str) -> Outcome {
        Outcome::of(self.backup_command(cluster, database).output().unwrap())
    }

    /// Names in the backups' folder.
    pub fn files(&self) -> Vec<String> {
        harness::names_in(&self.dir)
    }

    /// The one job's staging folder.
    pub fn staging(&self) -> PathBuf {
        let staging = self.home.path().join("home/state/staging");
        let jobs = harness::names_in(&staging);
        assert!(jobs.len() < 2, "{jobs:?}");
        jobs.first().map_or(staging.clone(), |job| staging.join(job))
    }
}
