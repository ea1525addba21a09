//! `caffeinate`, which every macOS has.

use std::path::Path;

use crate::platform::child::{self, Child};

pub struct Inhibitor(#[expect(dead_code, reason = "killed when dropped")] Child);

impl Inhibitor {
    pub fn start() -> Option<Self> {
        let mut command = child::command(Path::new("/usr/bin/caffeinate"));
        // It also ends with us, should we be killed.
        command.args(["-i", "-w", &std::process::id().to_string()]);
        let (inhibitor, _output) = Child::spawn(command).ok()?;
        Some(Self(inhibitor))
    }
}
