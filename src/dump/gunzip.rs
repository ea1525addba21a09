//! Reads gzip ahead, in threads of its own. Members that say how long they are, as those of
//! [`gzip`](super::gzip) do, are inflated in parallel; whatever else is in a file is inflated as
//! any gunzip does it, one byte after the other.
//!
//! Invariant: the same bytes and the same damage come out whether members say their length or not.
//! Invariant: memory is bounded by the number of members on their way, whatever a file claims.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded};
use flate2::read::MultiGzDecoder;
use libdeflater::Decompressor;
use sha2::{Digest as _, Sha256};

use super::gzip::{BLOCK_BYTES, LENGTH_FIELD};
use crate::manifest::hex;

/// Read at a time where members do not say their length.
const RAW_BYTES: usize = 64 * 1024;
/// As much of a member as tells its length.
const HEADER_BYTES: usize = 20;
const TRAILER_BYTES: usize = 8;
/// What a block can become at the worst; a member that claims more is not one of ours.
const LONGEST_MEMBER: usize = BLOCK_BYTES + 64 * 1024;
/// More threads would only wait for the one that reads what they give.
const MOST_THREADS: usize = 4;

/// The file's own measure, from reading it once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSum {
    pub bytes: u64,
    pub sha256: String,
}

/// Why there is no next piece.
#[derive(Debug)]
pub enum GunzipError {
    /// The file system failed.
    File(io::Error),
    /// It is not gzip to its end.
    Gzip(io::Error),
}

/// A part of the file, in order.
enum Part {
    /// As it is in the file, and inflated if it is a member that is as it says.
    Bytes { raw: Vec<u8>, inflated: Option<Vec<u8>> },
    /// The file system's last word.
    Failed(io::Error),
}

struct Job {
    raw: Vec<u8>,
    reply: Sender<Part>,
}

/// Gives the content piece by piece.
pub struct Gunzip {
    content: Content,
    bytes_read: Arc<AtomicU64>,
    reader: JoinHandle<io::Result<FileSum>>,
}

enum Content {
    Members {
        parts: Receiver<Receiver<Part>>,
        piece: Vec<u8>,
    },
    /// From the first part on that is no member of ours.
    Stream {
        decoder: Box<MultiGzDecoder<Raw>>,
        piece: Vec<u8>,
    },
}

impl Gunzip {
    /// # Errors
    /// If the system gives no thread.
    pub fn new(file: impl Read + Send + 'static) -> io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self::with_threads(file, cores.clamp(1, MOST_THREADS))
    }

    fn with_threads(file: impl Read + Send + 'static, threads: usize) -> io::Result<Self> {
        let (jobs, queue) = bounded::<Job>(threads);
        let (order, parts) = bounded(threads * 4);
        for _ in 0..threads {
            let queue = queue.clone();
            let work = move || inflate_members(&queue);
            std::thread::Builder::new().name("inflate".to_owned()).spawn(work)?;
        }
        let bytes_read = Arc::new(AtomicU64::new(0));
        let hashed = Hashed { file, hash: Sha256::new(), bytes_read: Arc::clone(&bytes_read) };
        let reader = std::thread::Builder::new()
            .name("read".to_owned())
            .spawn(move || read_parts(hashed, &jobs, &order))?;
        let content = Content::Members { parts, piece: Vec::new() };
        Ok(Self { content, bytes_read, reader })
    }

    /// Nothing at the end.
    ///
    /// # Errors
    /// [`GunzipError`]; nothing can be read after it.
    pub fn next_piece(&mut self) -> Result<Option<&[u8]>, GunzipError> {
        if let Content::Members { parts, piece } = &mut self.content {
            match next_part(parts) {
                None => {
                    piece.clear();
                    return Ok(None);
                }
                Some(Part::Failed(error)) => return Err(GunzipError::File(error)),
                Some(Part::Bytes { inflated: Some(inflated), .. }) => *piece = inflated,
                Some(Part::Bytes { raw, inflated: None }) => {
                    let raw = Raw { parts: parts.clone(), part: raw, at: 0, failed: false };
                    let decoder = Box::new(MultiGzDecoder::new(raw));
                    self.content = Content::Stream { decoder, piece: vec![0; BLOCK_BYTES] };
                }
            }
        }
        match &mut self.content {
            Content::Members { piece, .. } => Ok(Some(piece)),
            Content::Stream { decoder, piece } => loop {
                match decoder.read(piece) {
                    Ok(0) => return Ok(None),
                    Ok(count) => return Ok(Some(&piece[..count])),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) if decoder.get_ref().failed => return Err(GunzipError::File(error)),
                    Err(error) => return Err(GunzipError::Gzip(error)),
                }
            },
        }
    }

    /// Of the file, so far; a little ahead of the pieces.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    /// Reads what is left of the file, damaged or not, and gives its measure.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn finish(self) -> io::Result<FileSum> {
        let parts = match self.content {
            Content::Members { parts, .. } => parts,
            Content::Stream { decoder, .. } => decoder.into_inner().parts,
        };
        while let Some(part) = next_part(&parts) {
            if let Part::Failed(error) = part {
                return Err(error);
            }
        }
        self.reader.join().unwrap_or_else(|_| Err(io::Error::other("reading thread")))
    }
}

