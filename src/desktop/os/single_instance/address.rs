//! Where the one instance listens.

use std::io;
use std::path::Path;

use interprocess::local_socket::{Listener, ListenerOptions, Stream, prelude::*};

#[cfg_attr(unix, path = "address/unix.rs")]
#[cfg_attr(windows, path = "address/windows.rs")]
mod platform;

pub use platform::{folder, is_ours};

/// Called with the lock held: what is left at the address is a killed instance's.
pub fn listen(folder: &Path) -> io::Result<Listener> {
    platform::remove_stale(folder);
    let options = ListenerOptions::new().name(platform::name(folder)?);
    platform::for_owner_only(options).create_sync()
}

pub fn connect(folder: &Path) -> io::Result<Stream> {
    let stream = Stream::connect(platform::name(folder)?)?;
    if platform::is_ours(&stream) {
        Ok(stream)
    } else {
        Err(io::ErrorKind::PermissionDenied.into())
    }
}
