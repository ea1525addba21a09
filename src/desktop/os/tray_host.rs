//! Whether anything shows tray icons on this desktop.

#[cfg_attr(target_os = "linux", path = "tray_host/linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "tray_host/always.rs")]
mod platform;

pub use platform::is_there;
