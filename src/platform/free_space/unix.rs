//! Free space on Unix.

use std::path::Path;

use super::Space;

pub fn of(folder: &Path) -> Option<Space> {
    let space = rustix::fs::statvfs(folder).ok()?;
    Some(Space {
        available_bytes: space.f_bavail.saturating_mul(space.f_frsize),
        total_bytes: space.f_blocks.saturating_mul(space.f_frsize),
    })
}
