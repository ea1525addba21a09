//! Reads a dump file back while the rest of it is still being written, so that the end of a backup
//! waits neither for the disk nor for the hash of the whole file.
//!
//! Invariant: a byte is read back only after an fsync that came after it was written.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::dump::sink::Gauge;
use crate::folder::hash::FileHash;
use crate::platform::partial_file::PartialFile;
use crate::report::error::{Error, Result};

/// Each is an fsync of its own: a slow disk should not have many.
const STEP_BYTES: u64 = 8 * 1024 * 1024;
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// At work until [`finish`](Self::finish), or dropped.
pub struct ReadBack {
    path: PathBuf,
    follower: Option<JoinHandle<Result<FileHash>>>,
    /// Its end stops the thread.
    stop: Option<mpsc::Sender<()>>,
}

impl ReadBack {
    /// Follows `file` on its way to `target`; `gauge` tells how much of it is written.
    ///
    /// # Errors
    /// Those of the system.
    pub fn follow(file: &PartialFile, target: &Path, gauge: Arc<Gauge>) -> Result<Self> {
        let (path, target) = (file.path().to_owned(), target.to_owned());
        let to_sync = file.try_clone().map_err(|error| Error::reading(&path, error))?;
        let hash = FileHash::open(&path)?;
        let (stop, stopped) = mpsc::channel();
        let follower = std::thread::Builder::new()
            .name("read back".to_owned())
            .spawn(move || {
                let sync = || to_sync.sync_data().map_err(|error| Error::of_target(&target, error));
                follow(&sync, hash, &gauge, &stopped)
            })
            .map_err(|error| Error::reading(&path, error))?;
        Ok(Self { path, follower: Some(follower), stop: Some(stop) })
    }

    /// Reads the rest, once all of it is on the disk: length and SHA-256 of the whole file.
    ///
    /// # Errors
    /// [`Error::Io`], or what `watch` says.
    pub fn finish(mut self, watch: &mut dyn FnMut(u64) -> Result<()>) -> Result<(u64, String)> {
        match self.end() {
            Some(hash) => hash?.finish(watch),
            None => Err(Error::reading(&self.path, io::Error::other("read back thread"))),
        }
    }

    fn end(&mut self) -> Option<Result<FileHash>> {
        self.stop = None;
        self.follower.take()?.join().ok()
    }
}

impl Drop for ReadBack {
    /// Whoever deletes the file wants nobody in it.
    fn drop(&mut self) {
        self.end();
    }
}

fn follow(
    sync: &dyn Fn() -> Result<()>,
    mut hash: FileHash,
    gauge: &Gauge,
    stopped: &mpsc::Receiver<()>,
) -> Result<FileHash> {
    while stopped.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
        let written = gauge.file_bytes();
        if written.saturating_sub(hash.bytes()) >= STEP_BYTES {
            sync()?;
            hash.read_until(written, &mut |_| Ok(()))?;
        }
    }
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Instant;

    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::dump::written::hex;

    #[test]
    fn the_whole_file_is_read_once_whatever_was_read_before_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = PartialFile::create(&folder.path().join("a.partial")).unwrap();
        let gauge = Arc::new(Gauge::default());
        let read_back = ReadBack::follow(&file, folder.path(), Arc::clone(&gauge)).unwrap();
        let mut expected = Sha256::new();
        for part in 0..5u8 {
            let piece = vec![part; usize::try_from(STEP_BYTES).unwrap() / 2 + 7];
            file.write_all(&piece).unwrap();
            expected.update(&piece);
            gauge.count_written(piece.len());
            std::thread::sleep(LOOK_EVERY / 2);
        }
        file.sync().unwrap();
        let mut told = Vec::new();
        let (bytes, sha256) = read_back
            .finish(&mut |bytes| {
                told.push(bytes);
                Ok(())
            })
            .unwrap();
        assert_eq!(bytes, gauge.file_bytes());
        assert_eq!(sha256, hex(&expected.finalize()));
        assert_eq!(told.last(), Some(&bytes));
    }

    #[test]
    fn what_is_read_was_synced_after_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("b.partial");
        let file = std::fs::File::create(&path).unwrap();
        file.set_len(3 * STEP_BYTES).unwrap();
        let gauge = Gauge::default();
        let (synced, (stop, stopped)) = (AtomicU32::new(0), mpsc::channel());
        let hash = std::thread::scope(|scope| {
            let (stopped, gauge, path, synced) = (stopped, &gauge, &path, &synced);
            let follower = scope.spawn(move || {
                let sync = || {
                    synced.fetch_add(1, Ordering::Relaxed);
                    Ok(())
                };
                follow(&sync, FileHash::open(path).unwrap(), gauge, &stopped).unwrap()
            });
            gauge.count_written(usize::try_from(STEP_BYTES).unwrap());
            let deadline = Instant::now() + Duration::from_secs(60);
            while synced.load(Ordering::Relaxed) == 0 {
                assert!(Instant::now() < deadline);
                std::thread::sleep(Duration::from_millis(5));
            }
            // Less than a step is left to the end.
            gauge.count_written(5);
            std::thread::sleep(LOOK_EVERY * 3);
            drop(stop);
            follower.join().unwrap()
        });
        assert_eq!((synced.into_inner(), hash.bytes()), (1, STEP_BYTES));
    }

    #[test]
    fn an_error_of_the_disk_comes_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.partial");
        std::fs::File::create(&path).unwrap();
        let gauge = Gauge::default();
        gauge.count_written(usize::try_from(STEP_BYTES).unwrap());
        let (_stop, stopped) = mpsc::channel();
        let full = || Err(Error::NoSpace { path: path.clone() });
        let hash = FileHash::open(&path).unwrap();
        let error = follow(&full, hash, &gauge, &stopped).err().unwrap();
        assert!(matches!(error, Error::NoSpace { .. }));
    }
}
