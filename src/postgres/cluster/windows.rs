//! Windows' server refuses to run with an administrator's rights, and does not give them up by
//! itself: `pg_ctl` takes them away from it. Whoever has opened his terminal as an administrator, or
//! has no other account, starts it all the same.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

pub fn as_server_user(_: &mut Command) {}

/// The temporary folder is the user's own.
pub fn is_made_by_us(path: &Path) -> bool {
    path.is_file()
}

#[expect(clippy::unnecessary_wraps, reason = "the Unix leaf can fail")]
pub fn hand_over(_: &Path) -> io::Result<()> {
    Ok(())
}

/// It ends at once; the server stays in its job, which is ours.
pub const STARTER: &str = "pg_ctl";

pub fn start(pg_ctl: &mut Command, data: &Path, log: &Path) {
    pg_ctl.arg("-D").arg(data).arg("-l").arg(log).args(["-W", "start"]);
}

/// Where the standard output of [`STARTER`] goes: the server's log has one writer.
pub fn log_of_starter(folder: &Path, _log: &Path) -> PathBuf {
    folder.join("pg_ctl.log")
}
