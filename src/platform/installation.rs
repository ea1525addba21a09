//! The name that this installation gives itself, at random: two computers may share a folder of
//! backups, and each deletes only its own.
//!
//! Invariant: once there, it never changes; losing it makes all earlier backups somebody else's, so
//! that they are kept.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{paths, private};

/// Nothing before the first backup.
#[must_use]
pub fn known() -> Option<String> {
    let text = std::fs::read_to_string(path()).ok()?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// It is made when it is first asked for. Nothing where it could be neither read nor kept.
#[must_use]
pub fn id() -> Option<String> {
    if let Some(id) = known() {
        return Some(id);
    }
    let path = path();
    private::create_folder(path.parent()?).ok()?;
    // What it cannot keep is nobody's name.
    let _ = make(&path);
    known()
}

/// Written whole beside it and linked, so that of two processes one wins and neither reads half.
fn make(path: &Path) -> io::Result<()> {
    let id = uuid::Uuid::new_v4().to_string();
    let staged = path.with_extension(&id);
    let mut options = OpenOptions::new();
    let mut file = private::open(options.create_new(true).write(true), &staged)?;
    let made = file.write_all(id.as_bytes()).and_then(|()| file.sync_all()).and_then(|()| {
        // An empty file is what a crash left.
        if path.metadata().is_ok_and(|metadata| metadata.len() == 0) {
            std::fs::remove_file(path)?;
        }
        std::fs::hard_link(&staged, path).or_else(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Ok(()),
            // A file system without links.
            _ => std::fs::rename(&staged, path),
        })
    });
    let _ = std::fs::remove_file(&staged);
    made
}

fn path() -> PathBuf {
    paths::state_folder().join("installation")
}
