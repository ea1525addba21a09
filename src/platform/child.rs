//! Child processes. Nothing else in the program starts one.
//!
//! Invariants: a child runs in a group of its own, so that Ctrl+C in the terminal reaches us and
//! not it; whoever drops a [`Child`] that still runs kills the whole group; standard error is read
//! all the time, so that a talkative child never blocks, and only its end is kept.

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::platform::code_page::decode;
use crate::report::error::{Error, IoAction, Result};

#[cfg(unix)]
#[path = "child/unix.rs"]
mod platform;
#[cfg(windows)]
#[path = "child/windows.rs"]
mod platform;

/// What is kept of standard error.
const STDERR_KEPT_BYTES: usize = 64 * 1024;
/// Between the polite request to stop and the kill: `pg_dump` tells the server in this time.
const GRACE: Duration = Duration::from_secs(3);
const POLL: Duration = Duration::from_millis(2);

/// A running program.
pub struct Child {
    process: std::process::Child,
    group: platform::Group,
    stderr: Option<Tail>,
    program: PathBuf,
}

/// What it writes.
pub struct Stdout {
    pipe: ChildStdout,
    pause: Option<Duration>,
}

impl Stdout {
    /// Less than this is not worth a change of process.
    const LITTLE_BYTES: usize = 64 * 1024;

    /// Reads until `buffer` is full or the child's output ends. Where the pipe is large enough it
    /// is left to fill meanwhile: a writer that nobody waits for goes on without interruption,
    /// and writes of 4 KiB would otherwise wake us one by one. `watch` is told of each read.
    ///
    /// # Errors
    /// Those of the pipe.
    pub fn fill(&mut self, buffer: &mut [u8], mut watch: impl FnMut(usize)) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.pipe.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(count) => {
                    filled += count;
                    watch(count);
                    if let Some(pause) = self.pause.filter(|_| count < Self::LITTLE_BYTES) {
                        std::thread::sleep(pause);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

impl Read for Stdout {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.pipe.read(buffer)
    }
}

/// How it ended.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    /// The end of standard error, decoded as well as may be.
    pub stderr: String,
}

/// A command without the `PG*` variables of our own environment, which would reach further than
/// the profile says, and without a console window.
#[must_use]
pub fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PG") {
            command.env_remove(name);
        }
    }
    platform::prepare(&mut command);
    command
}

impl Child {
    /// Starts `command` with standard output for the caller to read and no standard input.
    /// The child dies with the thread that calls this, where the system can do that.
    ///
    /// # Errors
    /// [`Error::Io`] naming the program.
    pub fn spawn(mut command: Command) -> Result<(Self, Stdout)> {
        let program = PathBuf::from(command.get_program());
        let failed = |source| Error::Io { action: IoAction::Run, path: program.clone(), source };
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().map_err(failed)?;
        let group = group_of(&mut process).map_err(failed)?;
        let missing = || failed(std::io::ErrorKind::BrokenPipe.into());
        let stdout = process.stdout.take().ok_or_else(missing)?;
        let stdout = Stdout { pause: platform::widen(&stdout), pipe: stdout };
        let stderr = process.stderr.take().ok_or_else(missing)?;
        Ok((Self { process, group, stderr: Some(Tail::of(stderr)), program }, stdout))
    }

    /// Starts `command` with `input` on its standard input, which it need not read, and its
    /// standard output thrown away.
    fn spawn_fed(mut command: Command, input: Vec<u8>) -> Result<Self> {
        let program = PathBuf::from(command.get_program());
        let failed = |source| Error::Io { action: IoAction::Run, path: program.clone(), source };
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.spawn().map_err(failed)?;
        let group = group_of(&mut process).map_err(failed)?;
        let missing = || failed(std::io::ErrorKind::BrokenPipe.into());
        let mut stdin = process.stdin.take().ok_or_else(missing)?;
        let stderr = process.stderr.take().ok_or_else(missing)?;
        // On a thread of its own, which a program that does not read keeps until it ends.
        std::thread::spawn(move || drop(stdin.write_all(&input)));
        Ok(Self { process, group, stderr: Some(Tail::of(stderr)), program })
    }

