//! The folder of the backups.

use std::path::{Path, PathBuf};

use crate::folder::cloud;
use crate::platform::{free_space, local_path};
use crate::report::error::{Error, Result};

/// A folder that was there when it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(PathBuf);

impl Target {
    /// `given`, or the place in the synced folder, which is made when it is missing.
    ///
    /// # Errors
    /// Not configured, missing, not a folder: each its own [`Error`]. A folder that the user named
    /// is never made: a drive that is not plugged in would become a folder on the system's disk.
    pub fn open(given: Option<&Path>) -> Result<Self> {
        let path = if let Some(path) = given {
            path.to_owned()
        } else {
            let path = cloud::default_folder().ok_or(Error::TargetNotConfigured)?;
            std::fs::create_dir_all(&path).map_err(|error| Error::of_target(&path, error))?;
            path
        };
        let metadata = std::fs::metadata(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::TargetMissing { path: path.clone() },
            std::io::ErrorKind::NotADirectory => Error::TargetNotAFolder { path: path.clone() },
            _ => Error::of_target(&path, error),
        })?;
        if !metadata.is_dir() {
            return Err(Error::TargetNotAFolder { path });
        }
        // One folder has one name, so that two ways to write it share their lock.
        let canonical =
            local_path::canonical(&path).map_err(|error| Error::of_target(&path, error))?;
        Ok(Self(canonical))
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// What is free for this user, in bytes; nothing where the system does not say.
    #[must_use]
    pub fn available_bytes(&self) -> Option<u64> {
        free_space::available_bytes(&self.0)
    }
}
