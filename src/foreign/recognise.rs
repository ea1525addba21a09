//! What a file is, by its first bytes and not by its name.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::archive::{ArchiveHeader, TAR_HEADER_BYTES};
use super::characters::Form;
use crate::dump::gunzip::Gunzip;
use crate::dump::reader;
use crate::report::error::{Error, Result, Seems};

/// Enough for the header of an archive, in a tar file too.
const BEGINNING_BYTES: usize = 64 * 1024;
const GZIP_MAGIC: &[u8] = b"\x1F\x8B";
/// What every tar file has, and where.
const TAR_MAGIC: (usize, &[u8]) = (257, b"ustar");
/// What may follow a text: zeros that fill a block, and the end of a text of DOS.
pub const PADDING: [u8; 2] = [0, 0x1A];
/// The list of contents of `pg_dump`'s directory format.
const TOC_NAME: &str = "toc.dat";

/// What can be restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Statements, perhaps in gzip.
    Script,
    /// One of `pg_dump`'s own formats; `in_gzip` where somebody has compressed it once more. The
    /// path is the folder's where its list of contents was given.
    Archive { path: PathBuf, header: ArchiveHeader, format: Format, in_gzip: bool },
}

/// `pg_dump`'s, by its own letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Custom,
    Directory,
    Tar,
}

/// By how a file begins. Beginnings that are common to many come last.
const KINDS: [(&[u8], Seems); 22] = [
    (b"\x28\xB5\x2F\xFD", Seems::Compressed("zstd")),
    (b"\x04\x22\x4D\x18", Seems::Compressed("lz4")),
    (b"\xFD7zXZ\0", Seems::Compressed("xz")),
    (b"BZh", Seems::Compressed("bzip2")),
    (b"7z\xBC\xAF\x27\x1C", Seems::Compressed("7-Zip")),
    (b"Rar!", Seems::Compressed("RAR")),
    (b"PK\x03\x04", Seems::Zip),
    (b"%PDF", Seems::Pdf),
    (b"\x89PNG", Seems::Picture),
    (b"\xFF\xD8\xFF", Seems::Picture),
    (b"GIF8", Seems::Picture),
    (b"SQLite format 3\0", Seems::Sqlite),
    (b"-- MySQL dump", Seems::MySql),
    (b"-- MariaDB dump", Seems::MySql),
    (b"/*M!999999\\- enable the sandbox mode */", Seems::MySql),
    (b"-- phpMyAdmin SQL Dump", Seems::MySql),
    (b"pg_dump: ", Seems::WithMessages),
    (b"pg_dumpall: ", Seems::WithMessages),
    (b"\xD0\xCF\x11\xE0", Seems::Document),
    (b"<", Seems::Document),
    (b"{", Seems::Document),
    (b"[", Seems::Document),
];

/// Nothing for what may be a script.
fn seems(beginning: &[u8]) -> Option<Seems> {
    let found = KINDS.iter().find(|(magic, _)| beginning.starts_with(magic));
    found.map(|(_, seems)| *seems)
}

