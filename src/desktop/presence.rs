//! Whether there is a screen at all, and what is needed to draw on it: asked before a loop is
//! built, because its library ends the program where one is missing.

use sauvegarde::Result;

#[cfg_attr(target_os = "linux", path = "presence/linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "presence/other.rs")]
mod platform;

/// # Errors
/// [`NoDisplay`](sauvegarde::Error::NoDisplay) or
/// [`LibraryMissing`](sauvegarde::Error::LibraryMissing).
pub fn check() -> Result<()> {
    platform::check()
}
