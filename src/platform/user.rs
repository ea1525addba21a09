//! The user's name, and whether a file is private.

#[cfg_attr(unix, path = "user/unix.rs")]
#[cfg_attr(windows, path = "user/windows.rs")]
mod platform;

pub use platform::{is_private, user};
