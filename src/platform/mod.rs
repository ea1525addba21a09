//! What each operating system does in its own way: processes, files, names, terminals, the keyring.
//!
//! Invariants: child processes start in [`child`] only, in a group of their own, without the `PG*`
//! variables of our environment; a file gets its final name by a rename that fails where the name is
//! taken; the keyring is never waited for longer than its time limit.

pub mod alarm;
pub mod battery;
pub mod child;
pub mod clock;
pub mod code_page;
pub mod echo;
pub mod free_space;
pub mod installation;
pub mod keep_awake;
#[cfg(feature = "tray")]
pub mod keyring;
pub mod local_path;
pub mod log;
pub mod partial_file;
pub mod paths;
pub mod private;
pub mod public_file;
pub mod text_file;
pub mod thread;
pub mod user;
