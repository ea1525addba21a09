//! `pg_dump`'s own formats: the header is read here, all the rest by `pg_restore`, which writes the
//! script that `pg_dump --create` would have written.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::dump::gzip::BLOCK_BYTES;
use crate::dump::reader::DumpReader;
use crate::platform::child::{self, Child};
use crate::postgres::client_tools;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result};

const MAGIC: &[u8] = b"PGDMP";
/// Of each file in a tar file.
pub const TAR_HEADER_BYTES: usize = 512;
/// Of a file, in its header.
const TAR_SIZE: Range<usize> = 124..136;
/// The first file in a tar file of `pg_dump`.
const TAR_TOC: &[u8] = b"toc.dat\0";
const TAR_MAGIC: (usize, &[u8]) = (257, b"ustar");
/// The oldest version that has what is read here; `pg_dump` 9.0 writes 1.12.
const OLDEST: (u8, u8) = (1, 10);
/// From this one on a byte says how the rows are compressed, before it a number.
const COMPRESSION_IS_A_BYTE: (u8, u8) = (1, 15);
/// Names and versions are shorter.
const LONGEST_TEXT: usize = 4096;

const LIST_LIMIT: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// It reads a file and asks nobody.
const SILENCE_LIMIT: Duration = Duration::from_secs(600);
const EXIT_LIMIT: Duration = Duration::from_secs(60);

/// How an archive begins; the layout is that of PostgreSQL's `pg_backup_archiver.c`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveHeader {
    /// By the clock of whoever made it, in no zone.
    pub made_at: Option<jiff::civil::DateTime>,
    /// As the tool prints it: `15.18 (Debian 15.18-0+deb12u1)`.
    pub pg_dump_version: String,
}

impl ArchiveHeader {
    /// Nothing for a file that is none; an error for one that ends in its header.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Result<Self>> {
        let begins = bytes.starts_with(MAGIC);
        let cut = !bytes.is_empty() && bytes.len() < MAGIC.len() && MAGIC.starts_with(bytes);
        (begins || cut).then(|| parse(bytes).ok_or(Error::FileCut))
    }

    /// Of an archive in a tar file, whose first file is the list of contents.
    #[must_use]
    pub fn in_tar(bytes: &[u8]) -> Option<Result<Self>> {
        if !bytes.starts_with(TAR_TOC) {
            return None;
        }
        let (at, magic) = TAR_MAGIC;
        let whole = bytes.len() >= TAR_HEADER_BYTES;
        if whole && !bytes.get(at..).is_some_and(|rest| rest.starts_with(magic)) {
            return None;
        }
        let toc = bytes.get(TAR_HEADER_BYTES..).unwrap_or_default();
        Some(Self::read(toc).unwrap_or(Err(Error::FileCut)))
    }

    /// `PostgreSQL`'s major version of whoever made it: only its own `pg_restore` or a newer one
    /// is sure to read it.
    #[must_use]
    pub fn major(&self) -> u32 {
        client_tools::major_of(&self.pg_dump_version).unwrap_or_default()
    }
}

fn parse(bytes: &[u8]) -> Option<ArchiveHeader> {
    let mut fields = Fields { rest: bytes.strip_prefix(MAGIC)?, int_bytes: 4 };
    let version = (fields.byte()?, fields.byte()?);
    let _revision = fields.byte()?;
    fields.int_bytes = usize::from(fields.byte()?);
    let (_offset_bytes, _format) = (fields.byte()?, fields.byte()?);
    if version < OLDEST {
        // Whatever it says, pg_restore knows.
        return Some(ArchiveHeader { made_at: None, pg_dump_version: String::new() });
    }
    if version >= COMPRESSION_IS_A_BYTE {
        fields.byte()?;
    } else {
        fields.int()?;
    }
    let mut time = [0; 7];
    for field in &mut time {
        *field = fields.int()?;
    }
    let [second, minute, hour, day, month, year, _summer] = time;
    let made_at = || {
        let small = |field: i64| i8::try_from(field).ok();
        let year = i16::try_from(year.checked_add(1900)?).ok()?;
        let (month, day) = (small(month.checked_add(1)?)?, small(day)?);
        let (hour, minute, second) = (small(hour)?, small(minute)?, small(second)?);
        jiff::civil::DateTime::new(year, month, day, hour, minute, second, 0).ok()
    };
    let (_database, _server_version) = (fields.text()?, fields.text()?);
    Some(ArchiveHeader { made_at: made_at(), pg_dump_version: fields.text()? })
}

