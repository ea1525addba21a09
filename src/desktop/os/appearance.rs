//! What the tray looks like, so that the icon can be seen on it.

#[cfg(target_os = "linux")]
#[path = "appearance/linux.rs"]
mod platform;
#[cfg(target_os = "macos")]
#[path = "appearance/macos.rs"]
mod platform;
#[cfg(windows)]
#[path = "appearance/windows.rs"]
mod platform;

pub use platform::{TITLED, TRAY_PX, bar};
