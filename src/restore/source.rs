//! A dump file that has been inspected, and how it is read again.
//!
//! Invariant: what is read of a backup is what was inspected, or an error.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::dump::inspect::{LongCopy, Outline};
use crate::dump::members::{MemberReader, Members, ReadError};
use crate::dump::reader::{self, DumpReader};
use crate::dump::scanner::TableCount;
use crate::folder::check::Problem;
use crate::folder::manifest::Manifest;
use crate::report::error::{Error, Result};

pub struct Source {
    path: PathBuf,
    dump_bytes: u64,
    /// Of each table in the dump, by its name without quotes.
    table_bytes: HashMap<String, u64>,
    /// SHA-256 of the file.
    file_sha256: String,
    /// Nothing for a file that can only be read from its beginning to its end.
    members: Option<Arc<Members>>,
    outline: Outline,
}

impl Source {
    /// Of a backup.
    #[must_use]
    pub fn verified(
        path: &Path,
        manifest: &Manifest,
        members: Option<Members>,
        outline: Outline,
    ) -> Self {
        let name = |table: &TableCount| unquoted(&format!("{}.{}", table.schema, table.name));
        Self {
            path: path.to_owned(),
            dump_bytes: manifest.dump.bytes,
            table_bytes: manifest.tables.iter().map(|table| (name(table), table.bytes)).collect(),
            file_sha256: manifest.file.sha256.clone(),
            members: members.map(Arc::new),
            outline,
        }
    }

    /// Begins with this byte of the dump; only after a [`LongCopy`] it is not the first.
    ///
    /// # Errors
    /// [`Error::BackupMissing`] or [`Error::Io`].
    pub fn read_from(&self, byte: u64) -> Result<SourceReader> {
        match &self.members {
            Some(members) => {
                let part = self.read_members(members, byte..members.dump_bytes())?;
                Ok(SourceReader::Part(part, Vec::new()))
            }
            None => DumpReader::open(&self.path).map(SourceReader::Whole),
        }
    }

    /// Of the rows of a table, as the dump writes its name; 0 if that is not known.
    #[must_use]
    pub fn table_bytes(&self, table: &str) -> u64 {
        self.table_bytes.get(&unquoted(table)).copied().unwrap_or_default()
    }

    /// All bytes to load, and all indexes to build.
    #[must_use]
    pub fn work(&self) -> u64 {
        let indexes = self.outline.indexed.iter().map(|table| index_work(self.table_bytes(table)));
        self.dump_bytes + indexes.sum::<u64>()
    }

    /// The data of the COPY in this line, if they can be read on their own.
    #[must_use]
    pub fn long_copy(&self, line: u64) -> Option<&LongCopy> {
        let copies = &self.outline.long_copies;
        let found = copies.binary_search_by_key(&line, |copy| copy.line).ok();
        let copy = found.and_then(|at| copies.get(at));
        copy.filter(|_| self.members.is_some())
    }

    /// # Errors
    /// As [`read_from`](Self::read_from).
    pub fn read_copy(&self, copy: &LongCopy) -> Result<PartReader> {
        let members = self.members.as_ref().ok_or(Error::RestoreInterrupted)?;
        self.read_members(members, copy.data.clone())
    }

    /// These bytes of the dump, wherever they are in the file.
    ///
    /// # Errors
    /// As [`read_from`](Self::read_from).
    pub fn read_part(&self, part: Range<u64>) -> Result<AnyPart> {
        match &self.members {
            Some(members) => self.read_members(members, part).map(AnyPart::Members),
            None => Ok(AnyPart::Passing { reader: DumpReader::open(&self.path)?, passed: 0, part }),
        }
    }

    fn read_members(&self, members: &Arc<Members>, part: Range<u64>) -> Result<PartReader> {
        let reader = MemberReader::new(reader::open(&self.path)?, Arc::clone(members), part);
        let reader = reader.map_err(|error| Error::reading(&self.path, error))?;
        Ok(PartReader { path: self.path.clone(), reader })
    }
}

/// Gives the dump of a [`Source`] piece by piece.
pub enum SourceReader {
    Whole(DumpReader),
    Part(PartReader, Vec<u8>),
}

impl SourceReader {
    /// Nothing at the end.
    ///
    /// # Errors
    /// [`Error::Io`], for damaged gzip too, or [`Error::Damaged`].
    pub fn next_piece(&mut self) -> Result<Option<&[u8]>> {
        match self {
            Self::Whole(reader) => reader.next_piece(),
            Self::Part(reader, piece) => match reader.next_piece()? {
                Some(next) => {
                    *piece = next;
                    Ok(Some(piece))
                }
                None => Ok(None),
            },
        }
    }

    /// Holds what was read as a whole against what was inspected; members were, one by one.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it is another file, or [`Error::Io`].
    pub fn prove(self, source: &Source) -> Result<()> {
        let Self::Whole(reader) = self else { return Ok(()) };
        match reader.file_sha256()? {
            Some(found) if found == source.file_sha256 => Ok(()),
            _ => Err(changed(&source.path)),
        }
    }
}

/// Gives a part of a backup's dump piece by piece.
pub struct PartReader {
    path: PathBuf,
    reader: MemberReader,
}

impl PartReader {
    /// Nothing at the end.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::Damaged`].
    pub fn next_piece(&mut self) -> Result<Option<Vec<u8>>> {
        self.reader.next_piece().map_err(|error| match error {
            ReadError::File(error) => Error::reading(&self.path, error),
            ReadError::Changed => changed(&self.path),
        })
    }
}

/// Gives a part of any file's dump piece by piece.
pub enum AnyPart {
    Members(PartReader),
    /// What is before the part is read and passes by.
    Passing {
        reader: DumpReader,
        passed: u64,
        part: Range<u64>,
    },
}

impl AnyPart {
    /// Nothing at the end.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::Damaged`].
    pub fn next_piece(&mut self) -> Result<Option<Vec<u8>>> {
        let (reader, passed, part) = match self {
            Self::Members(reader) => return reader.next_piece(),
            Self::Passing { reader, passed, part } => (reader, passed, part),
        };
        while *passed < part.end {
            let Some(piece) = reader.next_piece()? else { return Err(Error::FileCut) };
            let begin = *passed;
            *passed += piece.len() as u64;
            let within = |byte: u64| {
                usize::try_from(byte.saturating_sub(begin)).unwrap_or(usize::MAX).min(piece.len())
            };
            let wanted = within(part.start)..within(part.end);
            if !wanted.is_empty() {
                return Ok(Some(piece[wanted].to_vec()));
            }
        }
        Ok(None)
    }
}

/// As many bytes as a server loads while it builds an index on so many, about: measured with one
/// and with four tables of a million rows.
#[must_use]
pub fn index_work(table_bytes: u64) -> u64 {
    table_bytes / 3
}

/// Two tables may share it; what it is for is a guess.
fn unquoted(table: &str) -> String {
    table.replace('"', "")
}

fn changed(path: &Path) -> Error {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Error::Damaged { name, problems: vec![Problem::HashDiffers.message()] }
}
