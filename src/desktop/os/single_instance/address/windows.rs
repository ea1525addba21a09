//! A named pipe with the user's name in it. Windows lets no other user write to a pipe made
//! without a security descriptor of its own, nor make a second one of the same name.

use std::io;
use std::path::{Path, PathBuf};

use interprocess::local_socket::{GenericNamespaced, ListenerOptions, Name, Stream, prelude::*};
use sauvegarde::platform::paths;

pub fn folder() -> PathBuf {
    paths::state_folder().join("run")
}

/// The folder is the user's, so its name tells users apart, and tests too.
pub fn name(folder: &Path) -> io::Result<Name<'static>> {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hash = DefaultHasher::new();
    folder.hash(&mut hash);
    let user = std::env::var("USERNAME").unwrap_or_default();
    let name = format!("sauvegarde-{user}-{:016x}", hash.finish());
    name.to_ns_name::<GenericNamespaced>().map(Name::into_owned)
}

/// Pipes go with the process that made them.
pub fn remove_stale(_: &Path) {}

/// The default already is: the owner, administrators and the system.
pub fn for_owner_only(options: ListenerOptions<'_>) -> ListenerOptions<'_> {
    options
}

/// Seen to by the pipe's name and rights.
pub fn is_ours(_: &Stream) -> bool {
    true
}
