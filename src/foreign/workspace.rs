//! A folder of our own for what a restore makes of a file.
//!
//! Invariant: what a killed restore leaves there is removed by the next one.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::paths;

const LOCK_NAME: &str = "lock";

/// Removed with all that is in it when dropped.
#[derive(Debug)]
pub struct Workspace {
    folder: PathBuf,
    /// Held as long as it is used.
    lock: Option<File>,
}

impl Workspace {
    /// # Errors
    /// Those of the disk.
    pub fn new() -> Result<Self> {
        let place = paths::state_folder().join("foreign");
        sweep(&place);
        let folder = place.join(uuid::Uuid::new_v4().to_string());
        let failed = |error| Error::of_target(&folder, error);
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let lock = File::create(folder.join(LOCK_NAME)).map_err(failed)?;
        lock.try_lock().map_err(|error| failed(error.into()))?;
        Ok(Self { lock: Some(lock), folder })
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        self.lock = None;
        let _ = std::fs::remove_dir_all(&self.folder);
        let _ = self.folder.parent().map(std::fs::remove_dir);
    }
}

/// A folder whose lock is free is nobody's.
fn sweep(place: &Path) {
    for entry in std::fs::read_dir(place).into_iter().flatten().flatten() {
        let free = File::open(entry.path().join(LOCK_NAME)).map(|lock| lock.try_lock().is_ok());
        if free.unwrap_or(false) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_uses_is_swept() {
        let place = tempfile::tempdir().unwrap();
        let of = |name: &str| {
            let folder = place.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            (folder.clone(), File::create(folder.join(LOCK_NAME)).unwrap())
        };
        let ((used, lock), (left, _)) = (of("used"), of("left"));
        lock.try_lock().unwrap();
        sweep(place.path());
        assert!(used.exists() && !left.exists());
    }
}
