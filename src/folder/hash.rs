//! SHA-256 of a file, read piece by piece.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::dump::written::hex;
use crate::report::error::{Error, Result};

const PIECE_BYTES: usize = 256 * 1024;

/// As much of a file as was read up to now.
pub struct FileHash {
    path: PathBuf,
    file: File,
    hash: Sha256,
    bytes: u64,
    piece: Vec<u8>,
}

impl FileHash {
    /// # Errors
    /// [`Error::Io`].
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|error| Error::reading(path, error))?;
        Ok(Self::of(file, path))
    }

    /// Of a file that is open already, from where it is.
    #[must_use]
    pub fn of(file: File, path: &Path) -> Self {
        let piece = vec![0; PIECE_BYTES];
        Self { path: path.to_owned(), file, hash: Sha256::new(), bytes: 0, piece }
    }

    /// How much was read.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Reads on until `end` or the end of the file. `watch` is told how much was read and may
    /// stop it.
    ///
    /// # Errors
    /// [`Error::Io`], or what `watch` says.
    pub fn read_until(&mut self, end: u64, watch: &mut dyn FnMut(u64) -> Result<()>) -> Result<()> {
        while self.bytes < end {
            let wanted = usize::try_from(end - self.bytes).unwrap_or(usize::MAX).min(PIECE_BYTES);
            let count = self.file.read(&mut self.piece[..wanted]);
            let count = count.map_err(|error| Error::reading(&self.path, error))?;
            if count == 0 {
                break;
            }
            self.hash.update(&self.piece[..count]);
            self.bytes += count as u64;
            watch(self.bytes)?;
        }
        Ok(())
    }

    /// Length and SHA-256, after reading to the end.
    ///
    /// # Errors
    /// As [`read_until`](Self::read_until).
    pub fn finish(mut self, watch: &mut dyn FnMut(u64) -> Result<()>) -> Result<(u64, String)> {
        // Said also where nothing is left to read.
        watch(self.bytes)?;
        self.read_until(u64::MAX, watch)?;
        Ok((self.bytes, hex(&self.hash.finalize())))
    }
}