/// What is left of a header.
struct Fields<'a> {
    rest: &'a [u8],
    int_bytes: usize,
}

impl<'a> Fields<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// A byte for the sign, then the number, its last digit first.
    fn int(&mut self) -> Option<i64> {
        let negative = self.byte()? != 0;
        let digits = self.take(self.int_bytes)?;
        let mut number: i64 = 0;
        for (at, byte) in digits.iter().enumerate().filter(|(_, byte)| **byte != 0) {
            let shift = u32::try_from(at * 8).ok()?;
            number = number.checked_add(i64::from(*byte).checked_shl(shift)?)?;
        }
        if negative { number.checked_neg() } else { Some(number) }
    }

    fn text(&mut self) -> Option<String> {
        let Ok(length) = usize::try_from(self.int()?) else { return Some(String::new()) };
        let bytes = self.take(Some(length).filter(|length| *length <= LONGEST_TEXT)?)?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    }
}

/// Whether each file in a tar file is there to its end, and the mark behind the last one.
/// `pg_restore` 18 reads for ever where one is not.
///
/// # Errors
/// [`Error::Io`].
pub fn tar_is_whole(path: &Path) -> Result<bool> {
    let failed = |error| Error::reading(path, error);
    let mut file = File::open(path).map_err(failed)?;
    let file_bytes = file.metadata().map_err(failed)?.len();
    let mut at = 0;
    while file_bytes.checked_sub(TAR_HEADER_BYTES as u64).is_some_and(|last| at <= last) {
        let mut header = [0; TAR_HEADER_BYTES];
        file.seek(SeekFrom::Start(at)).map_err(failed)?;
        file.read_exact(&mut header).map_err(failed)?;
        if header.iter().all(|byte| *byte == 0) {
            return Ok(true);
        }
        let Some(bytes) = tar_size(&header[TAR_SIZE]) else { return Ok(false) };
        let blocks = bytes.div_ceil(TAR_HEADER_BYTES as u64);
        let next =
            blocks.checked_mul(TAR_HEADER_BYTES as u64).and_then(|size| size.checked_add(at));
        let Some(next) = next.and_then(|next| next.checked_add(TAR_HEADER_BYTES as u64)) else {
            return Ok(false);
        };
        at = next;
    }
    Ok(false)
}

/// Octal, or binary for what is longer than octal can say.
fn tar_size(field: &[u8]) -> Option<u64> {
    if field.first().is_some_and(|byte| byte & 0x80 != 0) {
        let bytes = field.get(field.len() - 8..)?.try_into().ok()?;
        return Some(u64::from_be_bytes(bytes));
    }
    let text = std::str::from_utf8(field).ok()?;
    u64::from_str_radix(text.trim_matches([' ', '\0']), 8).ok()
}

/// Whether the large objects in a folder are there to their end, as far as their files say it:
/// `pg_restore` takes what there is.
///
/// # Errors
/// [`Error::Io`].
pub fn large_objects_are_whole(
    folder: &Path,
    cancel: &CancelToken,
    watch: &mut dyn FnMut(u64, u64),
) -> Result<bool> {
    let entries = std::fs::read_dir(folder).map_err(|error| Error::reading(folder, error))?;
    let (mut bytes_read, bytes_of_all) = (0, bytes(folder));
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with("blob_") || !name.ends_with(".dat.gz") {
            continue;
        }
        let mut reader = DumpReader::open(&path)?;
        let mut whole = reader.file_bytes() > 0;
        while whole {
            cancel.check()?;
            match reader.next_piece() {
                Ok(Some(_)) => watch(bytes_read + reader.file_bytes_read(), bytes_of_all),
                Ok(None) => break,
                Err(Error::FileCut | Error::Damaged { .. }) => whole = false,
                Err(error) => return Err(error),
            }
        }
        if !whole {
            return Ok(false);
        }
        bytes_read += reader.file_bytes();
    }
    Ok(true)
}

/// Size of an archive, or of all files in its folder; 0 where nobody says it.
#[must_use]
pub fn bytes(archive: &Path) -> u64 {
    let size = |found: std::io::Result<std::fs::Metadata>| found.map_or(0, |found| found.len());
    match std::fs::read_dir(archive) {
        Ok(entries) => entries.flatten().map(|entry| size(entry.metadata())).sum(),
        Err(_) => size(std::fs::metadata(archive)),
    }
}

