//! Where each member of a backup is, so that a part of its dump can be read without the rest.
//!
//! Invariant: a [`MemberReader`] gives only bytes of members that are what they were when the file
//! was read as a whole.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::sync::Arc;

use libdeflater::Decompressor;
use sha2::{Digest as _, Sha256};

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

/// Gives a dump piece by piece, from any of its bytes on.
pub struct MemberReader {
    file: File,
    members: Arc<Members>,
    /// The member that comes next, and how many of its first bytes are left out.
    next: usize,
    left_out: usize,
    decompressor: Decompressor,
    raw: Vec<u8>,
    piece: Vec<u8>,
}

impl MemberReader {
    /// Begins with the dump's first byte.
    #[must_use]
    pub fn new(file: File, members: Arc<Members>) -> Self {
        let (raw, piece) = (Vec::new(), Vec::new());
        let decompressor = Decompressor::new();
        Self { file, members, next: 0, left_out: 0, decompressor, raw, piece }
    }

    /// Goes on with this byte of the dump.
    pub fn seek(&mut self, byte: u64) {
        self.next = self.members.holding(byte);
        let begin = self.members.list.get(self.next).map_or(0, |member| member.dump_begin);
        self.left_out = usize::try_from(byte - begin).unwrap_or(usize::MAX);
    }

    /// Where the next piece begins in the file.
    #[must_use]
    pub fn file_bytes_read(&self) -> u64 {
        let next = self.members.list.get(self.next);
        next.map_or(self.members.file_bytes, |member| member.file_begin)
    }

    /// Nothing at the end.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn next_piece(&mut self) -> Result<Option<&[u8]>, ReadError> {
        let Some(member) = self.members.list.get(self.next) else { return Ok(None) };
        let (file_end, dump_end) = self.members.end(self.next);
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
        self.piece.resize(length(dump_end, member.dump_begin), 0);
        let inflated = self.decompressor.gzip_decompress(&self.raw, &mut self.piece);
        if inflated != Ok(self.piece.len()) {
            return Err(ReadError::Changed);
        }
        let left_out = std::mem::take(&mut self.left_out);
        self.next += 1;
        Ok(Some(self.piece.get(left_out..).unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests;
