//! By its mode, whatever the umask of who runs us.

use std::fs::{File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;

pub fn open_to_all(file: &File) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(0o644))
}
