//! Starts the tray on Windows: what the Start menu and the session start.
//!
//! `sauvegarde.exe` is a program of the console, so that a terminal waits for it and scripts get
//! its exit status; started by anything else, Windows would open a console for it. This one
//! belongs to no console, and the tray that it starts gets none either.
#![windows_subsystem = "windows"]

use std::os::windows::process::CommandExt as _;
use std::process::{Command, ExitCode, Stdio};

/// `DETACHED_PROCESS`: without a console, and without the process that would serve one.
const WITHOUT_CONSOLE: u32 = 0x0000_0008;

fn main() -> ExitCode {
    let Ok(own) = std::env::current_exe() else {
        return ExitCode::FAILURE;
    };
    let started = Command::new(own.with_file_name("sauvegarde.exe"))
        .arg("tray")
        .args(std::env::args_os().skip(1))
        .creation_flags(WITHOUT_CONSOLE)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if started.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
