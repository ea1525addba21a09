//! The system's own scheduler, told to start `sauvegarde run` whenever a slot may be.
//!
//! Invariants: what is due is decided by `run` alone, so a trigger that comes too often costs a look
//! and one that is lost costs nothing but time; the texts are made by pure functions that are the
//! same on every platform; what could not be set up whole leaves what was there before.

use std::path::Path;

use crate::report::error::Result;

pub mod agent;
pub mod command;
pub mod cron;
pub mod files;
mod follow;
pub mod name;
mod obstacle;
mod order;
#[cfg_attr(target_os = "macos", path = "trigger/macos.rs")]
#[cfg_attr(windows, path = "trigger/windows.rs")]
#[cfg_attr(not(any(target_os = "macos", windows)), path = "trigger/linux.rs")]
mod platform;
pub mod systemd;
pub mod task;
#[cfg(test)]
mod tests;
mod xml;

pub use follow::{follow, known, order, other, renew};
pub use obstacle::Obstacle;
pub use order::{Installed, Kind, Order};

/// Which scheduler this machine has.
#[must_use]
pub fn kind() -> Kind {
    platform::kind()
}

/// Replaces the one that was there. Where only cron is, nothing is installed, and the lines are for
/// people.
///
/// # Errors
/// [`Error::TriggerFailed`](crate::Error::TriggerFailed), those of writing the files.
pub fn install(order: &Order) -> Result<Installed> {
    platform::install(order)
}

/// Whether there was one. Its files, and what the system remembers of it, are gone.
///
/// # Errors
/// As [`install`].
pub fn remove(config: Option<&Path>) -> Result<bool> {
    platform::remove(config)
}

/// What is installed for this configuration, and what would keep it from running.
#[must_use]
pub fn installed(config: Option<&Path>) -> Option<Installed> {
    platform::installed(config)
}

/// Whether the user's own crontab starts `run`: nobody but people writes into it, so it is read only.
#[must_use]
pub fn cron_starts_it() -> bool {
    // Elsewhere there is no such program, and nothing is found.
    command::ask("crontab", &["-l"]).is_some_and(|table| cron::starts_it(&table))
}

/// The lines for cron, where people want it or have nothing else.
#[must_use]
pub fn cron_lines(order: &Order) -> Vec<String> {
    cron::lines(order)
}
