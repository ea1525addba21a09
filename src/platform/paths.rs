//! The platform's places for our own files, or the folder that `SAUVEGARDE_HOME` names: for a
//! program on a stick, and for tests, since Windows' places cannot be changed by a variable.

use std::path::{Path, PathBuf};

/// Names a folder for all of our own files.
const OVERRIDE: &str = "SAUVEGARDE_HOME";

/// Of the folders that hold our files.
const NAME: &str = if cfg!(windows) { "Sauvegarde" } else { "sauvegarde" };

/// `~/.config/sauvegarde/config.toml`, `%APPDATA%\Sauvegarde\config.toml`, or
/// `~/Library/Application Support/sauvegarde/config.toml`.
#[must_use]
pub fn config_file() -> PathBuf {
    let ours = || dirs::config_dir().unwrap_or_else(std::env::temp_dir).join(NAME);
    given().unwrap_or_else(ours).join("config.toml")
}

/// Locks, the state of the last run, staged files: `~/.local/state/sauvegarde` or the like.
#[must_use]
pub fn state_folder() -> PathBuf {
    let place = || dirs::state_dir().or_else(dirs::data_local_dir);
    let ours = || place().unwrap_or_else(std::env::temp_dir).join(NAME);
    given().map_or_else(ours, |home| home.join("state"))
}

/// Whether our files are elsewhere because a variable of this process says so.
#[must_use]
pub fn are_moved() -> bool {
    given().is_some()
}

/// A relative path would be another folder for each program that starts us.
fn given() -> Option<PathBuf> {
    std::env::var_os(OVERRIDE).map(PathBuf::from).filter(|path| Path::is_absolute(path))
}
