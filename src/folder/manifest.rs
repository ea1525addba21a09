//! The JSON file beside a backup. Version 1; `docs/manifest.md` has an example.
//!
//! Invariants: a backup exists if and only if its manifest exists; nothing of the connection is in
//! it (no login, password or address); fields that this version does not know are kept; its last
//! line holds the SHA-256 of all that stands before it, so that no changed byte goes unnoticed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::dump::scanner::TableCount;
use crate::dump::written::hex;
pub use alarm::{Alarm, AlarmKind, Measure};

pub use crate::dump::written::{Compression, DumpInfo, FileInfo};
pub use crate::postgres::described::{DatabaseSettings, Extension, ServerInfo, Setting};
use crate::report::error::{Error, Result};

mod alarm;
mod text;

/// The `manifest_version` written here; a higher one is refused with a sentence.
pub const VERSION: u32 = 1;
/// Ends the name of a dump file; the manifest's name is this and `.json`.
pub const DUMP_SUFFIX: &str = ".sql.gz";
pub const MANIFEST_SUFFIX: &str = ".sql.gz.json";
/// Of a pin, in characters.
const LONGEST_NOTE: usize = 200;
/// Two computers' clocks may differ by that much.
pub const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(10);
/// The oldest verifications are forgotten beyond this many.
const VERIFICATIONS_KEPT: usize = 20;

type Unknown = Map<String, Value>;

/// One backup, as its manifest describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub manifest_version: u32,
    pub id: String,
    pub profile: String,
    pub reason: Reason,
    /// UTC.
    pub created_at: Timestamp,
    pub elapsed_ms: u64,
    pub database: String,
    pub server: ServerInfo,
    pub client: ClientInfo,
    pub file: FileInfo,
    pub dump: DumpInfo,
    pub tables: Vec<TableCount>,
    pub large_objects: u64,
    pub extensions: Vec<Extension>,
    pub roles: Vec<String>,
    pub database_settings: DatabaseSettings,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub django: Option<BTreeMap<String, String>>,
    /// Tables whose rows are not in the dump although the database had some; empty for a backup of
    /// the whole database.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incomplete: Vec<Missing>,
    /// Names of subscriptions that the database had. No dump of ours has them: they would begin to
    /// bring rows as soon as they were restored.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscriptions: Vec<String>,
    /// Of a backup that was made out of another tool's file; `source` in the file.
    #[serde(default, rename = "source", skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The installation that made it, by the name that it gave itself at random; nothing in what
    /// an earlier version made. `origin` in the file.
    #[serde(default, rename = "origin", skip_serializing_if = "Option::is_none")]
    pub installation: Option<String>,
    /// What is suspicious about it, beside those before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alarms: Vec<Alarm>,
    /// When somebody said that its alarms are right: it is what later ones are compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Timestamp>,
    /// When the first of the backups before it was made that have the very same number of rows in
    /// each table; nothing where the last one had others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unchanged_since: Option<Timestamp>,
    /// Set where it is kept for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<Pin>,
    pub verifications: Vec<Verification>,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// The file that a backup was made out of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// `plain`, `custom`, `directory`, `tar` or `pg_dumpall`.
    pub format: String,
    /// As the tool prints it; empty where the file does not say it.
    pub tool_version: String,
    /// Not where they come as `INSERT`: `tables` and the counts in it say nothing then.
    #[serde(default = "counted", skip_serializing_if = "Clone::clone")]
    pub rows_counted: bool,
    #[serde(flatten)]
    pub unknown: Unknown,
}

fn counted() -> bool {
    true
}

/// Why somebody keeps a backup for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// May be empty.
    pub note: String,
    pub at: Timestamp,
}

impl Pin {
    /// A note is one line of a list, whatever was typed.
    #[must_use]
    pub fn new(note: &str, at: Timestamp) -> Self {
        let line: String = note.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Self { note: line.trim().chars().take(LONGEST_NOTE).collect(), at }
    }
}

