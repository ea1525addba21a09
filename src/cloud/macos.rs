//! OneDrive on macOS.

use std::fs::Metadata;
use std::os::macos::fs::MetadataExt as _;
use std::path::PathBuf;

/// `SF_DATALESS`: the content is with whoever provides the file.
const DATALESS: u32 = 0x4000_0000;

pub fn usual_places() -> Vec<PathBuf> {
    let Some(storage) = dirs::home_dir().map(|home| home.join("Library/CloudStorage")) else {
        return Vec::new();
    };
    let entries = std::fs::read_dir(storage).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("OneDrive"))
        .map(|entry| entry.path())
        .collect()
}

pub fn is_elsewhere(metadata: &Metadata) -> bool {
    metadata.st_flags() & DATALESS != 0
}
