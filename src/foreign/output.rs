//! The dump that is made of a file, on its way into our folder.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::split::Out;
use crate::dump::gzip::BLOCK_BYTES;
use crate::dump::sink::{DumpSink, Dumped, Gauge};
use crate::platform::partial_file::PartialFile;
use crate::report::error::{Error, IoAction, Result};

/// Where the dump goes.
pub struct Output<'a> {
    folder: &'a Path,
    name: &'a str,
    sink: Option<DumpSink>,
    piece: Vec<u8>,
}

impl<'a> Output<'a> {
    pub fn new(folder: &'a Path, name: &'a str) -> Self {
        Self { folder, name, sink: None, piece: Vec::new() }
    }

    /// # Errors
    /// [`Error::NoSpace`] and what a disk can say.
    pub fn take(&mut self, out: &Out<'_>) -> Result<()> {
        let mut bytes = match out {
            Out::Bytes(bytes) => *bytes,
            Out::Restart => {
                drop(self.sink.take().map(DumpSink::finish));
                self.sink = Some(self.open()?);
                self.piece.clear();
                return Ok(());
            }
        };
        while !bytes.is_empty() {
            let room = BLOCK_BYTES - self.piece.len();
            let (now, rest) = bytes.split_at(bytes.len().min(room));
            self.piece.extend_from_slice(now);
            bytes = rest;
            if self.piece.len() == BLOCK_BYTES {
                self.push()?;
            }
        }
        Ok(())
    }

    fn open(&self) -> Result<DumpSink> {
        let path = self.folder.join(self.name);
        let file = PartialFile::create(&path).map_err(|error| Error::of_target(&path, error))?;
        let gauge = Arc::new(Gauge::default());
        DumpSink::new(file, gauge).map_err(|source| Error::Io {
            action: IoAction::Run,
            path,
            source,
        })
    }

    fn push(&mut self) -> Result<()> {
        let Some(sink) = &mut self.sink else { return Ok(()) };
        match sink.take(std::mem::take(&mut self.piece)) {
            Ok(buffer) => {
                self.piece = buffer;
                self.piece.clear();
                Ok(())
            }
            Err(broken) => {
                let error = self.sink.take().and_then(|sink| sink.finish().err());
                Err(self.failed(error.unwrap_or(broken)))
            }
        }
    }

    fn failed(&self, error: io::Error) -> Error {
        Error::of_target(self.folder, error)
    }

    /// # Errors
    /// As [`take`](Self::take), or [`Error::FileCut`] for a file without a dump in it.
    pub fn finish(mut self) -> Result<Dumped> {
        self.push()?;
        let sink = self.sink.take().ok_or(Error::FileCut)?;
        sink.finish().map_err(|error| self.failed(error))
    }
}