    /// Starts a server that writes all it has to say into `log`.
    ///
    /// # Errors
    /// [`Error::Io`] naming the program.
    pub fn spawn_logging(mut command: Command, log: File) -> Result<Self> {
        let program = PathBuf::from(command.get_program());
        let failed = |source| Error::Io { action: IoAction::Run, path: program.clone(), source };
        command.stdin(Stdio::null()).stderr(log.try_clone().map_err(failed)?).stdout(log);
        let mut process = command.spawn().map_err(failed)?;
        let group = group_of(&mut process).map_err(failed)?;
        Ok(Self { process, group, stderr: None, program })
    }

    /// # Errors
    /// [`Error::ProgramTimedOut`] after `limit`; the child is then killed.
    pub fn wait(self, limit: Duration) -> Result<Ended> {
        self.wait_for(limit, limit)
    }

    /// `patience` is for the end of standard error, which comes only with that of the last process
    /// that has inherited it.
    fn wait_for(mut self, limit: Duration, patience: Duration) -> Result<Ended> {
        let deadline = Instant::now() + limit;
        loop {
            if let Some(status) = self.exited()? {
                let tail = self.stderr.take().map(|tail| tail.kept(patience));
                return Ok(Ended { status, stderr: decode(&tail.unwrap_or_default()) });
            }
            if Instant::now() >= deadline {
                return Err(Error::ProgramTimedOut { program: self.program.clone(), after: limit });
            }
            std::thread::sleep(POLL);
        }
    }

    /// Asks the group to stop, then kills what is left of it.
    pub fn stop(mut self) {
        self.group.ask_to_stop();
        let deadline = Instant::now() + GRACE;
        while Instant::now() < deadline && matches!(self.exited(), Ok(None)) {
            std::thread::sleep(POLL);
        }
    }

    fn exited(&mut self) -> Result<Option<ExitStatus>> {
        self.process.try_wait().map_err(|source| Error::Io {
            action: IoAction::Run,
            path: self.program.clone(),
            source,
        })
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if matches!(self.process.try_wait(), Ok(None)) {
            self.group.kill();
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }
}

/// Runs `command` to its end and gives its standard output, decoded as well as may be.
///
/// # Errors
/// [`Error::Io`] if it does not start, [`Error::ProgramTimedOut`].
pub fn run(command: Command, limit: Duration) -> Result<(Ended, String)> {
    let (child, mut stdout) = Child::spawn(command)?;
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stdout.read_to_end(&mut bytes);
        bytes
    });
    let ended = child.wait(limit)?;
    Ok((ended, decode(&reader.join().unwrap_or_default())))
}

/// Runs `command` to its end with `input` on its standard input, which it need not read. What it
/// prints is nobody's; a process that it leaves behind is not waited for.
///
/// # Errors
/// As [`run`].
pub fn run_fed(command: Command, input: Vec<u8>, limit: Duration) -> Result<Ended> {
    Child::spawn_fed(command, input)?.wait_for(limit, GRACE)
}

/// Runs `command`, which starts something that is to outlive us, to its own end. So there is no
/// group, which would take that along, and what it says goes into `log`: the end of a pipe would
/// only come with that of the last one who has inherited it.
///
/// # Errors
/// As [`run`].
pub fn run_leaving(mut command: Command, log: File, limit: Duration) -> Result<ExitStatus> {
    let program = PathBuf::from(command.get_program());
    let failed = |source| Error::Io { action: IoAction::Run, path: program.clone(), source };
    command.stdin(Stdio::null()).stderr(log.try_clone().map_err(failed)?).stdout(log);
    platform::keep_our_streams();
    let mut process = command.spawn().map_err(failed)?;
    let deadline = Instant::now() + limit;
    loop {
        if let Some(status) = process.try_wait().map_err(failed)? {
            return Ok(status);
        }
        if Instant::now() >= deadline {
            let _ = process.kill();
            let _ = process.wait();
            return Err(Error::ProgramTimedOut { program, after: limit });
        }
        std::thread::sleep(POLL);
    }
}

