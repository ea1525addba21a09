//! Free space on Windows.

use std::path::Path;

use windows_sys::Win32::Storage::FileSystem::GetDiskFreeSpaceExW;

use crate::platform::local_path::wide;

#[must_use]
pub fn available_bytes(folder: &Path) -> Option<u64> {
    let folder = wide(folder);
    let mut available = 0;
    // SAFETY: the path is NUL-terminated, the first number is ours, the others are not asked for.
    let done = unsafe {
        GetDiskFreeSpaceExW(
            folder.as_ptr(),
            &raw mut available,
            std::ptr::null_mut(),
            std::ptr::null_mut(),
        )
    };
    (done != 0).then_some(available)
}
