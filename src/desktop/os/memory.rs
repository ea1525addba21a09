//! What keeps a tray that runs for months as small as it was on its first day.

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[path = "memory/glibc.rs"]
mod platform;
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
#[path = "memory/others.rs"]
mod platform;

pub use platform::share_between_threads;
