//! The user's name and the password file's privacy on Unix.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// The name of the effective user in `/etc/passwd`; directory services are not asked.
pub fn user() -> Option<String> {
    let uid = rustix::process::geteuid().as_raw().to_string();
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let line = users.lines().find(|line| line.split(':').nth(2) == Some(uid.as_str()))?;
    line.split(':').next().map(str::to_owned)
}

/// libpq ignores a password file that others may read.
pub fn is_private(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| {
        metadata.is_file() && metadata.permissions().mode().trailing_zeros() >= 6
    })
}
