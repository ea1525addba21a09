//! Whether what is typed on a terminal is shown.

#[cfg_attr(unix, path = "echo/unix.rs")]
#[cfg_attr(windows, path = "echo/windows.rs")]
mod platform;

pub use platform::Hidden;