/// # Errors
/// [`Error::BackupMissing`], [`Error::NotABackup`], [`Error::FileCut`] for an archive that ends
/// in its header, or [`Error::Io`].
pub fn recognise(path: &Path) -> Result<Content> {
    if path.is_dir() {
        return folder(path);
    }
    // As a dialogue gives it that chooses files only.
    if let Some(parent) = path.parent().filter(|_| path.ends_with(TOC_NAME)) {
        let here = parent.as_os_str().is_empty();
        return folder(if here { Path::new(".") } else { parent });
    }
    // To read a pipe would wait for ever, and it can be read but once.
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(Error::NotABackup { path: path.to_owned(), seems: Seems::Pipe });
    }
    let file = reader::open(path)?;
    let mut beginning = beginning(path, file)?;
    let in_gzip = beginning.starts_with(GZIP_MAGIC);
    if in_gzip {
        beginning = inflated(path)?;
    }
    let not_a_backup = |seems| Err(Error::NotABackup { path: path.to_owned(), seems });
    if in_gzip && beginning.starts_with(GZIP_MAGIC) {
        return not_a_backup(Seems::Compressed("gzip"));
    }
    if let Some(header) = ArchiveHeader::read(&beginning) {
        let (path, format) = (path.to_owned(), Format::Custom);
        return Ok(Content::Archive { path, header: header?, format, in_gzip });
    }
    if let Some(header) = ArchiveHeader::in_tar(&beginning) {
        let (path, format) = (path.to_owned(), Format::Tar);
        return Ok(Content::Archive { path, header: header?, format, in_gzip });
    }
    if beginning.get(TAR_MAGIC.0..).is_some_and(|rest| rest.starts_with(TAR_MAGIC.1)) {
        return not_a_backup(Seems::Tar);
    }
    if let Some(seems) = seems(&beginning) {
        return not_a_backup(seems);
    }
    let is_bytes = matches!(Form::of(&beginning), Form::Bytes { .. });
    let text_bytes = beginning.iter().rposition(|byte| !PADDING.contains(byte));
    if is_bytes {
        beginning.truncate(text_bytes.map_or(0, |last| last + 1));
    }
    if beginning.is_empty() {
        return Err(Error::FileCut);
    }
    let binary = is_bytes && beginning.contains(&0);
    if binary { not_a_backup(Seems::Binary) } else { Ok(Content::Script) }
}

fn folder(path: &Path) -> Result<Content> {
    let not_a_backup = |seems| Err(Error::NotABackup { path: path.to_owned(), seems });
    let toc = path.join(TOC_NAME);
    if !toc.is_file() {
        let data = path.join("PG_VERSION").exists();
        return not_a_backup(if data { Seems::DataDirectory } else { Seems::Folder });
    }
    let beginning = beginning(&toc, reader::open(&toc)?)?;
    // What begins otherwise and is called so was cut before its first byte.
    let header = ArchiveHeader::read(&beginning).unwrap_or(Err(Error::FileCut))?;
    let (path, format) = (path.to_owned(), Format::Directory);
    Ok(Content::Archive { path, header, format, in_gzip: false })
}

fn beginning(path: &Path, file: File) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = file.take(BEGINNING_BYTES as u64).read_to_end(&mut bytes);
    read.map(|_| bytes).map_err(|error| Error::reading(path, error))
}

/// As much as there is where the file is damaged: whoever reads all of it says so.
fn inflated(path: &Path) -> Result<Vec<u8>> {
    let failed = |error| Error::reading(path, error);
    let mut gunzip = Gunzip::new(reader::open(path)?).map_err(failed)?;
    let mut bytes = Vec::new();
    while bytes.len() < TAR_HEADER_BYTES + BEGINNING_BYTES {
        match gunzip.next_piece() {
            Ok(Some(piece)) => bytes.extend_from_slice(piece),
            Err(_) if bytes.is_empty() => return Err(Error::FileCut),
            Ok(None) | Err(_) => break,
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_backup_is_told_by_its_beginning() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x");
        for (content, expected) in [
            (&b"\x28\xB5\x2F\xFDxx"[..], Seems::Compressed("zstd")),
            (b"PK\x03\x04", Seems::Zip),
            (b"SQLite format 3\0", Seems::Sqlite),
            (b"-- MySQL dump 10.13", Seems::MySql),
            (b"{\"a\": 1}", Seems::Document),
        ] {
            std::fs::write(&file, content).unwrap();
            match recognise(&file) {
                Err(Error::NotABackup { seems, .. }) => assert_eq!(seems, expected),
                other => panic!("{content:?}: {other:?}"),
            }
        }
        let seems = |path: &Path| match recognise(path) {
            Err(Error::NotABackup { seems, .. }) => seems,
            other => panic!("{other:?}"),
        };
        assert_eq!(seems(folder.path()), Seems::Folder);
        std::fs::write(folder.path().join("PG_VERSION"), "15\n").unwrap();
        assert_eq!(seems(folder.path()), Seems::DataDirectory);
        std::fs::write(&file, "--\n-- PostgreSQL database dump\n--\n").unwrap();
        assert_eq!(recognise(&file).unwrap(), Content::Script);
        assert!(matches!(recognise(&folder.path().join("y")), Err(Error::BackupMissing { .. })));
    }
}