/// Why the backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Manual,
    Hotkey,
    Scheduled,
    BeforeRestore,
    Cli,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientInfo {
    pub tool_version: String,
    pub pg_dump_version: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// What an incomplete backup lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// With its schema, quoted as SQL needs it; of a partitioned table all its partitions.
    pub table: String,
    pub reason: MissingReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingReason {
    /// `--without-rows`: only its definition was dumped.
    WithoutRows,
    /// Any other, of a later version.
    #[serde(other)]
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    pub at: Timestamp,
    pub kind: VerificationKind,
    pub ok: bool,
    pub detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerificationKind {
    /// Read back from the disk before it was published.
    Backup,
    /// `sauvegarde verify`.
    Manual,
    /// Restored into a scratch database, and counted.
    Drill,
    /// Any other, of a later version.
    #[serde(other)]
    Other,
}

/// Why a text is not an intact manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManifestProblem {
    NotAManifest,
    Changed,
    NewerVersion,
}

const SEAL: &str = ",\n  \"manifest_sha256\": \"";
const SEAL_END: &str = "\"\n}\n";

impl Manifest {
    /// The text of the file, sealed with its own hash.
    #[must_use]
    pub fn to_text(&self) -> String {
        seal(self)
    }

    /// # Errors
    /// What is wrong with the text; a changed byte anywhere is found.
    pub fn from_text(text: &str) -> std::result::Result<Self, ManifestProblem> {
        // Of a folder of thousands every one is read so, which takes half the time.
        if is_sealed(text)
            && let Ok(mut manifest) = serde_json::from_str::<Self>(text)
            && manifest.manifest_version <= VERSION
        {
            manifest.unknown.shift_remove("manifest_sha256");
            return Ok(manifest);
        }
        let fields = unseal(text)?;
        serde_json::from_value(fields.into()).map_err(|_| ManifestProblem::NotAManifest)
    }

    /// Whether [`tables`](Self::tables) says how many rows there are.
    #[must_use]
    pub fn counts_rows(&self) -> bool {
        self.origin.as_ref().is_none_or(|origin| origin.rows_counted)
    }

    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().fold(0, |rows, table| rows.saturating_add(table.rows))
    }

    /// Whether it says that it was made later than now, by more than clocks differ.
    #[must_use]
    pub fn is_from_the_future(&self, now: Timestamp) -> bool {
        now.checked_add(CLOCKS_DIFFER).is_ok_and(|latest| self.created_at > latest)
    }

    /// Whether rows are missing from it: such a backup is never taken for the latest one, and no
    /// older one goes because of it.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        !self.incomplete.is_empty()
    }

    /// Whether something that it was found to lack is not yet said to be right: it counts for no
    /// good one until then.
    #[must_use]
    pub fn is_suspicious(&self) -> bool {
        self.accepted_at.is_none() && self.alarms.iter().any(Alarm::freezes)
    }

    /// The tables whose rows are missing from it.
    #[must_use]
    pub fn tables_missing(&self) -> Vec<String> {
        self.incomplete.iter().map(|missing| missing.table.clone()).collect()
    }

    /// The last time that it was read, and what came out counts, not an earlier success.
    #[must_use]
    pub fn last_verification(&self) -> Option<&Verification> {
        let read = |verification: &&Verification| verification.kind != VerificationKind::Drill;
        self.verifications.iter().filter(read).max_by_key(|verification| verification.at)
    }

    /// The last time that it was restored to see whether it can be.
    #[must_use]
    pub fn last_drill(&self) -> Option<&Verification> {
        let drill = |verification: &&Verification| verification.kind == VerificationKind::Drill;
        self.verifications.iter().filter(drill).max_by_key(|verification| verification.at)
    }
}

/// The text of a manifest with what a verification found; the oldest of these go beyond twenty.
///
/// # Errors
/// What is wrong with the text.
pub fn with_verification(
    text: &str,
    verification: &Verification,
) -> std::result::Result<String, ManifestProblem> {
    let mut changed = Err(ManifestProblem::NotAManifest);
    let text = changed_text(text, |fields| {
        let Some(list) = fields.get_mut("verifications").and_then(Value::as_array_mut) else {
            return;
        };
        list.push(serde_json::to_value(verification).unwrap_or_default());
        let surplus = list.len().saturating_sub(VERIFICATIONS_KEPT);
        list.drain(..surplus);
        changed = Ok(());
    })?;
    changed.map(|()| text)
}

/// The text of a manifest with `field` as said, or without it; all else stays as it is, what a later
/// version wrote among it.
///
/// # Errors
/// What is wrong with the text.
pub fn with_field(
    text: &str,
    field: &str,
    value: Option<Value>,
) -> std::result::Result<String, ManifestProblem> {
    changed_text(text, |fields| match value {
        Some(value) => drop(fields.insert(field.to_owned(), value)),
        None => drop(fields.shift_remove(field)),
    })
}

fn changed_text(
    text: &str,
    change: impl FnOnce(&mut Map<String, Value>),
) -> std::result::Result<String, ManifestProblem> {
    let mut fields = unseal(text)?;
    change(&mut fields);
    Ok(seal(&fields))
}

/// Strings, numbers and maps with string keys: serialising them cannot fail.
fn seal(fields: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(fields).unwrap_or_default();
    let body = text.strip_suffix("\n}").unwrap_or(&text);
    format!("{body}{SEAL}{}{SEAL_END}", hex(&Sha256::digest(body)))
}

fn unseal(text: &str) -> std::result::Result<Map<String, Value>, ManifestProblem> {
    let mut fields: Map<String, Value> =
        serde_json::from_str(text).map_err(|_| ManifestProblem::NotAManifest)?;
    match fields.get("manifest_version").and_then(Value::as_u64) {
        None => return Err(ManifestProblem::NotAManifest),
        Some(version) if version > u64::from(VERSION) => {
            return Err(ManifestProblem::NewerVersion);
        }
        Some(_) => {}
    }
    if !is_sealed(text) {
        return Err(ManifestProblem::Changed);
    }
    fields.shift_remove("manifest_sha256");
    Ok(fields)
}

fn is_sealed(text: &str) -> bool {
    let sealed = text.rsplit_once(SEAL);
    sealed.is_some_and(|(body, seal)| {
        seal.strip_suffix(SEAL_END) == Some(&hex(&Sha256::digest(body)))
    })
}

/// `…sql.gz` → `…sql.gz.json`
#[must_use]
pub fn path_beside(dump: &Path) -> PathBuf {
    let mut name = dump.as_os_str().to_owned();
    name.push(".json");
    name.into()
}

/// # Errors
/// [`Error::Io`] if it cannot be read; the inner result tells of a text that is no manifest.
pub fn read(path: &Path) -> Result<std::result::Result<Manifest, ManifestProblem>> {
    // To read a folder would be an error, and to read a pipe would wait for ever.
    if std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Ok(Err(ManifestProblem::NotAManifest));
    }
    let bytes = std::fs::read(path).map_err(|source| Error::reading(path, source))?;
    Ok(String::from_utf8(bytes)
        .map_err(|_| ManifestProblem::NotAManifest)
        .and_then(|text| Manifest::from_text(&text)))
}

#[cfg(test)]
pub(crate) mod tests;
