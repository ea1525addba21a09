//! How a backup goes: its manifest becomes a marker in the staging folder, then the dump is deleted,
//! then the marker. Whatever a kill leaves, the next to hold the lock ends it.
//!
//! Invariant: a dump goes only after its manifest, and only one that is as the manifest says.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use super::{Staging, is_plain};
use crate::folder::manifest::{self, Manifest};
use crate::folder::reading::Deleting;
use crate::platform::partial_file::{remove_patiently, rename_patiently, sync_folder};
use crate::report::error::system;

/// After the manifest's name.
const MARKER: &str = ".removed.tmp";

/// Why a backup is still there, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// Somebody restores or verifies it.
    Read,
    /// It is not, or not any more, what was to be deleted.
    Changed,
    /// The system's words.
    System(String),
}

impl Staging {
    /// Deletes the backup at `dump`, if its manifest is still intact and `is_wanted` says so of it.
    ///
    /// # Errors
    /// Why it stays. Then it is as it was.
    pub fn remove(&self, dump: &Path, is_wanted: &dyn Fn(&Manifest) -> bool) -> Result<(), Held> {
        let Some(deleting) = Deleting::begin(dump) else { return Err(Held::Read) };
        let manifest_path = manifest::path_beside(dump);
        let Ok(Ok(manifest)) = manifest::read(&manifest_path) else { return Err(Held::Changed) };
        let is_it = is_plain(&manifest.file.name)
            && dump == self.target().join(&manifest.file.name)
            && size(dump) == Some(manifest.file.bytes);
        if !is_it || !is_wanted(&manifest) {
            return Err(Held::Changed);
        }
        let marker = self.path(&format!("{}.json{MARKER}", manifest.file.name));
        step();
        rename_patiently(&manifest_path, &marker).map_err(|error| system(&error))?;
        step();
        // Whoever comes now finds no backup; where a file goes only when nobody has it open, that must
        // not be us.
        drop(deleting);
        self.finish_removal(&manifest, &marker)
    }

    /// Whether this is left of a backup that goes.
    pub(super) fn is_marker(path: &Path) -> bool {
        let name = path.file_name().and_then(OsStr::to_str);
        let before = name.and_then(|name| name.strip_suffix(MARKER));
        before.is_some_and(|name| name.ends_with(manifest::MANIFEST_SUFFIX))
    }

    /// Ends the removals of killed runs, or takes them back. What can be neither is left for later.
    pub(super) fn finish_removals(&self) {
        for marker in self.files().into_iter().flatten().filter(|path| Self::is_marker(path)) {
            match manifest::read(&marker) {
                Ok(Ok(manifest)) if is_of(&marker, &manifest) => {
                    let _ = self.finish_removal(&manifest, &marker);
                }
                // It says nothing that could be done.
                Ok(_) => drop(std::fs::remove_file(&marker)),
                Err(_) => {}
            }
        }
    }

    /// From the marker on.
    fn finish_removal(&self, manifest: &Manifest, marker: &Path) -> Result<(), Held> {
        let dump = self.target().join(&manifest.file.name);
        let manifest_path = manifest::path_beside(&dump);
        // Somebody, such as a cloud's client, has put it back: it is a backup again.
        let is_back = manifest_path.exists();
        if !is_back && size(&dump) == Some(manifest.file.bytes) {
            // That the manifest is gone is on the disk before the dump goes.
            let removed = sync_folder(self.target()).and_then(|()| remove_patiently(&dump));
            match removed {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    let _ = rename_patiently(marker, &manifest_path);
                    return Err(system(&error));
                }
                _ => {}
            }
        }
        step();
        // What is left of it is nothing without its dump, and goes the next time.
        let _ = std::fs::remove_file(marker);
        step();
        if is_back { Err(Held::Changed) } else { Ok(()) }
    }
}

/// Whether the marker is that of the backup that its manifest names.
fn is_of(marker: &Path, manifest: &Manifest) -> bool {
    let name = format!("{}.json{MARKER}", manifest.file.name);
    is_plain(&manifest.file.name) && marker.file_name() == Some(OsStr::new(&name))
}

fn size(path: &Path) -> Option<u64> {
    let metadata = std::fs::symlink_metadata(path).ok()?;
    metadata.is_file().then_some(metadata.len())
}

fn system(error: &io::Error) -> Held {
    Held::System(system::detail(error))
}

/// Where a test may end the process: after as many of these as `SAUVEGARDE_TEST_KILL` says.
#[cfg(debug_assertions)]
fn step() {
    use std::sync::atomic::{AtomicU32, Ordering};
    static STEPS: AtomicU32 = AtomicU32::new(0);
    let step = STEPS.fetch_add(1, Ordering::Relaxed);
    let at = std::env::var("SAUVEGARDE_TEST_KILL").ok().and_then(|at| at.parse().ok());
    if at == Some(step) {
        std::process::abort();
    }
}

