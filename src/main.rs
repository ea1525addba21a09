//! The program: decides the exit status, nothing else.

use std::process::ExitCode;

mod cli;
#[cfg(feature = "tray")]
mod desktop;

fn main() -> ExitCode {
    ExitCode::from(cli::run(std::env::args_os()))
}
