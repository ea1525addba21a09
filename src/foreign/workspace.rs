//! A folder of our own for what a restore makes of a file.
//!
//! Invariant: what a killed restore leaves there is removed by the next one.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::platform::paths;
use crate::report::error::{Error, Result};

const LOCK_NAME: &str = "lock";
/// Whoever holds the gate does so for as long as it takes to remove what a killed restore left.
const GATE_LIMIT: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(20);

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
        let _gate = gate(&place)?;
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

/// Held by whoever makes a folder or sweeps: a folder whose lock has not come yet is not nobody's.
fn gate(place: &Path) -> Result<File> {
    let path = place.with_extension("lock");
    let failed = |error| Error::of_target(&path, error);
    std::fs::create_dir_all(path.parent().unwrap_or(place)).map_err(failed)?;
    let file = File::create(&path).map_err(failed)?;
    let deadline = Instant::now() + GATE_LIMIT;
    while let Err(error) = file.try_lock() {
        if Instant::now() > deadline {
            return Err(failed(error.into()));
        }
        std::thread::sleep(LOOK_EVERY);
    }
    Ok(file)
}

/// A folder whose lock is free is nobody's, and one without.
fn sweep(place: &Path) {
    for entry in std::fs::read_dir(place).into_iter().flatten().flatten() {
        let is_free = match File::open(entry.path().join(LOCK_NAME)) {
            Ok(lock) => lock.try_lock().is_ok(),
            Err(error) => error.kind() == ErrorKind::NotFound,
        };
        if is_free {
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
        let unlocked = of("unlocked").0;
        std::fs::remove_file(unlocked.join(LOCK_NAME)).unwrap();
        lock.try_lock().unwrap();
        sweep(place.path());
        assert!(used.exists() && !left.exists() && !unlocked.exists());
    }
}
