//! Programs of a virtual desktop. Each dies with its [`Process`], and with the test program itself
//! if that is killed.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// What a program may take to end when it is asked to.
const GRACE: Duration = Duration::from_secs(5);

/// The environment that programs of one desktop see, and nothing besides.
#[derive(Clone, Debug)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
    folder: PathBuf,
}

impl Environment {
    /// `folder` is where the programs start and where their output goes.
    pub fn new(folder: &Path) -> Self {
        let variables =
            [(OsString::from("PATH"), std::env::var_os("PATH").unwrap_or_default())].into();
        Self { variables, folder: folder.to_owned() }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.variables.remove(OsStr::new(name));
        self
    }

    /// `program` with this environment, in a process group of its own.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        self.ending_by("KILL", program)
    }

    /// `signal` is what the program gets when the test's thread ends without having said anything.
    pub fn ending_by(&self, signal: &str, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("setpriv");
        command
            .args(["--pdeathsig", signal, "--"])
            .arg(program)
            .env_clear()
            .envs(&self.variables)
            .current_dir(&self.folder)
            .process_group(0)
            .stdin(Stdio::null());
        command
    }

    /// Starts `command` with its output in `NAME.out` and `NAME.err`.
    #[track_caller]
    pub fn start(&self, name: &str, command: Command) -> Process {
        self.start_with_input(name, command, b"")
    }

    /// `input` goes to a command whose input is a pipe.
    #[track_caller]
    pub fn start_with_input(&self, name: &str, mut command: Command, input: &[u8]) -> Process {
        let file = |ending: &str| self.folder.join(format!("{name}.{ending}"));
        command.stdout(File::create(file("out")).unwrap());
        command.stderr(File::create(file("err")).unwrap());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{name}: {error}"));
        if let Some(mut pipe) = child.stdin.take() {
            pipe.write_all(input).unwrap();
        }
        Process { child, out: file("out"), err: file("err") }
    }
}

/// A running program.
pub struct Process {
    child: Child,
    out: PathBuf,
    err: PathBuf,
}

impl Process {
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn out(&self) -> String {
        text(&self.out)
    }

    pub fn err(&self) -> String {
        text(&self.err)
    }

    /// What each of its threads, and of its children's, waits for in the system.
    pub fn threads(&self) -> String {
        let threads = |id: &str| -> Vec<PathBuf> {
            let entries =
                std::fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
            entries.map(|entry| entry.path()).collect()
        };
        let mut all = threads(&self.id().to_string());
        let children: Vec<String> =
            all.iter().map(|thread| text(&thread.join("children"))).collect();
        all.extend(children.iter().flat_map(|ids| ids.split_whitespace()).flat_map(threads));
        let told = |thread: &PathBuf| {
            let part = |name: &str| text(&thread.join(name)).trim().to_owned();
            format!("{}: {}, call {}\n", part("comm"), part("wchan"), part("syscall"))
        };
        all.iter().map(told).collect()
    }

    /// Memory that is its own and in use, without what of its file is in memory.
    pub fn own_memory_kib(&self) -> u64 {
        let status = text(Path::new(&format!("/proc/{}/status", self.id())));
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).expect("RssAnon")
    }

    /// To the program alone; its children get it at the end.
    pub fn signal(&self, signal: Signal) {
        let _ = kill_process(self.pid(), signal);
    }

    /// Nothing while it runs.
    pub fn status(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Waits until it has ended by itself.
    pub fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        let deadline = Instant::now() + limit;
        loop {
            match self.status() {
                None if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(5)),
                status => return status,
            }
        }
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.status().is_none() {
            // Stopped by a test, perhaps.
            self.signal(Signal::CONT);
            self.signal(Signal::TERM);
            self.wait(GRACE);
        }
        let _ = kill_process_group(self.pid(), Signal::KILL);
        let _ = self.child.wait();
    }
}

fn text(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned()
}
