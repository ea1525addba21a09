//! A socket's file in the user's own folder of the session, else in the folder for our state.

use std::io;
use std::path::{Path, PathBuf};

use interprocess::local_socket::{GenericFilePath, ListenerOptions, Name, Stream, prelude::*};
use interprocess::os::unix::local_socket::ListenerOptionsExt as _;
use sauvegarde::platform::paths;

/// Session folders are on a file system in memory and belong to the user alone.
pub fn folder() -> PathBuf {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let runtime = runtime.filter(|folder| folder.is_absolute() && folder.is_dir());
    runtime.unwrap_or_else(|| paths::state_folder().join("run"))
}

fn file(folder: &Path) -> PathBuf {
    folder.join("sauvegarde-tray.sock")
}

pub fn name(folder: &Path) -> io::Result<Name<'static>> {
    file(folder).to_fs_name::<GenericFilePath>().map(Name::into_owned)
}

pub fn remove_stale(folder: &Path) {
    let _ = std::fs::remove_file(file(folder));
}

pub fn for_owner_only(options: ListenerOptions<'_>) -> ListenerOptions<'_> {
    options.mode(0o600)
}

/// The kernel says who is at the other end.
pub fn is_ours(stream: &Stream) -> bool {
    let own = rustix::process::geteuid().as_raw();
    stream.peer_creds().is_ok_and(|peer| peer.euid() == Some(own))
}
