//! A dump file, plain or gzip, piece by piece.

use std::fs::File;
use std::io::{self, Read, Seek as _};
use std::path::{Path, PathBuf};

use crate::dump::gunzip::{Gunzip, GunzipError};
use crate::report::error::{Error, Result};
use crate::report::i18n::tr;

const PIECE_BYTES: usize = 256 * 1024;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

pub struct DumpReader {
    path: PathBuf,
    content: Content,
    file_bytes: u64,
}

enum Content {
    Plain { file: File, bytes_read: u64, piece: Vec<u8> },
    Gzip(Gunzip),
}

impl DumpReader {
    /// # Errors
    /// [`Error::BackupMissing`] or [`Error::Io`].
    pub fn open(path: &Path) -> Result<Self> {
        let failed = |error| Error::reading(path, error);
        let mut file = open(path)?;
        let file_bytes = file.metadata().map_err(failed)?.len();
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

    /// Nothing at the end.
    ///
    /// # Errors
    /// [`Error::FileCut`], [`Error::Damaged`] or [`Error::Io`].
    pub fn next_piece(&mut self) -> Result<Option<&[u8]>> {
        match &mut self.content {
            Content::Plain { file, bytes_read, piece } => {
                let count = file.read(piece).map_err(|error| Error::reading(&self.path, error))?;
                *bytes_read += count as u64;
                Ok((count > 0).then(|| &piece[..count]))
            }
            Content::Gzip(gunzip) => gunzip.next_piece().map_err(|error| match error {
                GunzipError::File(error) => Error::reading(&self.path, error),
                GunzipError::Gzip(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    Error::FileCut
                }
                GunzipError::Gzip(error) => {
                    let name = self.path.file_name().unwrap_or_default();
                    let name = name.to_string_lossy().into_owned();
                    let problem = tr!("problem-not-gzip", detail = error.to_string());
                    Error::Damaged { name, problems: vec![problem] }
                }
            }),
        }
    }

    /// SHA-256 of the file, once it has been read to its end; nothing for one that is plain.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn file_sha256(self) -> Result<Option<String>> {
        match self.content {
            Content::Plain { .. } => Ok(None),
            Content::Gzip(gunzip) => {
                let sum = gunzip.finish().map_err(|error| Error::reading(&self.path, error))?;
                Ok(Some(sum.sha256))
            }
        }
    }

    /// Size of the file.
    #[must_use]
    pub fn file_bytes(&self) -> u64 {
        self.file_bytes
    }

    #[must_use]
    pub fn file_bytes_read(&self) -> u64 {
        match &self.content {
            Content::Plain { bytes_read, .. } => *bytes_read,
            Content::Gzip(gunzip) => gunzip.bytes_read(),
        }
    }
}

/// # Errors
/// [`Error::BackupMissing`] or [`Error::Io`].
pub fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::BackupMissing { path: path.to_owned() },
        _ => Error::reading(path, error),
    })
}
