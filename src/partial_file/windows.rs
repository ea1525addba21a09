//! Renames and sharing violations on Windows.

use std::fs::OpenOptions;
use std::io;
use std::os::windows::ffi::OsStrExt as _;
use std::path::Path;

use windows_sys::Win32::Foundation::{
    ERROR_ACCESS_DENIED, ERROR_CLOUD_FILE_ACCESS_DENIED, ERROR_LOCK_VIOLATION,
    ERROR_SHARING_VIOLATION,
};
use windows_sys::Win32::Storage::FileSystem::{MOVEFILE_WRITE_THROUGH, MoveFileExW};

/// The folders used are the user's own; Windows gives their files the folder's rights.
pub fn owner_only(_: &mut OpenOptions) {}

/// A rename that fails if the new name is taken.
pub fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    let wide = |path: &Path| -> Vec<u16> { path.as_os_str().encode_wide().chain([0]).collect() };
    let (from, to) = (wide(from), wide(to));
    // SAFETY: both are NUL-terminated and live until the call returns.
    let done = unsafe { MoveFileExW(from.as_ptr(), to.as_ptr(), MOVEFILE_WRITE_THROUGH) };
    if done == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// `MOVEFILE_WRITE_THROUGH` has made the name durable; folders cannot be synced here.
///
/// # Errors
/// None.
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Another program, such as OneDrive or an antivirus, has the file open at this moment.
pub fn is_held(error: &io::Error) -> bool {
    let held = [
        ERROR_SHARING_VIOLATION,
        ERROR_LOCK_VIOLATION,
        ERROR_ACCESS_DENIED,
        ERROR_CLOUD_FILE_ACCESS_DENIED,
    ];
    error.raw_os_error().is_some_and(|code| held.contains(&code.cast_unsigned()))
}
