//! Free space on Windows.

use std::path::Path;

use windows_sys::Win32::Storage::FileSystem::GetDiskFreeSpaceExW;

use super::Space;
use crate::platform::local_path::wide;

pub fn of(folder: &Path) -> Option<Space> {
    let folder = wide(folder);
    let (mut available_bytes, mut total_bytes) = (0, 0);
    // SAFETY: the path is NUL-terminated, both numbers are ours, the last one is not asked for.
    let done = unsafe {
        GetDiskFreeSpaceExW(
            folder.as_ptr(),
            &raw mut available_bytes,
            &raw mut total_bytes,
            std::ptr::null_mut(),
        )
    };
    (done != 0).then_some(Space { available_bytes, total_bytes })
}
