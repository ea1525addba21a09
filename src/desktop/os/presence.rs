//! Whether there is a screen at all, and what is needed to draw on it: asked before a loop is
//! built, because its library ends the program where one is missing.

use sauvegarde::{Error, Result};

#[cfg_attr(target_os = "linux", path = "presence/linux.rs")]
#[cfg_attr(target_os = "macos", path = "presence/macos.rs")]
#[cfg_attr(windows, path = "presence/windows.rs")]
mod platform;

/// # Errors
/// [`NoDisplay`](sauvegarde::Error::NoDisplay) or
/// [`LibraryMissing`](sauvegarde::Error::LibraryMissing).
pub fn check() -> Result<()> {
    platform::check()
}

/// Tells why the tray could not start, where standard error tells nobody.
pub fn tell(error: &Error) {
    platform::tell(error);
}
