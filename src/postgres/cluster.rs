//! A throwaway PostgreSQL server in a folder of its own: for the demo and for tests. Never the
//! user's server: it makes its own data folder, and on Unix it listens on a socket in that folder
//! only, unless a TCP port is asked for.
//!
//! Invariant: dropping a [`Cluster`] stops the server and deletes its folder, unless it was left
//! running. What a killed process has left, rows of a backup among it, the next start removes.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::platform::child::{self, Child};
use crate::postgres::client_tools::in_folder;
use crate::postgres::connection::{Alternatives, Connection, Protection, SslMode};
use crate::report::error::{Error, IoAction, Result};

#[cfg(unix)]
#[path = "cluster/unix.rs"]
mod platform;
#[cfg(windows)]
#[path = "cluster/windows.rs"]
mod platform;

/// `initdb` on a loaded machine.
const INITDB_LIMIT: Duration = Duration::from_secs(120);
const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(20);
const CLEAR_LIMIT: Duration = Duration::from_secs(2);
/// Proof that a folder is ours to delete.
const MARKER: &str = "sauvegarde-throwaway";
/// Locked as long as a process has the server. It is there before [`MARKER`].
const CLAIM: &str = "in-use";
/// What a server says that was left running; such a folder is nobody's to sweep.
const KEPT_LOG: &str = "kept.log";
const PREFIX: &str = "sauv-";
/// The superuser of the server; it trusts every local login.
const SUPERUSER: &str = "postgres";

/// A running server.
pub struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    port: u16,
    tcp: bool,
    keeper: Option<Keeper>,
    /// The lock of [`CLAIM`]; nothing where the file system has none, and nobody sweeps either.
    claim: Option<File>,
    /// Left running, and nobody here ends it.
    stays: bool,
}

/// The thread that started the server lives as long as it: where the system ends children with
/// the thread that made them, a test's thread would take the shared server along.
struct Keeper {
    stop: mpsc::Sender<()>,
    thread: JoinHandle<()>,
}

impl Cluster {
    /// Starts a server from the programs in `programs`, in a new folder below `parent`.
    /// `settings` are lines of `postgresql.conf`.
    ///
    /// # Errors
    /// [`Error::DemoFailed`] with the server's own words, or [`Error::Io`].
    pub fn start(programs: &Path, parent: &Path, settings: &[&str]) -> Result<Self> {
        sweep(parent);
        // Short: the path of a Unix socket may have 107 bytes.
        let name = format!("{PREFIX}{}", &uuid::Uuid::new_v4().simple().to_string()[..8]);
        let folder = parent.join(name);
        fs::create_dir_all(&folder).map_err(|error| creating(&folder, error))?;
        let tcp = cfg!(windows) || settings.iter().any(|line| line.contains("listen_addresses"));
        let port = if tcp { free_port()? } else { crate::postgres::connection::DEFAULT_PORT };
        let claim = claim(&folder).ok();
        let programs = programs.to_owned();
        let mut cluster = Self { folder, programs, port, tcp, keeper: None, claim, stays: false };
        cluster.prepare(settings)?;
        cluster.launch()?;
        Ok(cluster)
    }

    /// The server's own folder; the data are in `data` below it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    #[must_use]
    pub fn programs(&self) -> &Path {
        &self.programs
    }

    /// As the superuser, to `database`.
    #[must_use]
    pub fn connection(&self, database: &str) -> Connection {
        Connection {
            host: if self.tcp { "127.0.0.1".to_owned() } else { self.folder.display().to_string() },
            port: self.port,
            host_address: None,
            alternatives: Alternatives::default(),
            user: SUPERUSER.to_owned(),
            password: None,
            database: database.to_owned(),
            ssl_mode: SslMode::Prefer,
            root_certificate: None,
            client_certificate: None,
            protection: Protection::default(),
            connect_timeout_s: None,
            options: None,
            password_file: None,
            keyring_trouble: None,
            passed_over: Vec::new(),
        }
    }

    /// The text of the data folder's file `name`, to be changed by a test.
    #[must_use]
    pub fn data_file(&self, name: &str) -> PathBuf {
        self.data().join(name)
    }

