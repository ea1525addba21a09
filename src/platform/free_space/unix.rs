//! Free space on Unix.

use std::path::Path;

#[must_use]
pub fn available_bytes(folder: &Path) -> Option<u64> {
    let space = rustix::fs::statvfs(folder).ok()?;
    Some(space.f_bavail.saturating_mul(space.f_frsize))
}
