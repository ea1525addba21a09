//! The system's own, which is always there.

pub use keyring::{Entry, Error, Result};

pub fn entry(service: &str, user: &str) -> Result<Entry> {
    Entry::new(service, user)
}
