//! macOS, where OneDrive's client is one of the system's file providers.

use std::fs::Metadata;
use std::os::macos::fs::MetadataExt as _;
use std::path::PathBuf;

/// `SF_DATALESS`: the content is with whoever provides the file.
const DATALESS: u32 = 0x4000_0000;

pub fn onedrive_places() -> Vec<PathBuf> {
    let storage = in_home("Library/CloudStorage");
    let entries = std::fs::read_dir(storage).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("OneDrive"))
        .map(|entry| entry.path())
        .collect()
}

pub fn nextcloud_settings() -> PathBuf {
    in_home("Library/Preferences/Nextcloud/nextcloud.cfg")
}

pub fn dropbox_settings() -> Vec<PathBuf> {
    vec![in_home(".dropbox/info.json")]
}

pub fn icloud_places() -> Vec<PathBuf> {
    vec![in_home("Library/Mobile Documents/com~apple~CloudDocs")]
}

pub fn is_elsewhere(metadata: &Metadata) -> bool {
    metadata.st_flags() & DATALESS != 0
}

fn in_home(path: &str) -> PathBuf {
    dirs::home_dir().unwrap_or_default().join(path)
}