    /// Stops the server; its data stay. [`restart`](Self::restart) brings it back.
    pub fn stop(&mut self) {
        let mut command = self.program("pg_ctl");
        command.arg("-D").arg(self.data()).args(["-m", "fast", "-w", "stop"]);
        let _ = child::run(command, STOP_LIMIT);
        if let Some(Keeper { stop, thread }) = self.keeper.take() {
            drop(stop);
            let _ = thread.join();
        }
    }

    /// # Errors
    /// As [`start`](Self::start).
    pub fn restart(&mut self) -> Result<()> {
        self.stop();
        self.launch()
    }

    /// Lets the server run on after this process; [`remove`] ends it.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn leave_running(&mut self) -> Result<()> {
        self.stop();
        let mut command = self.program("pg_ctl");
        // A log of its own: the other one belongs to us, not to the server's user.
        let log = self.folder.join(KEPT_LOG);
        command.arg("-D").arg(self.data()).args(["-w", "-l"]).arg(log).arg("start");
        let said = self.folder.join("pg_ctl.log");
        let file = File::create(&said).map_err(|error| creating(&said, error))?;
        if !child::run_leaving(command, file, START_LIMIT)?.success() {
            return Err(self.failed(&fs::read_to_string(&said).unwrap_or_default()));
        }
        self.stays = true;
        Ok(())
    }

    /// A program of the server's version, as the user that it runs as.
    #[must_use]
    pub fn program(&self, name: &str) -> Command {
        program(&self.programs, &self.folder, name)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    fn prepare(&self, settings: &[&str]) -> Result<()> {
        let failed = |error| creating(&self.folder, error);
        fs::write(self.folder.join(MARKER), self.programs.as_os_str().as_encoded_bytes())
            .map_err(failed)?;
        platform::hand_over(&self.folder).map_err(failed)?;
        let mut initdb = self.program("initdb");
        initdb.arg("-D").arg(self.data()).args([
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        let (ended, _) = child::run(initdb, INITDB_LIMIT)?;
        if !ended.status.success() {
            return Err(self.failed(&ended.stderr));
        }
        let sockets = self.folder.display().to_string().replace('\'', "''");
        let mut conf = format!(
            "port = {}\nfsync = off\nfull_page_writes = off\n\
             shared_buffers = 64MB\nmax_wal_size = 2GB\nlc_messages = 'C'\n",
            self.port
        );
        if cfg!(unix) {
            let _ = writeln!(conf, "unix_socket_directories = '{sockets}'");
        }
        if self.tcp {
            conf += "listen_addresses = '127.0.0.1'\n";
        } else {
            conf += "listen_addresses = ''\n";
        }
        for line in settings {
            let _ = writeln!(conf, "{line}");
        }
        let path = self.data().join("postgresql.conf");
        let mut text = fs::read_to_string(&path).map_err(failed)?;
        text.push_str(&conf);
        fs::write(&path, text).map_err(failed)
    }

    fn launch(&mut self) -> Result<()> {
        // What a server has said before must not be taken for what this one says.
        fs::write(self.log(), "").map_err(|error| creating(&self.log(), error))?;
        let said = platform::log_of_starter(&self.folder, &self.log());
        let log = File::create(&said).map_err(|error| creating(&said, error))?;
        let mut command = self.program(platform::STARTER);
        platform::start(&mut command, &self.data(), &self.log());
        let (stop, stopped) = mpsc::channel::<()>();
        let (started, starts) = mpsc::channel();
        let thread = std::thread::Builder::new().name("server".to_owned()).spawn(move || {
            match Child::spawn_logging(command, log) {
                Ok(child) => {
                    let _ = started.send(Ok(()));
                    // Ends when the other side is dropped.
                    let _ = stopped.recv();
                    drop(child);
                }
                Err(error) => {
                    let _ = started.send(Err(error));
                }
            }
        });
        let thread = thread.map_err(|error| creating(&self.folder, error))?;
        self.keeper = Some(Keeper { stop, thread });
        starts.recv().unwrap_or(Err(Error::ServerProgramsMissing))?;
        self.wait_until_ready()
    }

    fn wait_until_ready(&self) -> Result<()> {
        let deadline = Instant::now() + START_LIMIT;
        loop {
            // Line 8 of the file says "ready" once connections are taken.
            let status = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
            if status.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
                return Ok(());
            }
            let said = |path: PathBuf| fs::read_to_string(path).unwrap_or_default();
            let log = said(self.log());
            if Instant::now() >= deadline || log.contains("FATAL:") {
                let starter = platform::log_of_starter(&self.folder, &self.log());
                return Err(self.failed(&if log.is_empty() { said(starter) } else { log }));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn failed(&self, detail: &str) -> Error {
        let programs = self.programs.display();
        Error::DemoFailed { detail: format!("{programs}: {}", detail.trim()) }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.stays {
            return;
        }
        let mut command = self.program("pg_ctl");
        command.arg("-D").arg(self.data()).args(["-m", "immediate", "-w", "stop"]);
        if self.keeper.is_some() {
            let _ = child::run(command, STOP_LIMIT);
        }
        if let Some(Keeper { stop, thread }) = self.keeper.take() {
            drop(stop);
            let _ = thread.join();
        }
        self.claim = None;
        let _ = clear(&self.folder);
    }
}

fn claim(folder: &Path) -> io::Result<File> {
    let claim = File::create(folder.join(CLAIM))?;
    claim.try_lock()?;
    Ok(claim)
}

/// Removes what killed processes of this user left in `parent`. A server ends with the process that
/// has it, and if that failed, within a minute of the loss of its folder; none is signalled, since
/// the number in an old `postmaster.pid` may be somebody else's by now.
fn sweep(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let folder = entry.path();
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX)
            && !folder.join(KEPT_LOG).exists()
            && platform::is_made_by_us(&folder.join(MARKER));
        let free = |claim: File| claim.try_lock().is_ok();
        if is_ours && File::open(folder.join(CLAIM)).is_ok_and(free) {
            let _ = clear(&folder);
        }
    }
}

/// Ends a server that [`Cluster::leave_running`] left, and deletes its folder.
///
/// # Errors
/// [`Error::DemoFailed`] if the folder is not one of ours, or its server does not end.
pub fn remove(folder: &Path) -> Result<()> {
    let marker = fs::read_to_string(folder.join(MARKER)).map_err(|_| Error::DemoFailed {
        detail: crate::report::i18n::tr!("demo-not-ours", path = folder.display().to_string()),
    })?;
    // The programs run in the folder, where a relative path would mean another one.
    let folder = &std::path::absolute(folder).map_err(|error| creating(folder, error))?;
    let pg_ctl = |action: &[&str]| {
        let mut command = program(Path::new(&marker), folder, "pg_ctl");
        command.arg("-D").arg(folder.join("data")).args(action);
        child::run(command, STOP_LIMIT)
    };
    let (stopped, _) = pg_ctl(&["-m", "fast", "-w", "stop"])?;
    // A server that was not running cannot be stopped; one that still runs keeps its data.
    if !stopped.status.success() && pg_ctl(&["status"])?.0.status.success() {
        return Err(Error::DemoFailed { detail: stopped.stderr.trim().to_owned() });
    }
    clear(folder).map_err(|error| creating(folder, error))
}

/// Windows keeps a file for a moment after the program that had it open.
fn clear(folder: &Path) -> io::Result<()> {
    let deadline = Instant::now() + CLEAR_LIMIT;
    loop {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound && Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(10));
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => return Ok(()),
        }
    }
}

fn program(programs: &Path, folder: &Path, name: &str) -> Command {
    let mut command = child::command(&in_folder(programs, name));
    command.current_dir(folder).env("LC_ALL", "C").env("HOME", folder);
    platform::as_server_user(&mut command);
    command
}

fn free_port() -> Result<u16> {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| creating(Path::new("127.0.0.1"), error))
}

fn creating(path: &Path, source: io::Error) -> Error {
    Error::Io { action: IoAction::Create, path: path.to_owned(), source }
}
