//! Where OneDrive keeps its files on this machine.

use std::path::{Path, PathBuf};

/// Below the OneDrive folder; the name that the Django version used.
const DEFAULT_INNER: [&str; 2] = ["Torii-management", "backups"];

/// OneDrive's own folder, the work account's first.
#[must_use]
pub fn onedrive_folder() -> Option<PathBuf> {
    let named = ["OneDriveCommercial", "OneDriveConsumer", "OneDrive"]
        .iter()
        .filter_map(std::env::var_os)
        .map(PathBuf::from);
    named.chain(usual_places()).find(|path| path.is_dir())
}

/// Where backups go unless another folder is configured.
#[must_use]
pub fn default_folder() -> Option<PathBuf> {
    onedrive_folder().map(|root| DEFAULT_INNER.iter().fold(root, |path, name| path.join(name)))
}

/// A path as the user knows it: from `OneDrive` on where it is inside, else whole.
#[must_use]
pub fn display(path: &Path) -> String {
    let inside = onedrive_folder()
        .and_then(|root| std::fs::canonicalize(root).ok())
        .and_then(|root| path.strip_prefix(root).ok().map(|rest| Path::new("OneDrive").join(rest)));
    inside.as_deref().unwrap_or(path).display().to_string()
}

#[cfg(target_os = "macos")]
fn usual_places() -> Vec<PathBuf> {
    let Some(storage) = dirs::home_dir().map(|home| home.join("Library/CloudStorage")) else {
        return Vec::new();
    };
    let entries = std::fs::read_dir(storage).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("OneDrive"))
        .map(|entry| entry.path())
        .collect()
}

#[cfg(windows)]
fn usual_places() -> Vec<PathBuf> {
    let accounts = windows_registry::CURRENT_USER.open(r"Software\Microsoft\OneDrive\Accounts");
    let Ok(accounts) = accounts else {
        return Vec::new();
    };
    let Ok(names) = accounts.keys() else {
        return Vec::new();
    };
    names
        .filter_map(|name| accounts.open(name).ok()?.get_string("UserFolder").ok())
        .map(PathBuf::from)
        .collect()
}

#[cfg(not(any(target_os = "macos", windows)))]
fn usual_places() -> Vec<PathBuf> {
    dirs::home_dir().map(|home| home.join("OneDrive")).into_iter().collect()
}
