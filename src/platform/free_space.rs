//! What is free on a disk for this user.

#[cfg_attr(unix, path = "free_space/unix.rs")]
#[cfg_attr(windows, path = "free_space/windows.rs")]
mod platform;

pub use platform::available_bytes;
