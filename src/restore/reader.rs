//! A dump file, plain or gzip, piece by piece.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use crate::error::{Error, Result};

const PIECE_BYTES: usize = 256 * 1024;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

pub struct DumpReader {
    path: PathBuf,
    content: Content,
    file_bytes: u64,
    piece: Vec<u8>,
}

enum Content {
    Plain(BufReader<Counted>),
    Gzip(Box<MultiGzDecoder<BufReader<Counted>>>),
}

impl DumpReader {
    /// # Errors
    /// [`Error::BackupMissing`] or [`Error::Io`].
    pub fn open(path: &Path) -> Result<Self> {
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => Error::BackupMissing { path: path.to_owned() },
            _ => Error::reading(path, error),
        };
        let mut file = File::open(path).map_err(failed)?;
        let file_bytes = file.metadata().map_err(failed)?.len();
        let mut magic = [0; 2];
        let begins = file.read(&mut magic).map_err(failed)?;
        file.rewind().map_err(failed)?;
        let reader = BufReader::with_capacity(PIECE_BYTES, Counted { file, bytes: 0 });
        let content = if begins == 2 && magic == GZIP_MAGIC {
            Content::Gzip(Box::new(MultiGzDecoder::new(reader)))
        } else {
            Content::Plain(reader)
        };
        Ok(Self { path: path.to_owned(), content, file_bytes, piece: vec![0; PIECE_BYTES] })
    }

    /// Nothing at the end.
    ///
    /// # Errors
    /// [`Error::Io`], for damaged gzip too.
    pub fn next_piece(&mut self) -> Result<Option<&[u8]>> {
        let count = match &mut self.content {
            Content::Plain(reader) => reader.read(&mut self.piece),
            Content::Gzip(reader) => reader.read(&mut self.piece),
        };
        let count = count.map_err(|error| Error::reading(&self.path, error))?;
        Ok((count > 0).then(|| &self.piece[..count]))
    }

    /// Size of the file.
    pub fn file_bytes(&self) -> u64 {
        self.file_bytes
    }

    pub fn file_bytes_read(&self) -> u64 {
        match &self.content {
            Content::Plain(reader) => reader.get_ref().bytes,
            Content::Gzip(reader) => reader.get_ref().get_ref().bytes,
        }
    }
}

struct Counted {
    file: File,
    bytes: u64,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.bytes += count as u64;
        Ok(count)
    }
}
