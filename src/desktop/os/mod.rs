//! What each system has its own way for: icon, key, notifications, windows' places, the session.
//!
//! Invariant: a leaf only sends events, and never waits on the loop's thread.

pub mod appearance;
pub mod autostart;
pub mod clipboard;
pub mod hotkey;
mod icons;
pub mod identity;
pub mod memory;
pub mod notify;
pub mod presence;
pub mod session;
pub mod single_instance;
#[cfg(all(test, target_os = "linux"))]
mod test_bus;
pub mod tray;
pub mod tray_host;
pub mod window;
pub mod work_area;
