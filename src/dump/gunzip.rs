//! Reads gzip ahead, in threads of its own. Members that say how long they are, as those of
//! [`gzip`](super::gzip) do, are inflated in parallel; whatever else is in a file is inflated as
//! any gunzip does it, one byte after the other.
//!
//! Invariant: the same bytes and the same damage come out whether members say their length or not.
//! Invariant: memory is bounded by the number of members on their way, whatever a file claims.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded};
use flate2::bufread::GzDecoder;
use libdeflater::Decompressor;
use sha2::{Digest as _, Sha256};

use super::gzip::{BLOCK_BYTES, LENGTH_FIELD};
use super::members::{Digest, Members};
use super::written::hex;

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
    Bytes { raw: Vec<u8>, inflated: Option<Inflated> },
    /// The file system's last word.
    Failed(io::Error),
}

struct Inflated {
    content: Vec<u8>,
    digest: Digest,
}

struct Job {
    raw: Vec<u8>,
    reply: Sender<Part>,
}

/// Gives the content piece by piece.
pub struct Gunzip {
    content: Content,
    /// Nothing from the first part on that is no member of ours.
    members: Option<Members>,
    bytes_read: Arc<AtomicU64>,
    reader: JoinHandle<io::Result<FileSum>>,
}

enum Content {
    Members {
        parts: Receiver<Receiver<Part>>,
        piece: Vec<u8>,
        /// Takes former pieces back: new memory for each costs a tenth of the time.
        spare: Sender<Vec<u8>>,
    },
    /// From the first part on that is no member of ours.
    Stream { stream: Box<Stream>, piece: Vec<u8> },
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
        let (spare, room) = bounded::<Vec<u8>>(threads * 4);
        for _ in 0..threads {
            let (queue, room) = (queue.clone(), room.clone());
            let work = move || inflate_members(&queue, &room);
            std::thread::Builder::new().name("inflate".to_owned()).spawn(work)?;
        }
        let bytes_read = Arc::new(AtomicU64::new(0));
        let hashed = Hashed { file, hash: Sha256::new(), bytes_read: Arc::clone(&bytes_read) };
        let reader = std::thread::Builder::new()
            .name("read".to_owned())
            .spawn(move || read_parts(hashed, &jobs, &order))?;
        let content = Content::Members { parts, piece: Vec::new(), spare };
        Ok(Self { content, members: Some(Members::default()), bytes_read, reader })
    }

    /// Nothing at the end.
    ///
    /// # Errors
    /// [`GunzipError`]; nothing can be read after it.
    pub fn next_piece(&mut self) -> Result<Option<&[u8]>, GunzipError> {
        if let Content::Members { parts, piece, spare } = &mut self.content {
            match next_part(parts) {
                None => {
                    piece.clear();
                    return Ok(None);
                }
                Some(Part::Failed(error)) => return Err(GunzipError::File(error)),
                Some(Part::Bytes { raw, inflated: Some(Inflated { content, digest }) }) => {
                    if let Some(members) = &mut self.members {
                        members.push(raw.len(), content.len(), digest);
                    }
                    let _ = spare.try_send(std::mem::replace(piece, content));
                }
                Some(Part::Bytes { raw, inflated: None }) => {
                    let before = self.members.take().map_or(0, |members| members.dump_bytes());
                    let raw = Raw { parts: parts.clone(), part: raw, at: 0, failed: false };
                    let stream = Box::new(Stream::new(raw, before > 0));
                    self.content = Content::Stream { stream, piece: vec![0; BLOCK_BYTES] };
                }
            }
        }
        match &mut self.content {
            Content::Members { piece, .. } => Ok(Some(piece)),
            Content::Stream { stream, piece } => loop {
                match stream.read(piece) {
                    Ok(0) => return Ok(None),
                    Ok(count) => return Ok(Some(&piece[..count])),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) if stream.has_failed() => return Err(GunzipError::File(error)),
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

    /// Where its members are, if it has been read to its end and has nothing else.
    #[must_use]
    pub fn take_members(&mut self) -> Option<Members> {
        self.members.take()
    }

    /// Reads what is left of the file, damaged or not, and gives its measure.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn finish(self) -> io::Result<FileSum> {
        let parts = match self.content {
            Content::Members { parts, .. } => Some(parts),
            Content::Stream { stream, .. } => stream.into_raw().map(|raw| raw.parts),
        };
        while let Some(part) = parts.as_ref().and_then(next_part) {
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

/// Members one after the other, as any gunzip reads them. The file is always in one of both.
struct Stream {
    member: Option<GzDecoder<BufReader<Raw>>>,
    between: Option<BufReader<Raw>>,
}

impl Stream {
    /// A file that begins with zeros is not gzip.
    fn new(raw: Raw, after_a_member: bool) -> Self {
        let reader = BufReader::with_capacity(RAW_BYTES, raw);
        let mut stream = Self { member: None, between: Some(reader) };
        if !after_a_member {
            stream.begin_member();
        }
        stream
    }

    fn begin_member(&mut self) {
        self.member = self.between.take().map(GzDecoder::new);
    }

    /// 0 at the end.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(member) = &mut self.member {
                let count = member.read(buffer)?;
                if count > 0 {
                    return Ok(count);
                }
                self.between = self.member.take().map(GzDecoder::into_inner);
            }
            let Some(reader) = &mut self.between else { return Ok(0) };
            if is_over(reader)? {
                return Ok(0);
            }
            self.begin_member();
        }
    }

    fn has_failed(&self) -> bool {
        let member = self.member.as_ref().map(GzDecoder::get_ref);
        member.or(self.between.as_ref()).is_some_and(|reader| reader.get_ref().failed)
    }

    fn into_raw(self) -> Option<Raw> {
        let member = self.member.map(GzDecoder::into_inner);
        member.or(self.between).map(BufReader::into_inner)
    }
}

/// Zeros behind the last member fill a block of a tape or of a disk.
fn is_over(reader: &mut BufReader<Raw>) -> io::Result<bool> {
    loop {
        let bytes = reader.fill_buf()?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        if zeros < bytes.len() || bytes.is_empty() {
            return Ok(bytes.is_empty());
        }
        reader.consume(zeros);
    }
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

/// Whether the file begins with a member that says how long it is.
#[must_use]
pub fn seems_ours(path: &Path) -> bool {
    let mut header = [0; HEADER_BYTES];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut header));
    read.is_ok() && length_of_member(&header).is_some()
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

fn inflate_members(queue: &Receiver<Job>, room: &Receiver<Vec<u8>>) {
    let mut decompressor = Decompressor::new();
    for Job { raw, reply } in queue {
        let inflated = inflate(&mut decompressor, &raw, room.try_recv().unwrap_or_default());
        // Nobody waits any more once the reader has gone.
        let _ = reply.send(Part::Bytes { raw, inflated });
    }
}

/// Nothing unless the member ends where it says: otherwise the slow way finds what any gunzip does.
fn inflate(decompressor: &mut Decompressor, raw: &[u8], mut content: Vec<u8>) -> Option<Inflated> {
    let trailer = raw.len().checked_sub(TRAILER_BYTES)?;
    let number = |at: usize| u32::from_le_bytes([raw[at], raw[at + 1], raw[at + 2], raw[at + 3]]);
    let (crc, length) = (number(trailer), usize::try_from(number(trailer + 4)).ok()?);
    if length > BLOCK_BYTES {
        return None;
    }
    content.resize(length, 0);
    let found = decompressor.gzip_decompress(raw, &mut content).ok()?;
    let as_it_says = found == length && libdeflater::crc32(&content) == crc;
    as_it_says.then(|| Inflated { content, digest: Sha256::digest(raw).into() })
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
mod tests;
