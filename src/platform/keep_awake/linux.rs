//! logind's inhibitor, held by its own program for as long as that runs.

use std::path::Path;

use crate::platform::child::{self, Child};

pub struct Inhibitor(#[expect(dead_code, reason = "killed when dropped")] Child);

impl Inhibitor {
    pub fn start() -> Option<Self> {
        let program = Path::new("/usr/bin/systemd-inhibit");
        let logind_runs = Path::new("/run/systemd/system").exists();
        if !logind_runs || !program.exists() {
            return None;
        }
        let mut command = child::command(program);
        command
            .args(["--what=sleep", "--mode=block", "--who=Sauvegarde", "--why=pg_dump"])
            .args(["sleep", "infinity"]);
        let (inhibitor, _output) = Child::spawn(command).ok()?;
        Some(Self(inhibitor))
    }
}
