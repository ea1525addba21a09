//! As whom the system knows the program: for its notifications and its button in the task bar.

#[cfg_attr(windows, path = "identity/windows.rs")]
#[cfg_attr(not(windows), path = "identity/by_name.rs")]
mod platform;

pub use platform::*;
