//! What the user has settled: the configuration file, its profiles, and the combination of keys.
//!
//! Invariants: we never write a password into the file; its comments survive a change; a key that is not
//! known is refused with its line, and keeps only its own profile from being used.

mod file;
pub mod keys;
pub mod notify;
pub mod profile;
pub mod retention;
pub mod table;

pub use file::{Config, Value};
