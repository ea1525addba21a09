//! Reads a backup from its first byte to its last and holds it against its manifest.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::dump::gunzip::{Gunzip, GunzipError};
use crate::dump::members::Members;
use crate::dump::scanner::{DumpSummary, Scanner};
use crate::dump::written::hex;
use crate::folder::manifest::{self, Manifest, ManifestProblem, Verification, VerificationKind};
use crate::folder::reading::Reading;
use crate::platform::{clock, partial_file};
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result};
use crate::report::format;
use crate::report::i18n::tr;

/// What a manifest's name ends in while a result is noted in it: not a name that the catalog
/// reads, nor one that OneDrive copies, should we be killed then.
const NOTING_EXTENSION: &str = "json.tmp";
/// To note a result takes a moment; what is older than this was left by a killed verification.
const NOTING_LIMIT: Duration = Duration::from_secs(60);

/// Something that is not as the manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    ManifestMissing,
    ManifestUnreadable,
    ManifestChanged,
    ManifestNewer,
    Renamed { expected: String },
    FileMissing,
    NotAFile,
    SizeDiffers { expected: u64, found: u64 },
    HashDiffers,
    NotGzip { detail: String },
    DumpHashDiffers,
    Truncated,
    RowsDiffer { table: String, expected: u64, found: u64 },
    TablesDiffer,
    LargeObjectsDiffer { expected: u64, found: u64 },
}

impl Problem {
    /// Stable name for `--json`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ManifestMissing => "manifest_missing",
            Self::ManifestUnreadable => "manifest_unreadable",
            Self::ManifestChanged => "manifest_changed",
            Self::ManifestNewer => "manifest_newer",
            Self::Renamed { .. } => "renamed",
            Self::FileMissing => "file_missing",
            Self::NotAFile => "not_a_file",
            Self::SizeDiffers { .. } => "size_differs",
            Self::HashDiffers => "hash_differs",
            Self::NotGzip { .. } => "not_gzip",
            Self::DumpHashDiffers => "dump_hash_differs",
            Self::Truncated => "truncated",
            Self::RowsDiffer { .. } => "rows_differ",
            Self::TablesDiffer => "tables_differ",
            Self::LargeObjectsDiffer { .. } => "large_objects_differ",
        }
    }

    /// The sentence in the current language.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::ManifestMissing => tr!("problem-manifest-missing"),
            Self::ManifestUnreadable => tr!("problem-manifest-unreadable"),
            Self::ManifestChanged => tr!("problem-manifest-changed"),
            Self::ManifestNewer => tr!("problem-manifest-newer"),
            Self::Renamed { expected } => tr!("problem-renamed", expected = expected.as_str()),
            Self::FileMissing => tr!("problem-file-missing"),
            Self::NotAFile => tr!("problem-not-a-file"),
            Self::SizeDiffers { expected, found } => tr!(
                "problem-size-differs",
                expected = expected.to_string(),
                found = found.to_string()
            ),
            Self::HashDiffers => tr!("problem-hash-differs"),
            Self::NotGzip { detail } => tr!("problem-not-gzip", detail = detail.as_str()),
            Self::DumpHashDiffers => tr!("problem-dump-hash-differs"),
            Self::Truncated => tr!("problem-truncated"),
            Self::RowsDiffer { table, expected, found } => tr!(
                "problem-rows-differ",
                table = table.as_str(),
                expected = format::count(*expected),
                found = format::rows(*found)
            ),
            Self::TablesDiffer => tr!("problem-tables-differ"),
            Self::LargeObjectsDiffer { expected, found } => tr!(
                "problem-large-objects-differ",
                expected = expected.to_string(),
                found = found.to_string()
            ),
        }
    }
}

impl From<ManifestProblem> for Problem {
    fn from(problem: ManifestProblem) -> Self {
        match problem {
            ManifestProblem::NotAManifest => Self::ManifestUnreadable,
            ManifestProblem::Changed => Self::ManifestChanged,
            ManifestProblem::NewerVersion => Self::ManifestNewer,
        }
    }
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// Nothing when there is no intact manifest.
    pub manifest: Option<Manifest>,
    /// Of the dump file, where it is as this program writes it.
    pub members: Option<Members>,
    /// Empty for a good backup.
    pub problems: Vec<Problem>,
}

