//! What was written: sizes and hashes of a dump and of its file, as a manifest has them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

type Unknown = Map<String, Value>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInfo {
    pub name: String,
    pub bytes: u64,
    /// Of the compressed file, as `sha256sum` prints it.
    pub sha256: String,
    pub compression: Compression,
    /// Always none in this version.
    pub encryption: Option<String>,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compression {
    /// `gzip`: independent members, one a block.
    pub method: String,
    /// Level → how many blocks have it.
    pub levels: BTreeMap<String, u64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DumpInfo {
    /// Uncompressed.
    pub bytes: u64,
    pub sha256: String,
    /// The trailer of `pg_dump` was seen.
    pub complete: bool,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Lower-case hexadecimal, as `sha256sum` prints it.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
