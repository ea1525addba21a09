//! The commit protocol's end: two renames, the manifest's last.

use std::io;
use std::path::PathBuf;

use crate::backup::plan::BackupName;
use crate::folder::manifest::{self, Manifest};
use crate::folder::staging::{self, Staging};
use crate::folder::target::Target;
use crate::platform::partial_file::{self, PartialFile};
use crate::report::error::{Error, Result};

/// Gives the dump its final name and then, last, the manifest. The staged manifest comes before
/// the first rename: what is whole can be published by the next start.
///
/// # Errors
/// [`Error::TargetHeld`] and its like; what is whole then stays staged for the next start.
pub fn publish(
    mut file: PartialFile,
    name: &BackupName,
    manifest: &dyn Fn(&str) -> Manifest,
    target: &Target,
    staging: &Staging,
) -> Result<(PathBuf, Manifest)> {
    let mut attempt = 1;
    loop {
        let file_name = name.file_name(attempt);
        let path = target.folder().join(&file_name);
        let manifest_path = manifest::path_beside(&path);
        attempt += 1;
        if path.exists() || manifest_path.exists() {
            continue;
        }
        let manifest = manifest(&file_name);
        let staged_path = staging.manifest_path(&file_name);
        let staged_new = staging.path("manifest.tmp");
        partial_file::replace(&staged_path, &staged_new, manifest.to_text().as_bytes())
            .map_err(|error| Error::of_target(&staged_path, error))?;
        match file.publish(&path) {
            Ok(()) => {}
            Err((unpublished, error)) if error.kind() == io::ErrorKind::AlreadyExists => {
                let _ = std::fs::remove_file(&staged_path);
                file = unpublished;
                continue;
            }
            Err((unpublished, error)) => {
                // It is whole: the next start tries again.
                unpublished.keep();
                return Err(staging::held_or(&path, error));
            }
        }
        partial_file::rename_patiently(&staged_path, &manifest_path)
            .map_err(|error| staging::held_or(&manifest_path, error))?;
        return Ok((path, manifest));
    }
}
