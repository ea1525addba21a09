//! Windows: OneDrive's accounts in the registry, placeholders by their attributes.

use std::fs::Metadata;
use std::os::windows::fs::MetadataExt as _;
use std::path::PathBuf;

use windows_registry::CURRENT_USER;
use windows_sys::Win32::Storage::FileSystem::{
    FILE_ATTRIBUTE_OFFLINE, FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS, FILE_ATTRIBUTE_RECALL_ON_OPEN,
};

/// Each of them says that reading would fetch: of OneDrive today, of OneDrive on Windows 8, of
/// archives on tape.
const ELSEWHERE: u32 =
    FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS | FILE_ATTRIBUTE_RECALL_ON_OPEN | FILE_ATTRIBUTE_OFFLINE;

/// For a program that was started without OneDrive's variables. Work accounts come first in the
/// registry: `Business1` before `Personal`.
pub fn onedrive_places() -> Vec<PathBuf> {
    let Ok(accounts) = CURRENT_USER.open(r"Software\Microsoft\OneDrive\Accounts") else {
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

pub fn nextcloud_settings() -> PathBuf {
    dirs::config_dir().unwrap_or_default().join(r"Nextcloud\nextcloud.cfg")
}

/// Where the client has it, by its version.
pub fn dropbox_settings() -> Vec<PathBuf> {
    let folders = [dirs::config_dir(), dirs::data_local_dir()];
    folders.into_iter().flatten().map(|folder| folder.join(r"Dropbox\info.json")).collect()
}

pub fn icloud_places() -> Vec<PathBuf> {
    dirs::home_dir().map(|home| home.join("iCloudDrive")).into_iter().collect()
}

pub fn is_elsewhere(metadata: &Metadata) -> bool {
    attributes_say_elsewhere(metadata.file_attributes())
}

fn attributes_say_elsewhere(attributes: u32) -> bool {
    attributes & ELSEWHERE != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_known_by_their_attributes() {
        // As `attrib` shows them: a placeholder (P M), one that is always kept here (P), an
        // ordinary file (A).
        for (attributes, expected) in [(0x0040_1620, true), (0x0008_0020, false), (0x20, false)] {
            assert_eq!(attributes_say_elsewhere(attributes), expected, "{attributes:x}");
        }
    }
}
