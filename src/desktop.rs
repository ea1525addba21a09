//! The tray: one event loop, one state, and leaves that know the platform.
//!
//! Whatever happens is an [`event::Event`]; [`state::State`] decides and gives effects back;
//! [`shell::Shell`] runs them. Only the shell is on the windows' thread, and it does no file,
//! network or blocking D-Bus work there.

pub mod card;
pub mod event;
pub mod restore_window;
pub mod sender;
pub mod view;
pub mod windows;
pub mod work_area;
