//! The end of the session, and what else the system tells only those who ask.

#[cfg_attr(windows, path = "session/windows.rs")]
#[cfg_attr(not(windows), path = "session/signals.rs")]
mod platform;

pub use platform::Session;
