//! Where a backup is written before it is published: a folder on the same volume as the target,
//! outside of what a cloud client watches where that is possible, inside the target otherwise.
//!
//! Invariant: whoever touches a staging folder holds the [`JobLock`](crate::folder::run::JobLock) of its
//! key, so what is found there is nobody's but an interrupted run's.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::folder::hash::FileHash;
use crate::folder::manifest::{self, Manifest};
use crate::folder::run::JobKey;
use crate::folder::target::Target;
use crate::platform::partial_file::{self, rename_patiently};
use crate::platform::paths;
use crate::report::error::{Error, Result, system};

mod removal;

pub use removal::Held;

/// Inside the target, when nothing else is on its volume. Hidden on Unix. The files in it end in
/// `.tmp`, which the catalog does not read and OneDrive does not copy.
const INNER: &str = ".sauvegarde-staging";
/// The dump while it is written; there is one at a time.
pub const DUMP_NAME: &str = "dump.tmp";

/// Of a manifest whose backup is whole and not published yet.
const STAGED_MANIFEST_SUFFIX: &str = ".sql.gz.json.tmp";

/// The folder for one job's unfinished files.
#[derive(Debug)]
pub struct Staging {
    folder: PathBuf,
    target: PathBuf,
}

impl Staging {
    /// Finds a folder from which a rename into the target works, by trying it: two paths on one
    /// volume need not allow it (bind mounts, subvolumes).
    ///
    /// # Errors
    /// [`Error::TargetNotWritable`] or [`Error::NoSpace`] when nothing can be put there.
    pub fn prepare(target: &Target, key: &JobKey) -> Result<Self> {
        let outside = paths::state_folder().join("staging").join(key.as_str());
        let inside = target.folder().join(INNER).join(key.as_str());
        // An interrupted run may have left its files in either.
        if !inside.exists() && probe(&outside, target.folder(), key).is_ok() {
            return Ok(Self { folder: outside, target: target.folder().to_owned() });
        }
        let _ = remove_empty(&outside);
        let staging = Self { folder: inside, target: target.folder().to_owned() };
        probe(&staging.folder, target.folder(), key)
            .map_err(|error| Error::of_target(target.folder(), error))?;
        Ok(staging)
    }

    /// Whether something can be put into the target, by trying; nothing is left there.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare).
    pub fn probe(target: &Target, key: &JobKey) -> Result<()> {
        Self::prepare(target, key).map(drop)
    }

    /// Where what is whole goes: the folder that the user knows.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// A path for a file being written.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The path of the manifest that the backup `name` will have.
    #[must_use]
    pub fn manifest_path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.json.tmp"))
    }

    /// Publishes what an interrupted run had finished, ends the removals that it had begun, and
    /// removes the rest. Gives the names of the backups that were published.
    ///
    /// # Errors
    /// Those of the system when a finished backup cannot be published now; it stays staged.
    pub fn recover(&self) -> Result<Vec<String>> {
        let mut published = Vec::new();
        for path in self.files().map_err(|error| Error::reading(&self.folder, error))? {
            let finished = path.to_string_lossy().ends_with(STAGED_MANIFEST_SUFFIX);
            if !finished {
                continue;
            }
            let Ok(Ok(manifest)) = manifest::read(&path) else {
                continue;
            };
            if self.finish(&manifest, &path)? {
                published.push(manifest.file.name);
            }
        }
        self.finish_removals();
        for path in self.files().map_err(|error| Error::reading(&self.folder, error))? {
            // The manifest of a backup that can neither go nor come back now.
            if Self::is_marker(&path) {
                continue;
            }
            partial_file::remove_patiently(&path).map_err(|error| held_or(&path, error))?;
        }
        Ok(published)
    }

    /// Completes one publication: the dump may already have its final name.
    fn finish(&self, manifest: &Manifest, staged_manifest: &Path) -> Result<bool> {
        let name = &manifest.file.name;
        if !is_plain(name) {
            return Ok(false);
        }
        let (staged, published) = (self.folder.join(DUMP_NAME), self.target.join(name));
        let manifest_path = manifest::path_beside(&published);
        if manifest_path.exists() {
            return Ok(false);
        }
        if published.exists() {
            if !is_file_of(manifest, &published)? {
                return Ok(false);
            }
        } else if is_file_of(manifest, &staged)? {
            rename_patiently(&staged, &published).map_err(|error| held_or(&published, error))?;
        } else {
            return Ok(false);
        }
        rename_patiently(staged_manifest, &manifest_path)
            .map_err(|error| held_or(&manifest_path, error))?;
        Ok(true)
    }

    fn files(&self) -> io::Result<Vec<PathBuf>> {
        std::fs::read_dir(&self.folder)?.map(|entry| Ok(entry?.path())).collect()
    }
}

impl Drop for Staging {
    /// Removes the folder if nothing is in it.
    fn drop(&mut self) {
        let _ = remove_empty(&self.folder);
    }
}

/// An error of a rename into the target, after the retries.
#[must_use]
pub fn held_or(path: &Path, error: io::Error) -> Error {
    if partial_file::is_held(&error) {
        return Error::TargetHeld { path: path.to_owned(), detail: system::detail(&error) };
    }
    Error::of_target(path, error)
}

/// A name from a file: only a plain one may become a path.
fn is_plain(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|plain| plain == name)
}

fn remove_empty(folder: &Path) -> io::Result<()> {
    std::fs::remove_dir(folder)?;
    folder.parent().map_or(Ok(()), std::fs::remove_dir)
}

/// Tries a rename of an empty file. The name is the same each time: what a kill leaves in the
/// target is overwritten by the next trial and goes with it.
fn probe(folder: &Path, target: &Path, key: &JobKey) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let name = format!(".sauvegarde-probe-{}.tmp", key.as_str());
    let (from, to) = (folder.join(&name), target.join(&name));
    File::create(&from)?;
    let renamed = std::fs::rename(&from, &to);
    let _ = std::fs::remove_file(if renamed.is_ok() { &to } else { &from });
    renamed
}

/// An error only while another program keeps the file to itself: what it holds may be a whole
/// backup, and must not be taken for anything less.
fn is_file_of(manifest: &Manifest, path: &Path) -> Result<bool> {
    match partial_file::open_patiently(path) {
        Ok(file) => {
            let expected = (manifest.file.bytes, manifest.file.sha256.clone());
            let found = FileHash::of(file, path).finish(&mut |_| Ok(()));
            Ok(found.is_ok_and(|found| found == expected))
        }
        Err(error) if partial_file::is_held(&error) => Err(held_or(path, error)),
        Err(_) => Ok(false),
    }
}
