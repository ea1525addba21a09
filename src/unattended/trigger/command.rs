//! The programs that speak for the system's schedulers.

use std::ffi::OsStr;
use std::path::Path;
use std::time::Duration;

use crate::platform::child;
use crate::report::error::{Error, Result};

/// None of them has much to do.
const LIMIT: Duration = Duration::from_secs(10);

/// What `program` says, or nothing where it fails or is not there.
#[must_use]
pub fn ask<S: AsRef<OsStr>>(program: &str, arguments: &[S]) -> Option<String> {
    let mut command = child::command(Path::new(program));
    command.args(arguments);
    let (ended, said) = child::run(command, LIMIT).ok()?;
    ended.status.success().then_some(said)
}

/// # Errors
/// [`Error::TriggerFailed`] with what it says, those of starting it.
pub fn tell<S: AsRef<OsStr>>(program: &str, arguments: &[S]) -> Result<String> {
    let mut command = child::command(Path::new(program));
    command.args(arguments);
    let (ended, said) = child::run(command, LIMIT)?;
    if ended.status.success() {
        return Ok(said);
    }
    let words = [ended.stderr.trim(), said.trim()].into_iter().find(|text| !text.is_empty());
    let detail = words.map_or_else(|| child::describe(ended.status), str::to_owned);
    Err(Error::TriggerFailed { program: program.to_owned(), detail })
}
