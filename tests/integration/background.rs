//! The program while it runs, and the processes that it starts.

use std::path::Path;
use std::process::{Child, Command};

use rustix::process::{Pid, Signal, kill_process};

use crate::harness::{Outcome, eventually};

/// Killed if the test ends before it.
pub struct Background(Option<Child>);

impl Background {
    pub fn start(mut command: Command) -> Self {
        Self(Some(command.spawn().unwrap()))
    }

    pub fn pid(&self) -> u32 {
        self.0.as_ref().unwrap().id()
    }

    pub fn signal(&self, with: Signal) {
        signal(self.pid(), with);
    }

    /// Its outcome, which comes in time.
    #[track_caller]
    pub fn wait(mut self) -> Outcome {
        let child = self.0.as_mut().unwrap();
        eventually("the end of the program", || child.try_wait().unwrap().is_some());
        Outcome::of(self.0.take().unwrap().wait_with_output().unwrap())
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

pub fn signal(pid: u32, with: Signal) {
    let pid = Pid::from_raw(pid.try_into().unwrap()).unwrap();
    kill_process(pid, with).unwrap();
}

/// Every process of this machine.
pub fn processes() -> Vec<u32> {
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// Each `pg_dump` that a program with this home started.
pub fn dumps_of(home: &Path) -> Vec<u32> {
    let wanted = format!("HOME={}", home.display());
    let of_home = |pid: &u32| {
        let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
        let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        let mut variables = environment.split(|byte| *byte == 0);
        name.trim() == "pg_dump" && variables.any(|variable| variable == wanted.as_bytes())
    };
    processes().into_iter().filter(of_home).collect()
}