/// `pg_restore` at work on an archive.
pub struct Script {
    child: Option<Child>,
    pieces: mpsc::Receiver<Result<Vec<u8>>>,
    path: PathBuf,
}

impl Script {
    /// # Errors
    /// [`Error::PgRestoreMissing`], or [`Error::Io`] if it does not start.
    pub fn of(path: &Path, tool: &Path) -> Result<Self> {
        let mut command = command(tool);
        command.args(["--create", "--file=-", "--"]).arg(path);
        let (child, mut output) = Child::spawn(command)?;
        let (sender, pieces) = mpsc::sync_channel(2);
        let of = path.to_owned();
        std::thread::spawn(move || {
            loop {
                let mut piece = vec![0; BLOCK_BYTES];
                let read = output.fill(&mut piece, |_| {});
                let read = read.map_err(|error| Error::reading(&of, error));
                let ended = !matches!(read, Ok(1..));
                let sent = sender.send(read.map(|count| {
                    piece.truncate(count);
                    piece
                }));
                if ended || sent.is_err() {
                    return;
                }
            }
        });
        Ok(Self { child: Some(child), pieces, path: path.to_owned() })
    }

    /// Nothing at the end.
    ///
    /// # Errors
    /// [`Error::ArchiveCut`] if `pg_restore` cannot read it to its end, [`Error::Cancelled`],
    /// [`Error::ProgramTimedOut`] or [`Error::Io`].
    pub fn next_piece(&mut self, cancel: &CancelToken) -> Result<Option<Vec<u8>>> {
        let deadline = Instant::now() + SILENCE_LIMIT;
        loop {
            cancel.check()?;
            match self.pieces.recv_timeout(LOOK_EVERY) {
                Ok(Ok(piece)) if piece.is_empty() => break,
                Ok(piece) => return piece.map(Some),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) if Instant::now() >= deadline => {
                    let program = PathBuf::from("pg_restore");
                    return Err(Error::ProgramTimedOut { program, after: SILENCE_LIMIT });
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        let Some(child) = self.child.take() else { return Ok(None) };
        let ended = child.wait(EXIT_LIMIT)?;
        if ended.status.success() {
            return Ok(None);
        }
        Err(unreadable(&self.path, &ended.stderr))
    }
}

/// What an archive says that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    pub tables_with_rows: u64,
    /// The content of large objects.
    pub large_objects: bool,
}

/// What the archive lists. A file of rows that was cut reads on into the next
/// statement, which is then taken for rows: the script has fewer tables than the list.
///
/// # Errors
/// As [`Script::next_piece`].
pub fn listed(path: &Path, tool: &Path) -> Result<Listed> {
    let mut command = command(tool);
    command.args(["--list", "--"]).arg(path);
    let (ended, list) = child::run(command, LIST_LIMIT)?;
    if !ended.status.success() {
        return Err(unreadable(path, &ended.stderr));
    }
    let tables = list.lines().filter(|line| is(line, &["TABLE", "DATA"])).count();
    let large_objects = list.lines().any(|line| is(line, &["BLOBS"]));
    Ok(Listed { tables_with_rows: tables as u64, large_objects })
}

/// `215; 0 16389 TABLE DATA public t postgres`
fn is(line: &str, kind: &[&str]) -> bool {
    let mut words = line.split(' ');
    let number = |word: Option<&str>| {
        let word = word.map(|word| word.trim_end_matches(';'));
        word.is_some_and(|word| !word.is_empty() && word.bytes().all(|it| it.is_ascii_digit()))
    };
    let numbers = [number(words.next()), number(words.next()), number(words.next())];
    numbers == [true; 3] && kind.iter().all(|word| words.next() == Some(word))
}

fn command(tool: &Path) -> Command {
    let mut command = child::command(tool);
    command.env("LC_ALL", "C");
    command
}

fn unreadable(path: &Path, said: &str) -> Error {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Error::ArchiveCut { name, said: said.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(number: u8) -> Vec<u8> {
        vec![0, number, 0, 0, 0]
    }

    fn text(text: &str) -> Vec<u8> {
        [int(u8::try_from(text.len()).unwrap()), text.as_bytes().to_vec()].concat()
    }

    fn header(minor: u8) -> Vec<u8> {
        let compression = if minor >= 15 { vec![1] } else { vec![1, 1, 0, 0, 0] };
        let time = [int(5), int(4), int(3), int(2), int(0), int(126), int(0)].concat();
        let rest = [text("torii"), text("15.18 (Debian)"), text("17.2")].concat();
        [b"PGDMP\x01".to_vec(), vec![minor, 0, 4, 8, 1], compression, time, rest].concat()
    }

    #[test]
    fn the_header_of_every_version_is_read() {
        for minor in [12, 14, 15, 16] {
            let found = ArchiveHeader::read(&header(minor)).unwrap().unwrap();
            assert_eq!(found.major(), 17);
            assert_eq!(found.made_at.unwrap().to_string(), "2026-01-02T03:04:05");
        }
    }

    #[test]
    fn a_header_that_ends_early_is_cut_wherever_it_ends() {
        let whole = header(16);
        for cut in 1..whole.len() {
            let found = ArchiveHeader::read(&whole[..cut]).unwrap();
            assert!(matches!(found, Err(Error::FileCut)), "{cut}");
        }
        assert!(ArchiveHeader::read(b"").is_none());
        assert!(ArchiveHeader::read(b"--\n").is_none());
    }

    #[test]
    fn no_length_in_a_header_is_believed() {
        let mut bytes = header(16);
        let at = bytes.len() - text("17.2").len();
        bytes[at + 1..at + 5].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0x7F]);
        assert!(matches!(ArchiveHeader::read(&bytes).unwrap(), Err(Error::FileCut)));
        bytes[8] = 255;
        assert!(matches!(ArchiveHeader::read(&bytes).unwrap(), Err(Error::FileCut)));
    }