#[cfg(not(debug_assertions))]
fn step() {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::catalog::tests::put;

    const NAME: &str = "backup_a_20260101_000000.sql.gz";

    struct Place {
        _folder: tempfile::TempDir,
        staging: Staging,
    }

    impl Place {
        /// With one backup.
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let (target, inner) = (folder.path().join("target"), folder.path().join("staging"));
            std::fs::create_dir_all(&target).unwrap();
            std::fs::create_dir_all(&inner).unwrap();
            put(&target, NAME, 10, b"good");
            Self { _folder: folder, staging: Staging { folder: inner, target } }
        }

        fn dump(&self) -> std::path::PathBuf {
            self.staging.target.join(NAME)
        }

        fn marker(&self, name: &str) -> std::path::PathBuf {
            self.staging.folder.join(format!("{name}.json{MARKER}"))
        }

        /// As a kill after the first step leaves it.
        fn begun(&self) {
            std::fs::rename(manifest::path_beside(&self.dump()), self.marker(NAME)).unwrap();
        }

        /// Names in the target, and how many files are staged.
        fn left(&self) -> (Vec<String>, usize) {
            let names = |folder: &Path| {
                let entries = std::fs::read_dir(folder).unwrap();
                let name = |it: io::Result<std::fs::DirEntry>| it.unwrap().file_name();
                let mut names: Vec<String> =
                    entries.map(|it| name(it).into_string().unwrap()).collect();
                names.sort();
                names
            };
            (names(&self.staging.target), names(&self.staging.folder).len())
        }
    }

    fn both() -> Vec<String> {
        vec![NAME.to_owned(), format!("{NAME}.json")]
    }

    #[test]
    fn a_backup_goes_whole() {
        let place = Place::new();
        assert_eq!(place.staging.remove(&place.dump(), &|_| true), Ok(()));
        assert_eq!(place.left(), (Vec::new(), 0));
    }

    #[test]
    fn what_is_wanted_after_all_or_is_not_as_its_manifest_says_stays() {
        let place = Place::new();
        assert_eq!(place.staging.remove(&place.dump(), &|_| false), Err(Held::Changed));
        let reading = crate::folder::reading::Reading::begin(&place.dump());
        assert_eq!(place.staging.remove(&place.dump(), &|_| true), Err(Held::Read));
        drop(reading);
        std::fs::write(place.dump(), "longer than it was").unwrap();
        assert_eq!(place.staging.remove(&place.dump(), &|_| true), Err(Held::Changed));
        std::fs::write(manifest::path_beside(&place.dump()), "{}").unwrap();
        assert_eq!(place.staging.remove(&place.dump(), &|_| true), Err(Held::Changed));
        assert_eq!(place.left(), (both(), 0));
    }

    #[test]
    fn what_was_begun_is_ended() {
        let place = Place::new();
        place.begun();
        assert_eq!(place.staging.recover().unwrap(), [""; 0]);
        assert_eq!(place.left(), (Vec::new(), 0));
        // The marker alone is what a kill after the second step leaves.
        let place = Place::new();
        place.begun();
        std::fs::remove_file(place.dump()).unwrap();
        assert_eq!(place.staging.recover().unwrap(), [""; 0]);
        assert_eq!(place.left(), (Vec::new(), 0));
    }

    #[test]
    fn a_dump_that_is_another_one_now_is_not_deleted() {
        let place = Place::new();
        place.begun();
        std::fs::write(place.dump(), "another").unwrap();
        place.staging.recover().unwrap();
        assert_eq!(place.left(), (vec![NAME.to_owned()], 0));
    }

    #[test]
    fn a_backup_whose_manifest_is_back_is_one() {
        let place = Place::new();
        let text = std::fs::read(manifest::path_beside(&place.dump())).unwrap();
        place.begun();
        std::fs::write(manifest::path_beside(&place.dump()), text).unwrap();
        place.staging.recover().unwrap();
        assert_eq!(place.left(), (both(), 0));
    }

    #[test]
    fn a_marker_of_another_name_than_its_manifest_says_deletes_nothing() {
        let place = Place::new();
        let mut manifest = manifest::read(&manifest::path_beside(&place.dump())).unwrap().unwrap();
        for name in ["../target/x.sql.gz", "x.sql.gz"] {
            name.clone_into(&mut manifest.file.name);
            std::fs::write(place.marker(NAME), manifest.to_text()).unwrap();
            place.staging.recover().unwrap();
            assert_eq!(place.left(), (both(), 0), "{name}");
        }
        std::fs::write(place.marker(NAME), "no manifest").unwrap();
        place.staging.recover().unwrap();
        assert_eq!(place.left(), (both(), 0));
    }

    #[cfg(windows)]
    #[test]
    fn a_dump_that_another_program_holds_gets_its_manifest_back() {
        use std::os::windows::fs::OpenOptionsExt as _;

        let place = Place::new();
        let only_read = 1;
        let mut options = std::fs::OpenOptions::new();
        let held = options.read(true).share_mode(only_read).open(place.dump()).unwrap();
        assert!(matches!(place.staging.remove(&place.dump(), &|_| true), Err(Held::System(_))));
        assert_eq!(place.left(), (both(), 0));
        drop(held);
        assert_eq!(place.staging.remove(&place.dump(), &|_| true), Ok(()));
    }
}