/// Verifies the backup whose dump file is `path`. `watch` is told the compressed bytes read so
/// far and their total.
///
/// # Errors
/// [`Error::BackupMissing`] if neither dump nor manifest is there, [`Error::Cancelled`], and
/// [`Error::Io`] if the disk fails. A damaged backup is not an error but a list of problems.
pub fn verify(
    path: &Path,
    cancel: &CancelToken,
    watch: &mut dyn FnMut(u64, u64),
) -> Result<Verified> {
    verify_with(path, cancel, watch, &mut |_| {})
}

/// [`verify`], with every decompressed piece shown to `tap` on its way.
///
/// # Errors
/// As [`verify`].
pub fn verify_with(
    path: &Path,
    cancel: &CancelToken,
    watch: &mut dyn FnMut(u64, u64),
    tap: &mut dyn FnMut(&[u8]),
) -> Result<Verified> {
    let _reading = Reading::begin(path);
    let manifest_path = manifest::path_beside(path);
    let mut problems = Vec::new();
    let manifest = match (manifest_path.exists(), path.exists()) {
        (false, false) => {
            return Err(Error::BackupMissing { path: path.to_owned() });
        }
        (false, true) => {
            problems.push(Problem::ManifestMissing);
            None
        }
        (true, _) => match manifest::read(&manifest_path)? {
            Ok(manifest) => Some(manifest),
            Err(problem) => {
                problems.push(problem.into());
                None
            }
        },
    };
    if !path.exists() {
        problems.push(Problem::FileMissing);
        return Ok(Verified { manifest, members: None, problems });
    }
    // To read a folder would be an error, and to read a pipe would wait for ever.
    if !path.is_file() {
        problems.push(Problem::NotAFile);
        return Ok(Verified { manifest, members: None, problems });
    }
    let content = Content::read(path, cancel, watch, tap)?;
    if let Some(manifest) = &manifest {
        compare(manifest, path, &content, &mut problems);
    } else {
        problems.extend(content.not_gzip.map(|detail| Problem::NotGzip { detail }));
    }
    Ok(Verified { manifest, members: content.members, problems })
}

/// Notes the result in the manifest, if there is an intact one.
///
/// # Errors
/// Those of the folder; the manifest is then as before.
pub fn record(path: &Path, verified: &Verified) -> Result<()> {
    if verified.manifest.is_none() {
        return Ok(());
    }
    let detail = verified.problems.iter().map(Problem::code).collect::<Vec<_>>().join(", ");
    note(path, VerificationKind::Manual, verified.problems.is_empty(), detail)
}

/// Notes in the manifest what came out.
///
/// # Errors
/// As [`record`].
pub fn note(path: &Path, kind: VerificationKind, ok: bool, detail: String) -> Result<()> {
    let verification = Verification { at: clock::now(), kind, ok, detail };
    // Damaged since it was read: the next verification says so.
    change(path, |text| manifest::with_verification(text, &verification)).map(drop)
}

/// Replaces the manifest of the backup at `path` by what `changed` makes of its text, in one write.
/// What is wrong with the text, the inner result says; nothing is written then.
///
/// # Errors
/// Those of the folder; the manifest is then as before.
pub fn change(
    path: &Path,
    changed: impl FnOnce(&str) -> std::result::Result<String, ManifestProblem>,
) -> Result<std::result::Result<(), ManifestProblem>> {
    // It would be written anew beside a dump that is gone.
    let _reading = Reading::begin(path);
    let manifest_path = manifest::path_beside(path);
    let text = std::fs::read_to_string(&manifest_path)
        .map_err(|error| Error::reading(&manifest_path, error))?;
    let text = match changed(&text) {
        Ok(text) => text,
        Err(problem) => return Ok(Err(problem)),
    };
    let staged = manifest_path.with_extension(NOTING_EXTENSION);
    partial_file::replace(&manifest_path, &staged, text.as_bytes())
        .map_err(|error| Error::of_target(&manifest_path, error))?;
    Ok(Ok(()))
}

/// As [`change`], of a backup that somebody has named: one without an intact manifest is an error.
///
/// # Errors
/// [`Error::BackupMissing`], [`Error::Damaged`], or those of the folder.
pub fn amend(
    path: &Path,
    changed: impl FnOnce(&str) -> std::result::Result<String, ManifestProblem>,
) -> Result<()> {
    if !manifest::path_beside(path).exists() {
        return Err(Error::BackupMissing { path: path.to_owned() });
    }
    change(path, changed)?.map_err(|problem| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Error::Damaged { name, problems: vec![Problem::from(problem).message()] }
    })
}

