//! The tray: one event loop, one state, and leaves that know the platform.
//!
//! Whatever happens is an [`event::Event`]; [`state::State`] decides and gives effects back;
//! [`shell::Shell`] runs them. Only the shell is on the windows' thread, and it does no file,
//! network or blocking D-Bus work there.

pub mod event;
pub mod hotkey;
pub mod notify;
pub mod sender;
pub mod single_instance;
#[cfg(all(test, target_os = "linux"))]
mod test_bus;