/// The sender of a part is gone only if its thread panicked.
fn next_part(parts: &Receiver<Receiver<Part>>) -> Option<Part> {
    let part = parts.recv().ok()?;
    Some(part.recv().unwrap_or_else(|_| Part::Failed(io::Error::other("inflating thread"))))
}

/// The file's bytes again, from a part on.
struct Raw {
    parts: Receiver<Receiver<Part>>,
    part: Vec<u8>,
    at: usize,
    failed: bool,
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.part.len() {
            match next_part(&self.parts) {
                None => return Ok(0),
                Some(Part::Bytes { raw, .. }) => (self.part, self.at) = (raw, 0),
                Some(Part::Failed(error)) => {
                    self.failed = true;
                    return Err(error);
                }
            }
        }
        let count = buffer.len().min(self.part.len() - self.at);
        buffer[..count].copy_from_slice(&self.part[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// Takes the file apart. Ends early, without an error, once nobody wants more of it.
fn read_parts(
    mut file: Hashed<impl Read>,
    jobs: &Sender<Job>,
    order: &Sender<Receiver<Part>>,
) -> io::Result<FileSum> {
    let mut members = true;
    loop {
        let begins = file.bytes_read.load(Ordering::Relaxed) == 0;
        let part = match next_raw(&mut file, members) {
            // An empty file goes on, to be told from gzip.
            Ok((raw, _)) if raw.is_empty() && (!begins || !members) => return Ok(file.sum()),
            Ok((raw, true)) => {
                let (reply, part) = bounded(1);
                if order.send(part).is_err() || jobs.send(Job { raw, reply }).is_err() {
                    return Ok(file.sum());
                }
                continue;
            }
            Ok((raw, false)) => {
                members = false;
                Part::Bytes { raw, inflated: None }
            }
            Err(error) => Part::Failed(error),
        };
        let failed = matches!(part, Part::Failed(_));
        let (reply, ready) = bounded(1);
        let _ = reply.send(part);
        if order.send(ready).is_err() || failed {
            return Ok(file.sum());
        }
    }
}

/// The next bytes of the file; whether they look like a whole member.
fn next_raw(file: &mut Hashed<impl Read>, members: bool) -> io::Result<(Vec<u8>, bool)> {
    let mut raw = Vec::new();
    if !members {
        file.take(RAW_BYTES as u64).read_to_end(&mut raw)?;
        return Ok((raw, false));
    }
    file.take(HEADER_BYTES as u64).read_to_end(&mut raw)?;
    let Some(length) = length_of_member(&raw) else { return Ok((raw, false)) };
    raw.reserve_exact(length - HEADER_BYTES);
    file.take((length - HEADER_BYTES) as u64).read_to_end(&mut raw)?;
    let whole = raw.len() == length;
    Ok((raw, whole))
}

fn length_of_member(header: &[u8]) -> Option<usize> {
    let header: &[u8; HEADER_BYTES] = header.try_into().ok()?;
    // Magic, deflate, nothing but an extra field, and in it nothing but the length.
    let ours = header[..4] == [0x1f, 0x8b, 8, 4]
        && header[10..12] == [8, 0]
        && header[12..14] == LENGTH_FIELD
        && header[14..16] == [4, 0];
    let length = u32::from_le_bytes([header[16], header[17], header[18], header[19]]);
    let length = usize::try_from(length).ok()?;
    let possible = HEADER_BYTES + TRAILER_BYTES..=LONGEST_MEMBER;
    (ours && possible.contains(&length)).then_some(length)
}

fn inflate_members(queue: &Receiver<Job>) {
    let mut decompressor = Decompressor::new();
    for Job { raw, reply } in queue {
        let inflated = inflate(&mut decompressor, &raw);
        // Nobody waits any more once the reader has gone.
        let _ = reply.send(Part::Bytes { raw, inflated });
    }
}

/// Nothing unless the member ends where it says: otherwise the slow way finds what any gunzip does.
fn inflate(decompressor: &mut Decompressor, raw: &[u8]) -> Option<Vec<u8>> {
    let trailer = raw.len().checked_sub(TRAILER_BYTES)?;
    let number = |at: usize| u32::from_le_bytes([raw[at], raw[at + 1], raw[at + 2], raw[at + 3]]);
    let (crc, length) = (number(trailer), usize::try_from(number(trailer + 4)).ok()?);
    if length > BLOCK_BYTES {
        return None;
    }
    let mut inflated = vec![0; length];
    let found = decompressor.gzip_decompress(raw, &mut inflated).ok()?;
    (found == length && libdeflater::crc32(&inflated) == crc).then_some(inflated)
}

/// Measures the file on its way.
struct Hashed<R> {
    file: R,
    hash: Sha256,
    bytes_read: Arc<AtomicU64>,
}

impl<R: Read> Hashed<R> {
    fn take(&mut self, limit: u64) -> io::Take<&mut Self> {
        Read::take(self, limit)
    }

    fn sum(self) -> FileSum {
        let bytes = self.bytes_read.load(Ordering::Relaxed);
        FileSum { bytes, sha256: hex(&self.hash.finalize()) }
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.hash.update(&buffer[..count]);
        self.bytes_read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::dump::gzip::ParallelGzip;

    fn text(length: usize) -> Vec<u8> {
        let words =
            (0u64..).flat_map(|n| format!("{}\t", n.wrapping_mul(2_654_435_761)).into_bytes());
        words.take(length).collect()
    }

    fn ours(content: &[u8]) -> Vec<u8> {
        let mut gzip = ParallelGzip::new(Vec::new()).unwrap();
        for piece in content.chunks(BLOCK_BYTES) {
            gzip.push(piece.to_vec()).unwrap();
        }
        gzip.finish().unwrap().0
    }

    fn by_any_gunzip(file: &[u8]) -> (Vec<u8>, bool) {
        let mut content = Vec::new();
        let read = MultiGzDecoder::new(file).read_to_end(&mut content);
        (content, read.is_ok())
    }

    fn by_us(file: &[u8]) -> (Vec<u8>, bool) {
        let mut gunzip = Gunzip::with_threads(io::Cursor::new(file.to_vec()), 2).unwrap();
        let mut content = Vec::new();
        let whole = loop {
            match gunzip.next_piece() {
                Ok(Some(piece)) => content.extend_from_slice(piece),
                Ok(None) => break true,
                Err(GunzipError::Gzip(_)) => break false,
                Err(GunzipError::File(error)) => panic!("{error}"),
            }
        };
        let sum = gunzip.finish().unwrap();
        assert_eq!(sum.bytes, file.len() as u64);
        assert_eq!(sum.sha256, hex(&Sha256::digest(file)));
        (content, whole)
    }

    #[test]
    fn members_of_ours_and_others_read_as_any_gunzip_reads_them() {
        let content = text(3 * BLOCK_BYTES + 17);
        let mut other = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        other.write_all(&content).unwrap();
        let other = other.finish().unwrap();
        let ours = ours(&content);
        for file in [ours.clone(), other.clone(), [&ours[..], &other, &ours].concat(), Vec::new()] {
            let (found, whole) = by_us(&file);
            assert!((found, whole) == by_any_gunzip(&file), "{} bytes", file.len());
        }
    }

    #[test]
    fn damage_is_found_wherever_any_gunzip_finds_it() {
        let good = ours(&text(2 * BLOCK_BYTES + 9));
        let content = text(2 * BLOCK_BYTES + 9);
        for at in (0..good.len()).step_by(good.len() / 97) {
            for damaged in [
                good[..at].to_vec(),
                [&good[..at], &[good[at] ^ 4], &good[at + 1..]].concat(),
                [&good[..at], &good[at + 1..]].concat(),
            ] {
                let (found, whole) = by_us(&damaged);
                let (expected, expected_whole) = by_any_gunzip(&damaged);
                assert_eq!(whole, expected_whole, "at {at}");
                if whole {
                    assert!(found == expected, "at {at}");
                } else {
                    assert!(content.starts_with(&found) || found == expected, "at {at}");
                }
            }
        }
    }

    #[test]
    fn a_member_that_lies_about_its_length_reads_as_any_gunzip_reads_it() {
        let good = ours(&text(2 * BLOCK_BYTES));
        let first = length_of_member(&good[..HEADER_BYTES]).unwrap();
        for claimed in [28, first - 1, first + 1, first + 100, LONGEST_MEMBER, LONGEST_MEMBER + 1] {
            let mut file = good.clone();
            let claimed = u32::try_from(claimed).unwrap().to_le_bytes();
            file[16..20].copy_from_slice(&claimed);
            assert!(by_us(&file) == by_any_gunzip(&file), "{claimed:?}");
        }
    }

    #[test]
    fn a_reader_that_goes_away_ends_the_threads() {
        let file = ours(&text(60 * BLOCK_BYTES));
        let mut gunzip = Gunzip::with_threads(io::Cursor::new(file), 2).unwrap();
        gunzip.next_piece().unwrap();
        let Gunzip { content, reader, .. } = gunzip;
        drop(content);
        reader.join().unwrap().unwrap();
    }
}
