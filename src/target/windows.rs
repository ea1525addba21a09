//! Free space and readable paths on Windows.

use std::os::windows::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use windows_sys::Win32::Storage::FileSystem::GetDiskFreeSpaceExW;

pub fn available_bytes(folder: &Path) -> Option<u64> {
    let wide: Vec<u16> = folder.as_os_str().encode_wide().chain([0]).collect();
    let mut available = 0;
    // SAFETY: the path is NUL-terminated, the first number is ours, the others are not asked for.
    let done = unsafe {
        GetDiskFreeSpaceExW(
            wide.as_ptr(),
            &raw mut available,
            std::ptr::null_mut(),
            std::ptr::null_mut(),
        )
    };
    (done != 0).then_some(available)
}

/// Without the `\\?\` that a canonical path begins with, which many programs do not understand.
pub fn simplified(path: PathBuf) -> PathBuf {
    let text = path.to_string_lossy();
    match text.strip_prefix(r"\\?\") {
        Some(rest) if !rest.starts_with("UNC") && rest.len() < 240 => PathBuf::from(rest),
        _ => path,
    }
}
