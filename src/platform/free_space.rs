//! What is free on a disk for this user, and how large it is.
//!
//! A build with debug assertions believes the two numbers of `SAUVEGARDE_TEST_SPACE`, of which a test
//! cannot know what they are.

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
    #[cfg(debug_assertions)]
    if let Some(space) = as_a_test_says() {
        return Some(space);
    }
    platform::of(folder)
}

#[cfg(debug_assertions)]
fn as_a_test_says() -> Option<Space> {
    let text = std::env::var("SAUVEGARDE_TEST_SPACE").ok()?;
    let (available, total) = text.split_once(' ')?;
    Some(Space { available_bytes: available.parse().ok()?, total_bytes: total.parse().ok()? })
}

/// Nothing where the system does not say.
#[must_use]
pub fn available_bytes(folder: &Path) -> Option<u64> {
    of(folder).map(|space| space.available_bytes)
}