    #[test]
    fn no_number_in_a_header_is_too_large_to_be_read() {
        // A sign, then eight bytes of a number; the month is the fifth of seven.
        let int = |negative: u8, digits: [u8; 8]| [vec![negative], digits.to_vec()].concat();
        let (largest, smallest) =
            ([vec![0xFF; 7], vec![0x7F]].concat(), [vec![0; 7], vec![0x80]].concat());
        for (negative, digits) in [(0, largest.clone()), (1, largest), (1, smallest)] {
            let odd = int(negative, digits.try_into().unwrap());
            let time = [vec![int(0, [0; 8]); 4].concat(), odd, vec![int(0, [0; 8]); 2].concat()];
            let text = [int(0, [1, 0, 0, 0, 0, 0, 0, 0]), b"1".to_vec()].concat();
            let bytes =
                [b"PGDMP\x01\x10\0\x08\x08\x01\x01".to_vec(), time.concat(), text.repeat(3)]
                    .concat();
            match ArchiveHeader::read(&bytes).unwrap() {
                Ok(header) => assert_eq!(header.made_at, None),
                Err(error) => assert!(matches!(error, Error::FileCut)),
            }
        }
    }

    #[test]
    fn a_tar_file_is_whole_only_with_the_mark_at_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.tar");
        let mut header = vec![0; TAR_HEADER_BYTES];
        header[..7].copy_from_slice(b"toc.dat");
        header[TAR_SIZE].copy_from_slice(b"00000001130\0");
        let whole = [header.clone(), vec![1; 1024], header, vec![2; 1024], vec![0; 1024]].concat();
        for cut in (0..=whole.len()).step_by(256) {
            std::fs::write(&path, &whole[..cut]).unwrap();
            assert_eq!(tar_is_whole(&path).unwrap(), cut >= whole.len() - 512, "{cut}");
        }
        assert_eq!(tar_size(b"\x80\0\0\0\0\0\0\x02\0\0\0\x01"), Some((2 << 32) + 1));
        assert_eq!(tar_size(b"what is that"), None);
    }

    #[test]
    fn only_entries_of_rows_are_counted() {
        assert!(is("215; 0 16389 TABLE DATA public t postgres", &["TABLE", "DATA"]));
        assert!(is("3371; 0 0 BLOBS - BLOBS ", &["BLOBS"]));
        for line in [
            "; 0 16389 TABLE DATA public t postgres",
            "215; 1259 16389 TABLE public TABLE DATA postgres",
            ";     TOC Entries: 7",
            "",
        ] {
            assert!(!is(line, &["TABLE", "DATA"]), "{line}");
        }
    }
}
