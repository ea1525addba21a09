//! Folders that are copied elsewhere: where OneDrive and its like keep their files on this machine,
//! and which files of a folder are in the cloud only.

use std::path::{Path, PathBuf};

use crate::platform::local_path;
use crate::report::format;

#[cfg(all(unix, not(target_os = "macos")))]
#[path = "cloud/linux.rs"]
mod platform;
#[cfg(target_os = "macos")]
#[path = "cloud/macos.rs"]
mod platform;
#[cfg(windows)]
#[path = "cloud/windows.rs"]
mod platform;
mod settings;

/// Below the synced folder; the name that the Django version used.
const DEFAULT_INNER: [&str; 2] = ["Torii-management", "backups"];

/// Whether a file's content may be fetched from the cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetch {
    /// A look at a list must not download what somebody chose to keep elsewhere.
    Never,
    /// It is what was asked for.
    Allowed,
}

/// Who copies a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    OneDrive,
    Nextcloud,
    Dropbox,
    ICloud,
}

impl Service {
    /// As its users say, whatever the folder's own name is: "OneDrive - Institut".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OneDrive => "OneDrive",
            Self::Nextcloud => "Nextcloud",
            Self::Dropbox => "Dropbox",
            Self::ICloud => "iCloud Drive",
        }
    }

    /// Where its client says that its folders are, whether they are there or not.
    fn places(self) -> Vec<PathBuf> {
        match self {
            Self::OneDrive => onedrive_places(),
            Self::Nextcloud => settings::nextcloud(&platform::nextcloud_settings()),
            Self::Dropbox => settings::dropbox(&platform::dropbox_settings()),
            Self::ICloud => platform::icloud_places(),
        }
    }
}

/// A folder that is copied elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncedFolder {
    pub service: Service,
    pub path: PathBuf,
}

impl SyncedFolder {
    /// Where backups go in it, unless another folder is configured.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        DEFAULT_INNER.iter().fold(self.path.clone(), |path, name| path.join(name))
    }
}

/// What is on this machine. OneDrive comes first, for which this was made; then what somebody
/// installed, before what comes with the system.
pub fn synced_folders() -> impl Iterator<Item = SyncedFolder> {
    let services = [Service::OneDrive, Service::Nextcloud, Service::Dropbox, Service::ICloud];
    services
        .into_iter()
        .flat_map(|service| {
            service.places().into_iter().map(move |path| SyncedFolder { service, path })
        })
        .filter(|folder| folder.path.is_absolute() && folder.path.is_dir())
}

/// The synced folder that a path is in, and the way from there.
#[must_use]
pub fn synced_around(path: &Path) -> Option<(SyncedFolder, PathBuf)> {
    // Two paths in the form for people: a long one has another form otherwise.
    let whole = format::path(path);
    synced_folders().find_map(|folder| {
        let root = format::path(&local_path::canonical(&folder.path).ok()?);
        let rest = Path::new(&whole).strip_prefix(root).ok()?.to_owned();
        Some((folder, rest))
    })
}

/// Where backups go unless a folder is configured.
#[must_use]
pub fn default_folder() -> Option<PathBuf> {
    synced_folders().next().map(|folder| folder.backups())
}

/// A path as the user knows it: from `OneDrive` on where it is inside, else whole.
#[must_use]
pub fn display(path: &Path) -> String {
    match synced_around(path) {
        Some((folder, rest)) => Path::new(folder.service.name()).join(rest).display().to_string(),
        None => format::path(path),
    }
}

/// Whether the system would have to fetch the file's content from the cloud first. Asking does
/// not.
#[must_use]
pub fn is_elsewhere(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| platform::is_elsewhere(&metadata))
}

/// The work account's first. Windows tells its programs by variables.
fn onedrive_places() -> Vec<PathBuf> {
    let named = ["OneDriveCommercial", "OneDriveConsumer", "OneDrive"]
        .iter()
        .filter_map(std::env::var_os)
        .map(PathBuf::from);
    named.chain(platform::onedrive_places()).collect()
}
