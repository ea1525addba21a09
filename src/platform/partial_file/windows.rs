//! Renames and sharing violations on Windows.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt as _;
use std::path::Path;

use windows_sys::Win32::Foundation::{
    ERROR_ACCESS_DENIED, ERROR_CLOUD_FILE_ACCESS_DENIED, ERROR_LOCK_VIOLATION,
    ERROR_SHARING_VIOLATION,
};
use windows_sys::Win32::Foundation::{GENERIC_READ, GENERIC_WRITE};
use windows_sys::Win32::Storage::FileSystem::{MOVEFILE_WRITE_THROUGH, MoveFileExW, WRITE_DAC};

use crate::platform::local_path::wide;

#[path = "windows/owner.rs"]
mod owner;

/// The file is still empty when others lose their rights to it. Where the file system knows no
/// rights, such as on a memory stick, everybody keeps them.
pub fn create_for_owner(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let access = GENERIC_READ | GENERIC_WRITE | WRITE_DAC;
    match options.access_mode(access).open(path) {
        Ok(file) => {
            let _ = owner::exclude_others(&file);
            Ok(file)
        }
        // A share may forbid what is not reading or writing.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            options.access_mode(GENERIC_READ | GENERIC_WRITE).open(path)
        }
        Err(error) => Err(error),
    }
}

/// A rename that fails if the new name is taken.
pub fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
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
#[must_use]
pub fn is_held(error: &io::Error) -> bool {
    let held = [
        ERROR_SHARING_VIOLATION,
        ERROR_LOCK_VIOLATION,
        ERROR_ACCESS_DENIED,
        ERROR_CLOUD_FILE_ACCESS_DENIED,
    ];
    error.raw_os_error().is_some_and(|code| held.contains(&code.cast_unsigned()))
}
