//! A dump file, plain or gzip, piece by piece.

use std::fs::File;
use std::io::{self, Read, Seek as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::inspect::LongCopy;
use crate::dump::gunzip::{Gunzip, GunzipError};
use crate::dump::members::{MemberReader, Members, ReadError};
use crate::error::{Error, Result};
use crate::verify::Problem;

const PIECE_BYTES: usize = 256 * 1024;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// A dump file that has been inspected.
///
/// Invariant: what is read of a backup is what was inspected, or an error.
pub struct Source {
    pub path: PathBuf,
    members: Option<Arc<Members>>,
    /// SHA-256 of the file; nothing for one without a manifest.
    file_sha256: Option<String>,
    long_copies: Vec<LongCopy>,
}

impl Source {
    /// Of a file that another tool made.
    #[must_use]
    pub fn foreign(path: &Path) -> Self {
        let long_copies = Vec::new();
        Self { path: path.to_owned(), members: None, file_sha256: None, long_copies }
    }

    /// Of a backup. Without members it can only be read from its beginning to its end.
    #[must_use]
    pub fn verified(
        path: &Path,
        members: Option<Members>,
        file_sha256: Option<String>,
        long_copies: Vec<LongCopy>,
    ) -> Self {
        let long_copies = if members.is_some() { long_copies } else { Vec::new() };
        let members = members.map(Arc::new);
        Self { path: path.to_owned(), members, file_sha256, long_copies }
    }

    /// # Errors
    /// [`Error::BackupMissing`] or [`Error::Io`].
    pub fn reader(&self) -> Result<DumpReader> {
        match &self.members {
            Some(members) => DumpReader::of_members(&self.path, Arc::clone(members)),
            None => DumpReader::open(&self.path),
        }
    }

    /// The data of the COPY in this line, if they can be read on their own, and others too: alone
    /// they are better read where everything is.
    #[must_use]
    pub fn long_copy(&self, line: u64) -> Option<&LongCopy> {
        let found = self.long_copies.binary_search_by_key(&line, |copy| copy.line).ok();
        found.and_then(|at| self.long_copies.get(at)).filter(|_| self.long_copies.len() > 1)
    }

    /// Holds the whole file against what was inspected, once it has been read to its end.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it is another one, or [`Error::Io`].
    pub fn prove(&self, reader: DumpReader) -> Result<()> {
        match (&self.file_sha256, reader.sha256()?) {
            (Some(expected), Some(found)) if *expected != found => Err(changed(&self.path)),
            _ => Ok(()),
        }
    }
}

pub struct DumpReader {
    path: PathBuf,
    content: Content,
    file_bytes: u64,
}

enum Content {
    Plain { file: File, bytes_read: u64, piece: Vec<u8> },
    Gzip(Gunzip),
    Members(Box<MemberReader>),
}

impl DumpReader {
    /// # Errors
    /// [`Error::BackupMissing`] or [`Error::Io`].
    pub fn open(path: &Path) -> Result<Self> {
        let (mut file, file_bytes) = open(path)?;
        let failed = |error| Error::reading(path, error);
        let mut magic = [0; 2];
        let begins = file.read(&mut magic).map_err(failed)?;
        file.rewind().map_err(failed)?;
        let content = if begins == 2 && magic == GZIP_MAGIC {
            Content::Gzip(Gunzip::new(file).map_err(failed)?)
        } else {
            Content::Plain { file, bytes_read: 0, piece: vec![0; PIECE_BYTES] }
        };
        Ok(Self { path: path.to_owned(), content, file_bytes })
    }

    fn of_members(path: &Path, members: Arc<Members>) -> Result<Self> {
        let (file, file_bytes) = open(path)?;
        let content = Content::Members(Box::new(MemberReader::new(file, members)));
        Ok(Self { path: path.to_owned(), content, file_bytes })
    }

    /// Goes on with this byte of the dump; only one that has members can.
    pub fn seek(&mut self, byte: u64) {
        if let Content::Members(members) = &mut self.content {
            members.seek(byte);
        }
    }

    /// Nothing at the end.
    ///
    /// # Errors
    /// [`Error::Io`], for damaged gzip too, or [`Error::Damaged`].
    pub fn next_piece(&mut self) -> Result<Option<&[u8]>> {
        match &mut self.content {
            Content::Plain { file, bytes_read, piece } => {
                let count = file.read(piece).map_err(|error| Error::reading(&self.path, error))?;
                *bytes_read += count as u64;
                Ok((count > 0).then(|| &piece[..count]))
            }
            Content::Gzip(gunzip) => gunzip.next_piece().map_err(|error| match error {
                GunzipError::File(error) | GunzipError::Gzip(error) => {
                    Error::reading(&self.path, error)
                }
            }),
            Content::Members(members) => members.next_piece().map_err(|error| match error {
                ReadError::File(error) => Error::reading(&self.path, error),
                ReadError::Changed => changed(&self.path),
            }),
        }
    }

    /// Size of the file.
    pub fn file_bytes(&self) -> u64 {
        self.file_bytes
    }

    /// Of the file, so far.
    pub fn file_bytes_read(&self) -> u64 {
        match &self.content {
            Content::Plain { bytes_read, .. } => *bytes_read,
            Content::Gzip(gunzip) => gunzip.bytes_read(),
            Content::Members(members) => members.file_bytes_read(),
        }
    }

    /// Of a gzip file that was read as a whole.
    fn sha256(self) -> Result<Option<String>> {
        match self.content {
            Content::Plain { .. } | Content::Members(_) => Ok(None),
            Content::Gzip(gunzip) => {
                let sum = gunzip.finish().map_err(|error| Error::reading(&self.path, error))?;
                Ok(Some(sum.sha256))
            }
        }
    }
}

fn open(path: &Path) -> Result<(File, u64)> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Error::BackupMissing { path: path.to_owned() },
        _ => Error::reading(path, error),
    };
    let file = File::open(path).map_err(failed)?;
    let file_bytes = file.metadata().map_err(failed)?.len();
    Ok((file, file_bytes))
}

fn changed(path: &Path) -> Error {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Error::Damaged { name, problems: vec![Problem::HashDiffers.message()] }
}
