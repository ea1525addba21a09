//! Throwaway servers, one for all tests that run at the same time, and the program with folders
//! of its own.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sauvegarde::postgres::client_tools;
use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::postgres::server::Server;
use serde_json::Value;
use tempfile::TempDir;

/// Far more than any test needs; a test that waits longer hangs.
pub const DEADLINE: Duration = Duration::from_secs(120);
const FILL_LIMIT: Duration = Duration::from_secs(120);

/// Where `tests/get-postgres.sh` put the majors 13 to 18.
pub fn programs(major: u32) -> PathBuf {
    let root = std::env::var_os("SAUVEGARDE_TEST_POSTGRES")
        .expect("SAUVEGARDE_TEST_POSTGRES is set by tests/run.sh");
    let folder = Path::new(&root).join(major.to_string()).join("bin");
    assert!(folder.is_dir(), "{} is missing: run tests/get-postgres.sh", folder.display());
    folder
}

/// The server of this machine's own PostgreSQL, shared by all tests of this process.
pub fn server() -> Arc<Cluster> {
    let programs = client_tools::find_server_programs(None).expect("PostgreSQL is installed");
    shared(&programs)
}

/// As [`server`], of another major.
pub fn server_of(major: u32) -> Arc<Cluster> {
    shared(&programs(major))
}

fn shared(programs: &Path) -> Arc<Cluster> {
    static RUNNING: Mutex<Option<HashMap<PathBuf, Arc<Cluster>>>> = Mutex::new(None);
    let mut running = RUNNING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let running = running.get_or_insert_default();
    let start = || kept(Cluster::start(programs, &servers_folder(), &[]).unwrap());
    Arc::clone(running.entry(programs.to_owned()).or_insert_with(start))
}

/// A server that is there until this process ends.
pub fn kept(mut cluster: Cluster) -> Arc<Cluster> {
    removed_after_us(cluster.folder());
    cluster.leave_running().unwrap();
    Arc::new(cluster)
}

/// Nothing is dropped when the tests are over. So a shell waits for the end of this process, and
/// lets the program end the server and remove its folder.
fn removed_after_us(folder: &Path) {
    let mut shell = Command::new("sh");
    shell.args(["-c", "cat >/dev/null; exec \"$0\" demo --stop \"$1\" --quiet"]);
    shell.arg(env!("CARGO_BIN_EXE_sauvegarde")).arg(folder);
    shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    // Its input ends with us. Where there is no shell the folder stays, which `tests/run.sh` sees.
    std::mem::forget(shell.spawn());
}

/// Below it are the servers; in memory they make and delete their files faster.
pub fn servers_folder() -> PathBuf {
    std::env::var_os("SAUVEGARDE_TEST_SERVERS").map_or_else(std::env::temp_dir, PathBuf::from)
}

/// A new server for one test that stops it, kills its sessions or changes its settings.
pub fn own_server(settings: &[&str]) -> Cluster {
    let programs = client_tools::find_server_programs(None).expect("PostgreSQL is installed");
    Cluster::start(&programs, &servers_folder(), settings).unwrap()
}

