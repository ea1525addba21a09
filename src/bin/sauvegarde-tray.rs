//! Starts the tray on Windows: what the Start menu and the session start. Or `run`, which the Task
//! Scheduler starts.
//!
//! `sauvegarde.exe` is a program of the console, so that a terminal waits for it and scripts get
//! its exit status; started by anything else, Windows would open a console for it. This one
//! belongs to no console, and the tray that it starts gets none either.
#![windows_subsystem = "windows"]

use std::os::windows::process::CommandExt as _;
use std::process::{Command, ExitCode, ExitStatus, Stdio};

/// `DETACHED_PROCESS`: without a console, and without the process that would serve one.
const WITHOUT_CONSOLE: u32 = 0x0000_0008;

fn main() -> ExitCode {
    let Ok(own) = std::env::current_exe() else {
        return ExitCode::FAILURE;
    };
    let mut arguments = std::env::args_os().skip(1).peekable();
    let is_run = arguments.peek().is_some_and(|first| first == "run");
    let started = Command::new(own.with_file_name("sauvegarde.exe"))
        .args((!is_run).then_some("tray"))
        .args(arguments)
        .creation_flags(WITHOUT_CONSOLE)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match started {
        // The Task Scheduler starts no second one as long as this lasts, and keeps how it ended.
        Ok(mut run) if is_run => run.wait().map_or(ExitCode::FAILURE, exit_code),
        Ok(_) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    code.map_or(ExitCode::FAILURE, ExitCode::from)
}