/// Removes what killed verifications left in a folder of backups.
pub fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let left = name.to_str().and_then(|name| name.strip_suffix(".tmp"));
        let old = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
        if left.is_some_and(|name| name.ends_with(manifest::MANIFEST_SUFFIX))
            && old().is_some_and(|age| age > NOTING_LIMIT)
        {
            // Whoever may not remove it has no use for it either.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

fn compare(manifest: &Manifest, path: &Path, content: &Content, problems: &mut Vec<Problem>) {
    if path.file_name().is_none_or(|name| name != manifest.file.name.as_str()) {
        problems.push(Problem::Renamed { expected: manifest.file.name.clone() });
    }
    if content.file_bytes != manifest.file.bytes {
        problems.push(Problem::SizeDiffers {
            expected: manifest.file.bytes,
            found: content.file_bytes,
        });
    }
    if content.file_sha256 != manifest.file.sha256 {
        problems.push(Problem::HashDiffers);
    }
    if let Some(detail) = &content.not_gzip {
        problems.push(Problem::NotGzip { detail: detail.clone() });
        return;
    }
    let dump = (content.summary.bytes, content.dump_sha256.as_str());
    if dump != (manifest.dump.bytes, manifest.dump.sha256.as_str()) {
        problems.push(Problem::DumpHashDiffers);
    }
    if !content.summary.complete {
        problems.push(Problem::Truncated);
    }
    compare_counts(manifest, &content.summary, problems);
}

/// The rows are counted again, so that a manifest that does not belong to the dump is found even
/// where somebody made its hashes fit.
fn compare_counts(manifest: &Manifest, found: &DumpSummary, problems: &mut Vec<Problem>) {
    if manifest.large_objects != found.large_objects {
        problems.push(Problem::LargeObjectsDiffer {
            expected: manifest.large_objects,
            found: found.large_objects,
        });
    }
    if manifest.tables == found.tables {
        return;
    }
    let differing: Vec<Problem> = manifest
        .tables
        .iter()
        .filter_map(|expected| {
            let same = |t: &&crate::dump::scanner::TableCount| {
                t.schema == expected.schema && t.name == expected.name
            };
            let rows = found.tables.iter().find(same).map_or(0, |table| table.rows);
            (rows != expected.rows).then(|| Problem::RowsDiffer {
                table: format!("{}.{}", expected.schema, expected.name),
                expected: expected.rows,
                found: rows,
            })
        })
        .collect();
    if differing.is_empty() {
        problems.push(Problem::TablesDiffer);
    }
    problems.extend(differing);
}

/// What the file holds, measured in one reading.
struct Content {
    file_bytes: u64,
    file_sha256: String,
    /// Why it is not gzip to its end.
    not_gzip: Option<String>,
    dump_sha256: String,
    summary: DumpSummary,
    members: Option<Members>,
}

impl Content {
    fn read(
        path: &Path,
        cancel: &CancelToken,
        watch: &mut dyn FnMut(u64, u64),
        tap: &mut dyn FnMut(&[u8]),
    ) -> Result<Self> {
        let failed = |error| Error::reading(path, error);
        let file = File::open(path).map_err(failed)?;
        let total = file.metadata().map_err(failed)?.len();
        let mut gunzip = Gunzip::new(file).map_err(failed)?;
        let (mut scanner, mut dump_hash) = (Scanner::new(), Sha256::new());
        let not_gzip = loop {
            cancel.check()?;
            let bytes_read = gunzip.bytes_read();
            match gunzip.next_piece() {
                Ok(None) => break None,
                Ok(Some(piece)) => {
                    scanner.feed(piece);
                    dump_hash.update(piece);
                    tap(piece);
                    watch(bytes_read, total);
                }
                Err(GunzipError::File(error)) => return Err(failed(error)),
                Err(GunzipError::Gzip(error)) => break Some(error.to_string()),
            }
        };
        // After damage the rest is still hashed: the sum is part of the finding.
        let members = gunzip.take_members();
        let file = gunzip.finish().map_err(failed)?;
        Ok(Self {
            file_bytes: file.bytes,
            file_sha256: file.sha256,
            not_gzip,
            dump_sha256: hex(&dump_hash.finalize()),
            summary: scanner.finish(),
            members,
        })
    }
}
