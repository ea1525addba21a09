//! Whether the tray starts with the session: an entry of ours in the platform's place.
//!
//! auto-launch is not used: it quotes on no platform and writes to a fixed folder on Linux.

use std::path::{Path, PathBuf};

use sauvegarde::Result;
use sauvegarde::report::error::{Error, IoAction};

#[cfg(unix)]
mod entry;
#[cfg_attr(target_os = "linux", path = "autostart/linux.rs")]
#[cfg_attr(windows, path = "autostart/windows.rs")]
#[cfg_attr(target_os = "macos", path = "autostart/macos.rs")]
mod platform;

/// What the entry starts, behind the program: nothing but the icon appears.
const ARGUMENTS: [&str; 2] = ["tray", "--hidden"];

/// Also an entry that the desktop's own settings have switched off counts as off.
pub fn is_on() -> bool {
    platform::is_on()
}

/// Makes the entry, for the program as it runs now, or takes it away.
///
/// # Errors
/// [`Error::Io`] or what [`Error::of_target`] says of the entry's place.
pub fn set(on: bool) -> Result<()> {
    if on { platform::switch_on(&program()?) } else { platform::switch_off() }
}

fn program() -> Result<PathBuf> {
    let program = std::env::current_exe().map_err(|source| Error::Io {
        action: IoAction::Read,
        path: PathBuf::from("/proc/self/exe"),
        source,
    })?;
    // Linux says so of a program that was replaced by a newer one while it ran.
    let replaced = program.to_str().and_then(|path| path.strip_suffix(" (deleted)"));
    Ok(match replaced {
        Some(path) if !program.exists() => Path::new(path).to_owned(),
        _ => program,
    })
}
