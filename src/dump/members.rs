//! Where each member of a backup is, so that a part of its dump can be read without the rest.
//!
//! Invariant: a [`MemberReader`] gives only bytes of members that are what they were when the file
//! was read as a whole.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use crossbeam_channel::{Receiver, bounded};
use libdeflater::Decompressor;
use sha2::{Digest as _, Sha256};

/// Of at most a block each: as much as a server takes in while the next one is inflated.
const PIECES_AHEAD: usize = 2;

/// SHA-256 of a member as it is in the file.
pub type Digest = [u8; 32];

/// All members of one file, from its first to its last byte. About 100 bytes for each MiB of dump.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members {
    list: Vec<Member>,
    file_bytes: u64,
    dump_bytes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Member {
    file_begin: u64,
    dump_begin: u64,
    digest: Digest,
}

impl Members {
    /// The next one of the file.
    pub fn push(&mut self, file_bytes: usize, dump_bytes: usize, digest: Digest) {
        let (file_begin, dump_begin) = (self.file_bytes, self.dump_bytes);
        self.list.push(Member { file_begin, dump_begin, digest });
        self.file_bytes += file_bytes as u64;
        self.dump_bytes += dump_bytes as u64;
    }

    /// The bytes of the whole dump.
    #[must_use]
    pub fn dump_bytes(&self) -> u64 {
        self.dump_bytes
    }

    /// The number of the one that holds this byte of the dump.
    fn holding(&self, byte: u64) -> usize {
        self.list.partition_point(|member| member.dump_begin <= byte).saturating_sub(1)
    }

    /// Where one ends, in the file and in the dump.
    fn end(&self, number: usize) -> (u64, u64) {
        let next = self.list.get(number + 1);
        next.map_or((self.file_bytes, self.dump_bytes), |next| (next.file_begin, next.dump_begin))
    }
}

/// Why there is no next piece.
#[derive(Debug)]
pub enum ReadError {
    File(io::Error),
    /// The file is another one by now.
    Changed,
}

/// Gives a part of a dump piece by piece, some ahead of who asks.
///
/// Invariant: it ends without an error only when it has given every byte of the part.
pub struct MemberReader {
    pieces: Receiver<Result<Vec<u8>, ReadError>>,
    bytes_left: u64,
}

impl MemberReader {
    /// `part` is the bytes of the dump that are wanted.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn new(file: File, members: Arc<Members>, part: Range<u64>) -> io::Result<Self> {
        let (sender, pieces) = bounded(PIECES_AHEAD);
        let bytes_left = part.end.saturating_sub(part.start);
        let work = move || {
            let mut reading = Reading { file, decompressor: Decompressor::new(), raw: Vec::new() };
            for number in members.holding(part.start)..members.list.len() {
                let Some(inflated) = reading.inflate(&members, number, &part).transpose() else {
                    return;
                };
                // Nobody waits any more once the one who asked has gone, or was told of an error.
                if sender.send(inflated).is_err() {
                    return;
                }
            }
        };
        std::thread::Builder::new().name("inflate".to_owned()).spawn(work)?;
        Ok(Self { pieces, bytes_left })
    }

    /// Nothing at the end.
    ///
    /// # Errors
    /// [`ReadError`]; nothing comes after it.
    pub fn next_piece(&mut self) -> Result<Option<Vec<u8>>, ReadError> {
        match self.pieces.recv() {
            Ok(piece) => {
                let piece = piece?;
                self.bytes_left = self.bytes_left.saturating_sub(piece.len() as u64);
                Ok(Some(piece))
            }
            Err(_) if self.bytes_left == 0 => Ok(None),
            // The thread has panicked, or there is no such part.
            Err(_) => Err(ReadError::File(io::Error::other("inflating thread"))),
        }
    }
}

struct Reading {
    file: File,
    decompressor: Decompressor,
    raw: Vec<u8>,
}

impl Reading {
    /// What of the part a member holds; nothing behind the part.
    fn inflate(
        &mut self,
        members: &Members,
        number: usize,
        part: &Range<u64>,
    ) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(member) = members.list.get(number) else { return Ok(None) };
        let (file_end, dump_end) = members.end(number);
        if member.dump_begin >= part.end {
            return Ok(None);
        }
        let length = |end: u64, begin: u64| usize::try_from(end - begin).unwrap_or(usize::MAX);
        self.raw.resize(length(file_end, member.file_begin), 0);
        self.file.seek(SeekFrom::Start(member.file_begin)).map_err(ReadError::File)?;
        self.file.read_exact(&mut self.raw).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => ReadError::Changed,
            _ => ReadError::File(error),
        })?;
        if Sha256::digest(&self.raw)[..] != member.digest {
            return Err(ReadError::Changed);
        }
        let mut piece = vec![0; length(dump_end, member.dump_begin)];
        let inflated = self.decompressor.gzip_decompress(&self.raw, &mut piece);
        if inflated != Ok(piece.len()) {
            return Err(ReadError::Changed);
        }
        piece.truncate(length(part.end.min(dump_end), member.dump_begin));
        piece.drain(..length(part.start.clamp(member.dump_begin, dump_end), member.dump_begin));
        Ok(Some(piece))
    }
}

#[cfg(test)]
mod tests;
