//! The server refuses to run as root, so root hands it over to an ordinary user.

use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// User and group to run as, when we are root.
static SERVER_USER: LazyLock<Option<(u32, u32)>> = LazyLock::new(|| {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    ["postgres", "nobody"].iter().find_map(|wanted| {
        let line = users.lines().find(|line| line.split(':').next() == Some(wanted))?;
        let fields: Vec<&str> = line.split(':').collect();
        Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
    })
});

pub fn as_server_user(command: &mut Command) {
    if let Some((user, group)) = *SERVER_USER {
        command.uid(user).gid(group);
    }
}

/// Whether it is a file of this user's; a link to one is not.
pub fn is_made_by_us(path: &Path) -> bool {
    std::fs::symlink_metadata(path)
        .is_ok_and(|it| it.is_file() && it.uid() == rustix::process::geteuid().as_raw())
}

pub fn hand_over(folder: &Path) -> io::Result<()> {
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    match *SERVER_USER {
        Some((user, group)) => chown(folder, Some(user), Some(group)),
        None => Ok(()),
    }
}

/// The server itself is our child.
pub const STARTER: &str = "postgres";

pub fn start(postgres: &mut Command, data: &Path, _log: &Path) {
    postgres.arg("-D").arg(data);
}

/// Where the standard output of [`STARTER`] goes.
pub fn log_of_starter(_folder: &Path, log: &Path) -> PathBuf {
    log.to_owned()
}
