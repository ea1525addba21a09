//! The trigger of a configuration: as its profiles have schedules.

use std::path::{Path, PathBuf};

use super::order::{Installed, Kind, Order};
use super::{install, installed, kind, remove};
use crate::config::Config;
use crate::platform::paths;
use crate::report::error::{Error, IoAction, Result};
use crate::schedule::Schedule;

/// Installs the system's trigger for all profiles that have a schedule, or takes it away.
///
/// # Errors
/// As [`install`] and [`remove`].
pub fn follow(config: &Config) -> Result<Option<Installed>> {
    let order = order(config)?;
    if order.schedules.is_empty() {
        remove(order.config.as_deref())?;
        return Ok(None);
    }
    install(&order).map(Some)
}

/// [`follow`], where there is one already.
///
/// # Errors
/// As [`follow`].
pub fn renew(config: &Config) -> Result<()> {
    if installed(other(config.path()).as_deref()).is_some() {
        follow(config)?;
    }
    Ok(())
}

/// What is installed for this configuration; where only cron is, its lines for what is scheduled.
///
/// # Errors
/// As [`order`].
pub fn known(config: &Config) -> Result<Option<Installed>> {
    let order = order(config)?;
    let installed = installed(order.config.as_deref());
    if installed.is_none() && kind() == Kind::Cron && !order.schedules.is_empty() {
        // It installs nothing.
        return install(&order).map(Some);
    }
    Ok(installed)
}

/// What the system would be asked for.
///
/// # Errors
/// The program's own path is not known.
pub fn order(config: &Config) -> Result<Order> {
    let no_program =
        |source| Error::Io { action: IoAction::Run, path: PathBuf::from("sauvegarde"), source };
    let program = std::env::current_exe().map_err(no_program)?;
    let schedule = |name| config.profile(name).ok()?.schedule;
    let schedules: Vec<Schedule> = config.profile_names().filter_map(schedule).collect();
    Ok(Order { program, config: other(config.path()), schedules })
}

/// The file, where it is not the one that a program started by the system would find.
#[must_use]
pub fn other(file: &Path) -> Option<PathBuf> {
    let is_other = paths::are_moved() || file != paths::config_file();
    is_other.then(|| std::path::absolute(file).unwrap_or_else(|_| file.to_owned()))
}