/// Takes leave of what a program of ours has left and what has ended since: as the first process of a
/// container we inherit it, and it would stay in the table of processes. Not while a child runs,
/// whose end would be taken along.
pub fn bury_orphans() {
    platform::bury_orphans();
}

/// How a program ended, in words that help: `exit status: 1`, or what a status of the system
/// stands for.
#[must_use]
pub fn describe(status: ExitStatus) -> String {
    platform::describe(status)
}

/// A child that cannot be kept together is not kept at all.
fn group_of(process: &mut std::process::Child) -> std::io::Result<platform::Group> {
    platform::Group::of(process).inspect_err(|_| {
        let _ = process.kill();
        let _ = process.wait();
    })
}

/// The end of a stream, read by a thread of its own.
struct Tail {
    thread: JoinHandle<()>,
    kept: Arc<Mutex<Vec<u8>>>,
}

impl Tail {
    fn of(mut stream: impl Read + Send + 'static) -> Self {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let tail = Arc::clone(&kept);
        let read = move || {
            let mut buffer = [0; 8192];
            while let Ok(count @ 1..) = stream.read(&mut buffer) {
                let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
                tail.extend_from_slice(&buffer[..count]);
                let surplus = tail.len().saturating_sub(STDERR_KEPT_BYTES);
                tail.drain(..surplus);
            }
        };
        Self { thread: std::thread::spawn(read), kept }
    }

    /// All of it, or what has come within `patience`.
    fn kept(self, patience: Duration) -> Vec<u8> {
        let deadline = Instant::now() + patience;
        while !self.thread.is_finished() && Instant::now() < deadline {
            std::thread::sleep(POLL);
        }
        std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = command(Path::new("/bin/sh"));
        command.arg("-c").arg(script);
        command
    }

    #[test]
    fn only_the_end_of_a_long_standard_error_is_kept() {
        let script = "head -c 300000 /dev/zero | tr '\\0' x >&2; echo fin >&2";
        let (child, _stdout) = Child::spawn(shell(script)).unwrap();
        let ended = child.wait(Duration::from_secs(20)).unwrap();
        assert!(ended.status.success());
        assert_eq!(ended.stderr.len(), STDERR_KEPT_BYTES);
        assert!(ended.stderr.ends_with("xfin\n"));
    }

    #[test]
    fn a_child_that_takes_too_long_is_killed_with_its_own_children() {
        let (child, mut stdout) = Child::spawn(shell("sleep 600 & echo $!; wait")).unwrap();
        let mut pid = [0; 16];
        let count = stdout.read(&mut pid).unwrap();
        let pid: u32 = std::str::from_utf8(&pid[..count]).unwrap().trim().parse().unwrap();
        let error = child.wait(Duration::from_millis(50)).unwrap_err();
        assert!(matches!(error, Error::ProgramTimedOut { .. }));
        let deadline = Instant::now() + Duration::from_secs(10);
        let alive = || {
            std::fs::read_to_string(format!("/proc/{pid}/stat"))
                .is_ok_and(|stat| !stat.contains(") Z "))
        };
        while alive() {
            assert!(Instant::now() < deadline, "the grandchild is still there");
            std::thread::sleep(POLL);
        }
    }

    #[test]
    fn a_program_gets_its_input_and_need_not_read_it() {
        let limit = Duration::from_secs(20);
        let input = vec![b'x'; 1_000_000];
        let ended = run_fed(shell("wc -c >&2"), input.clone(), limit).unwrap();
        assert_eq!(ended.stderr.trim(), "1000000");
        let ended = run_fed(shell("echo sourd >&2; exit 4"), input, limit).unwrap();
        assert_eq!((ended.status.code(), ended.stderr.as_str()), (Some(4), "sourd\n"));
    }

    #[test]
    fn what_a_program_leaves_behind_is_not_waited_for() {
        let begun = Instant::now();
        let limit = Duration::from_secs(60);
        let ended = run_fed(shell("sleep 60 & echo parti >&2"), Vec::new(), limit).unwrap();
        assert_eq!(ended.stderr, "parti\n");
        assert!(begun.elapsed() < Duration::from_secs(30));
    }
}
