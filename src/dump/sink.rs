//! The one pass: text mode undone → scanner → gzip → SHA-256 → partial file.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Map;
use sha2::{Digest as _, Sha256};

use super::crlf::TextMode;
use super::gzip::{Levels, ParallelGzip};
use super::scanner::{DumpSummary, Scanner};
use super::written::{Compression, DumpInfo, FileInfo, hex};
use crate::platform::partial_file::PartialFile;

/// How far the dump is, read by the thread that watches it.
#[derive(Debug, Default)]
pub struct Gauge {
    dump_bytes: AtomicU64,
    file_bytes: AtomicU64,
    table: Mutex<Option<String>>,
}

impl Gauge {
    #[must_use]
    pub fn dump_bytes(&self) -> u64 {
        self.dump_bytes.load(Ordering::Relaxed)
    }

    #[must_use]
    pub fn file_bytes(&self) -> u64 {
        self.file_bytes.load(Ordering::Relaxed)
    }

    #[must_use]
    pub fn table(&self) -> Option<String> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Told of each read and not only of whole blocks: the first byte and a silence are seen as
    /// they come.
    pub fn count_read(&self, count: usize) {
        self.dump_bytes.fetch_add(count as u64, Ordering::Relaxed);
    }

    pub fn count_written(&self, count: usize) {
        self.file_bytes.fetch_add(count as u64, Ordering::Relaxed);
    }

    fn set_table(&self, table: Option<&str>) {
        let mut current = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if current.as_deref() != table {
            *current = table.map(str::to_owned);
        }
    }
}

/// Takes the dump, piece by piece.
pub struct DumpSink {
    text_mode: TextMode,
    scanner: Scanner,
    dump_hash: Sha256,
    gzip: ParallelGzip<HashedFile>,
    gauge: Arc<Gauge>,
}

/// What came out. The file is whole but neither synced nor published.
pub struct Dumped {
    pub file: PartialFile,
    pub file_bytes: u64,
    pub file_sha256: String,
    pub dump_sha256: String,
    pub levels: Levels,
    pub summary: DumpSummary,
}

impl Dumped {
    /// What a manifest says of the file.
    #[must_use]
    pub fn file_info(&self, name: &str) -> FileInfo {
        let levels = self.levels.iter().map(|(level, blocks)| (level.to_string(), *blocks));
        let compression = Compression { method: "gzip".to_owned(), levels: levels.collect() };
        FileInfo {
            name: name.to_owned(),
            bytes: self.file_bytes,
            sha256: self.file_sha256.clone(),
            compression,
            encryption: None,
            unknown: Map::new(),
        }
    }

    /// What a manifest says of the dump.
    #[must_use]
    pub fn dump_info(&self) -> DumpInfo {
        DumpInfo {
            bytes: self.summary.bytes,
            sha256: self.dump_sha256.clone(),
            complete: self.summary.complete,
            unknown: Map::new(),
        }
    }
}

impl DumpSink {
    /// # Errors
    /// If the system gives no thread.
    pub fn new(file: PartialFile, gauge: Arc<Gauge>) -> io::Result<Self> {
        let file = HashedFile { file, hash: Sha256::new(), gauge: Arc::clone(&gauge) };
        Ok(Self {
            text_mode: TextMode::default(),
            scanner: Scanner::new(),
            dump_hash: Sha256::new(),
            gzip: ParallelGzip::new(file)?,
            gauge,
        })
    }

    #[must_use]
    pub fn gauge(&self) -> &Arc<Gauge> {
        &self.gauge
    }

    /// A buffer for the first piece, of any length and content.
    #[must_use]
    pub fn buffer(&self) -> Vec<u8> {
        self.gzip.buffer()
    }

    /// Takes a piece of at most a block and gives a buffer for the next.
    ///
    /// # Errors
    /// `BrokenPipe` once the file could not be written; [`finish`](Self::finish) tells why.
    pub fn take(&mut self, mut piece: Vec<u8>) -> io::Result<Vec<u8>> {
        self.text_mode.undo(&mut piece);
        self.pass(piece)
    }

    fn pass(&mut self, piece: Vec<u8>) -> io::Result<Vec<u8>> {
        self.scanner.feed(&piece);
        self.dump_hash.update(&piece);
        self.gauge.set_table(self.scanner.current_table());
        self.gzip.push(piece)
    }

    /// # Errors
    /// The first error of the file.
    pub fn finish(mut self) -> io::Result<Dumped> {
        if let Some(last) = std::mem::take(&mut self.text_mode).finish() {
            // An error of the file comes out of the next line.
            let _ = self.pass(vec![last]);
        }
        let (HashedFile { file, hash, .. }, levels) = self.gzip.finish()?;
        Ok(Dumped {
            file,
            file_bytes: self.gauge.file_bytes(),
            file_sha256: hex(&hash.finalize()),
            dump_sha256: hex(&self.dump_hash.finalize()),
            levels,
            summary: self.scanner.finish(),
        })
    }
}

struct HashedFile {
    file: PartialFile,
    hash: Sha256,
    gauge: Arc<Gauge>,
}

impl Write for HashedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.gauge.count_written(written);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
