//! Process groups and signals.

use std::io;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Child, ChildStdout, Command, ExitStatus};
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process_group, wait};

use crate::report::i18n::tr;

pub fn prepare(command: &mut Command) {
    command.process_group(0);
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let parent = rustix::process::getpid();
    #[cfg(any(target_os = "linux", target_os = "android"))]
    // SAFETY: between fork and exec only async-signal-safe calls are allowed; prctl and getppid
    // are, and nothing is allocated.
    unsafe {
        command.pre_exec(move || {
            // Even `kill -9` on us leaves no pg_dump behind that waits for a lock.
            rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
            // It came before that: there is nobody left whose end would be told.
            if rustix::process::getppid() != Some(parent) {
                return Err(rustix::io::Errno::SRCH.into());
            }
            Ok(())
        });
    }
}

/// A child's three are its own, and every other one of ours is closed in it.
pub fn keep_our_streams() {}

/// A pipe that holds more than 64 KiB: fewer changes between the two processes. Gives the time in
/// which a fast writer does not fill it.
#[cfg(target_os = "linux")]
pub fn widen(pipe: &ChildStdout) -> Option<Duration> {
    rustix::pipe::fcntl_setpipe_size(pipe, 1024 * 1024).ok().map(|_| Duration::from_millis(1))
}

#[cfg(not(target_os = "linux"))]
pub fn widen(_: &ChildStdout) -> Option<Duration> {
    None
}

/// Those that have ended by now; none where another process inherits them.
pub fn bury_orphans() {
    if getpid().is_init() {
        while let Ok(Some(_)) = wait(WaitOptions::NOHANG) {}
    }
}

/// The child and all that it starts.
pub struct Group(Option<Pid>);

impl Group {
    #[expect(clippy::unnecessary_wraps, reason = "the Windows leaf can fail")]
    pub fn of(child: &Child) -> io::Result<Self> {
        Ok(Self(i32::try_from(child.id()).ok().and_then(Pid::from_raw)))
    }

    pub fn ask_to_stop(&self) {
        self.signal(Signal::TERM);
    }

    pub fn kill(&self) {
        self.signal(Signal::KILL);
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.0 {
            // It may have ended in the meantime.
            let _ = kill_process_group(group, signal);
        }
    }
}

pub fn describe(status: ExitStatus) -> String {
    match status.signal() {
        Some(signal) => tr!("status-signal", signal = signal.to_string()),
        None => tr!("status-exit", status = status.code().unwrap_or_default().to_string()),
    }
}