/// A name that no other test has.
pub fn unique(prefix: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{prefix}_{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A session on `database`.
pub fn session(cluster: &Cluster, database: &str) -> Server {
    Server::connect(&cluster.connection(database)).unwrap()
}

/// Creates a UTF-8 database of this name.
pub fn create(cluster: &Cluster, database: &str) {
    create_with(cluster, database, "encoding 'UTF8'");
}

pub fn create_with(cluster: &Cluster, database: &str, options: &str) {
    let sql = format!("create database {} template template0 {options}", quoted(database));
    session(cluster, "postgres").batch(&sql, FILL_LIMIT).unwrap();
}

/// Runs SQL, statements separated by `;`.
pub fn sql(cluster: &Cluster, database: &str, text: &str) {
    session(cluster, database).batch(text, FILL_LIMIT).unwrap();
}

/// A file of `tests/data`.
pub fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    std::fs::read_to_string(path).unwrap()
}

/// What a server has written into its log.
pub fn log(cluster: &Cluster) -> String {
    let of = |name| std::fs::read(cluster.folder().join(name)).unwrap_or_default();
    // The second one since it was left running.
    String::from_utf8_lossy(&[of("log"), of("kept.log")].concat()).into_owned()
}

/// One number that a query gives.
pub fn number(cluster: &Cluster, database: &str, query: &str) -> i64 {
    session(cluster, database).query(query, &[]).unwrap()[0].get(0)
}

/// A small database: a few tables with a few thousand rows.
pub fn small_database(cluster: &Cluster) -> String {
    let name = unique("petite");
    create(cluster, &name);
    sql(
        cluster,
        &name,
        "create table eleves(id int primary key, nom text, inscrit date);
         insert into eleves select g, 'Élève ' || g, date '2026-09-01' + g % 30
         from generate_series(1, 3000) g;
         create table cours(id int primary key, titre text);
         insert into cours select g, 'Cours ' || g from generate_series(1, 50) g;
         create table vide(x int);",
    );
    name
}

/// A client program of the server's version, pointed at `database`.
pub fn client(cluster: &Cluster, name: &str, database: &str) -> Command {
    let mut command = Command::new(client_tools::in_folder(cluster.programs(), name));
    command.envs(cluster.connection(database).child_environment()).stdin(Stdio::null());
    command
}

/// The program with a home, a state and a backups' folder of its own.
pub struct Program {
    pub home: TempDir,
    pub dir: PathBuf,
}

impl Program {
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("sauvegardes");
        std::fs::create_dir(&dir).unwrap();
        Self { home, dir }
    }

    /// The command with its environment; English unless the test says otherwise.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sauvegarde"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        command
            .args(arguments)
            .env_remove("DATABASE_URL")
            // A tray that runs on this machine is no part of the test.
            .env_remove("XDG_RUNTIME_DIR")
            .env("HOME", self.home.path())
            .env("XDG_STATE_HOME", self.home.path().join("state"))
            .env("XDG_CONFIG_HOME", self.home.path().join("config"))
            .env("LANG", "en_US.UTF-8")
            .env_remove("LC_ALL")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Outcome {
        Outcome::of(self.command(arguments).output().unwrap())
    }

    /// `sauvegarde backup --json` of `database` into [`Self::dir`].
    pub fn backup_command(&self, cluster: &Cluster, database: &str) -> Command {
        let mut command = self.command(["backup", "--json", "--dir"]);
        command.arg(&self.dir).arg("--url").arg(url(cluster, database));
        command
    }

    pub fn backup(&self, cluster: &Cluster, database: &str) -> Outcome {
        Outcome::of(self.backup_command(cluster, database).output().unwrap())
    }

    /// Names in the backups' folder.
    pub fn files(&self) -> Vec<String> {
        names_in(&self.dir)
    }

    /// Everything below the state folder's staging, which is empty between backups.
    pub fn staged(&self) -> Vec<String> {
        names_in(&self.home.path().join("state/sauvegarde/staging"))
    }
}

pub fn url(cluster: &Cluster, database: &str) -> String {
    cluster.connection(database).url_without_password()
}

pub fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// How a run of the program ended.
#[derive(Debug)]
pub struct Outcome {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Every line of standard output as JSON; anything else on it fails the test.
    pub fn json(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// The last line.
    #[track_caller]
    pub fn result(&self) -> Value {
        self.json().pop().unwrap_or_else(|| panic!("no result: {self:?}"))
    }

    /// The path and the manifest of a completed backup.
    #[track_caller]
    pub fn completed(&self) -> (PathBuf, Value) {
        let result = self.result();
        assert_eq!(result["status"], "completed", "{self:?}");
        (PathBuf::from(result["path"].as_str().unwrap()), result["manifest"].clone())
    }

    /// Checks code and exit status of a failure and gives its error.
    #[track_caller]
    pub fn failed(&self, code: &str, exit: i32) -> Value {
        let result = self.result();
        assert_eq!(result["error"]["code"], code, "{self:?}");
        assert_eq!(self.code, Some(exit), "{self:?}");
        assert_eq!(result["error"]["exit"], exit, "{self:?}");
        result["error"].clone()
    }
}

/// Asks until `done` says yes.
#[track_caller]
pub fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !done() {
        assert!(Instant::now() < deadline, "{what} did not come");
        std::thread::sleep(Duration::from_millis(10));
    }
}
