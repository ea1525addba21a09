//! What the user has settled: the configuration file and its profiles.

mod file;
pub mod keys;
pub mod profile;

pub use file::{Config, PROFILE_KEYS, TOP_KEYS};
