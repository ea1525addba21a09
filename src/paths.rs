//! The platform's places for our own files.

use std::path::PathBuf;

/// Of the folders that hold our files.
const NAME: &str = if cfg!(windows) { "Sauvegarde" } else { "sauvegarde" };

/// `~/.config/sauvegarde/config.toml`, `%APPDATA%\Sauvegarde\config.toml`, or
/// `~/Library/Application Support/sauvegarde/config.toml`.
#[must_use]
pub fn config_file() -> PathBuf {
    dirs::config_dir().unwrap_or_else(std::env::temp_dir).join(NAME).join("config.toml")
}

/// Locks, the state of the last run, staged files: `~/.local/state/sauvegarde` or the like.
#[must_use]
pub fn state_folder() -> PathBuf {
    dirs::state_dir().or_else(dirs::data_local_dir).unwrap_or_else(std::env::temp_dir).join(NAME)
}
