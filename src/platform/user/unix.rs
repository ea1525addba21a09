//! The user's name and the password file's privacy on Unix.

use std::fs::Metadata;
use std::os::unix::fs::PermissionsExt as _;

/// The name of the effective user in `/etc/passwd`; directory services are not asked.
#[must_use]
pub fn user() -> Option<String> {
    let uid = rustix::process::geteuid().as_raw().to_string();
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let line = users.lines().find(|line| line.split(':').nth(2) == Some(uid.as_str()))?;
    line.split(':').next().map(str::to_owned)
}

/// libpq ignores a password file that others may read.
#[must_use]
pub fn is_private(file: &Metadata) -> bool {
    file.permissions().mode().trailing_zeros() >= 6
}
