//! Priority and processor time of a thread.

#[cfg_attr(unix, path = "thread/unix.rs")]
#[cfg_attr(windows, path = "thread/windows.rs")]
mod platform;

pub use platform::{thread_time, yield_to_others};
