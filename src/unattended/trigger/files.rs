//! Files that a system's scheduler reads.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::report::error::{Error, Result};

/// Files as they were before, for when something goes wrong half way.
pub struct Former(Vec<(PathBuf, Option<Vec<u8>>)>);

impl Former {
    #[must_use]
    pub fn of(files: &[PathBuf]) -> Self {
        Self(files.iter().map(|file| (file.clone(), fs::read(file).ok())).collect())
    }

    /// As far as the system lets us: there is an error to be told already.
    pub fn restore(self) {
        for (file, bytes) in self.0 {
            let _ = match bytes {
                Some(bytes) => replace(&file, &bytes),
                None => remove(&file).map(drop),
            };
        }
    }
}

/// By way of a file beside it, so that a scheduler never reads half of one.
///
/// # Errors
/// Those of [`Error::of_target`].
pub fn replace(file: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |error| Error::of_target(file, error);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut staged = file.as_os_str().to_owned();
    staged.push(".new");
    let written = fs::write(&staged, bytes).and_then(|()| fs::rename(&staged, file));
    written.map_err(|error| {
        let _ = fs::remove_file(&staged);
        failed(error)
    })
}

/// Whether it was there.
///
/// # Errors
/// Those of [`Error::of_target`].
pub fn remove(file: &Path) -> Result<bool> {
    match fs::remove_file(file) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::of_target(file, error)),
    }
}
