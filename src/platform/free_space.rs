//! What is free on a disk for this user, and how large it is.

#[cfg_attr(unix, path = "free_space/unix.rs")]
#[cfg_attr(windows, path = "free_space/windows.rs")]
mod platform;

use std::path::Path;

/// Of the disk that a folder is on, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    pub available_bytes: u64,
    pub total_bytes: u64,
}

/// Nothing where the system does not say.
#[must_use]
pub fn of(folder: &Path) -> Option<Space> {
    platform::of(folder)
}

/// Nothing where the system does not say.
#[must_use]
pub fn available_bytes(folder: &Path) -> Option<u64> {
    of(folder).map(|space| space.available_bytes)
}
