//! Folders that are copied elsewhere: where OneDrive keeps its files on this machine, and which
//! files of a folder are in the cloud only.

use std::path::{Path, PathBuf};

use crate::local_path;

#[cfg(all(unix, not(target_os = "macos")))]
#[path = "cloud/linux.rs"]
mod platform;
#[cfg(target_os = "macos")]
#[path = "cloud/macos.rs"]
mod platform;
#[cfg(windows)]
#[path = "cloud/windows.rs"]
mod platform;

/// Below the OneDrive folder; the name that the Django version used.
const DEFAULT_INNER: [&str; 2] = ["Torii-management", "backups"];
/// As OneDrive's users say, whatever the folder's own name is: "OneDrive - Institut".
const SHOWN: &str = "OneDrive";

/// Whether a file's content may be fetched from the cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetch {
    /// A look at a list must not download what somebody chose to keep elsewhere.
    Never,
    /// It is what was asked for.
    Allowed,
}

/// OneDrive's own folder, the work account's first.
#[must_use]
pub fn onedrive_folder() -> Option<PathBuf> {
    let named = ["OneDriveCommercial", "OneDriveConsumer", "OneDrive"]
        .iter()
        .filter_map(std::env::var_os)
        .map(PathBuf::from);
    named.chain(platform::usual_places()).find(|path| path.is_dir())
}

/// Where backups go unless another folder is configured.
#[must_use]
pub fn default_folder() -> Option<PathBuf> {
    onedrive_folder().map(|root| DEFAULT_INNER.iter().fold(root, |path, name| path.join(name)))
}

/// A path as the user knows it: from `OneDrive` on where it is inside, else whole.
#[must_use]
pub fn display(path: &Path) -> String {
    let whole = local_path::shown(path);
    let inside = onedrive_folder().and_then(|root| local_path::canonical(&root).ok());
    // Two paths in the form for people: a long one has another form otherwise.
    let inside = inside.and_then(|root| {
        let rest = Path::new(&whole).strip_prefix(local_path::shown(&root)).ok()?;
        Some(Path::new(SHOWN).join(rest).display().to_string())
    });
    inside.unwrap_or(whole)
}

/// Whether the system would have to fetch the file's content from the cloud first. Asking does
/// not.
#[must_use]
pub fn is_elsewhere(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| platform::is_elsewhere(&metadata))
}
