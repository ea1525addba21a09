//! The command line of a program without the tray.

use std::path::Path;

use sauvegarde::Result;
use sauvegarde::report::progress::Monitor;

use super::monitor::monitor;
use super::output::Output;

/// Runs `job`, watched in the way that the options ask for.
pub fn watched<T>(output: &Output, job: impl FnOnce(&mut dyn Monitor) -> Result<T>) -> Result<T> {
    job(monitor(output).as_mut())
}

/// Nobody is there to be told.
pub fn tell_verified(_: &Path, _: Vec<String>) {}
