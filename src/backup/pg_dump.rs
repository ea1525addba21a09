//! The child that dumps, and the thread that reads it.

use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::read_back::ReadBack;
use super::without_rows::WithoutRows;
use crate::dump::gzip::BLOCK_BYTES;
use crate::dump::sink::{DumpSink, Dumped, Gauge};
use crate::folder::staging::{self, Staging};
use crate::folder::target::Target;
use crate::platform::child::{self, Child, Ended, Stdout};
use crate::platform::partial_file::PartialFile;
use crate::postgres::client_tools::PgDump;
use crate::postgres::connection::Connection;
use crate::report::error::{Error, IoAction, Result};

/// It has closed its output; it ends within moments.
const EXIT_LIMIT: Duration = Duration::from_secs(60);

/// `pg_dump` at work, on its way into a partial file.
pub struct Dump {
    child: Child,
    pump: JoinHandle<io::Result<Dumped>>,
    /// Its other end goes with the thread, and that wakes whoever watches.
    finished: mpsc::Receiver<()>,
    read_back: ReadBack,
    gauge: Arc<Gauge>,
    path: PathBuf,
}

impl Dump {
    /// # Errors
    /// Those of the staging folder and of the program's start.
    pub fn start(
        pg_dump: &PgDump,
        connection: &Connection,
        encoding: &str,
        without_rows: &WithoutRows,
        staging: &Staging,
    ) -> Result<Self> {
        let path = staging.path(staging::DUMP_NAME);
        let file = PartialFile::create(&path)
            .map_err(|error| Error::of_target(staging.target(), error))?;
        let (child, output) = Child::spawn(command(pg_dump, connection, encoding, without_rows))?;
        let gauge = Arc::new(Gauge::default());
        let read_back = ReadBack::follow(&file, staging.target(), Arc::clone(&gauge))?;
        let sink = DumpSink::new(file, Arc::clone(&gauge)).map_err(|source| Error::Io {
            action: IoAction::Run,
            path: path.clone(),
            source,
        })?;
        let (at_work, finished) = mpsc::channel();
        let pump = std::thread::Builder::new()
            .name("dump".to_owned())
            .spawn(move || {
                let _at_work: mpsc::Sender<()> = at_work;
                pump(output, sink)
            })
            .map_err(|source| Error::Io { action: IoAction::Run, path: path.clone(), source })?;
        Ok(Self { child, pump, finished, read_back, gauge, path })
    }

    pub fn gauge(&self) -> &Gauge {
        &self.gauge
    }

    /// Whether the last byte is read, or comes within `limit`.
    pub fn ends_within(&self, limit: Duration) -> bool {
        self.finished.recv_timeout(limit) != Err(RecvTimeoutError::Timeout)
    }

    /// After the last byte: the file, whoever reads it back, and how `pg_dump` ended.
    ///
    /// # Errors
    /// What became of the file.
    pub fn finish(self, target: &Target) -> Result<(Dumped, ReadBack, Ended)> {
        let path = self.path;
        let no_thread =
            |_| Error::Io { action: IoAction::Run, path, source: io::Error::other("dump thread") };
        // A file that could not be written closes pg_dump's output: the cause counts, not the
        // effect.
        let dumped = self
            .pump
            .join()
            .map_err(no_thread)?
            .map_err(|error| Error::of_target(target.folder(), error))?;
        Ok((dumped, self.read_back, self.child.wait(EXIT_LIMIT)?))
    }

    /// Stops it and leaves nothing behind.
    pub fn abandon(self) {
        self.child.stop();
        drop(self.read_back);
        // Its input has ended, so it ends; the partial file goes with the sink.
        let _ = self.pump.join();
    }
}

/// How `pg_dump` is asked for the whole database, with nothing of the connection in its arguments.
fn command(
    pg_dump: &PgDump,
    connection: &Connection,
    encoding: &str,
    without_rows: &WithoutRows,
) -> Command {
    let mut command = child::command(&pg_dump.path);
    command
        .args(["--no-password", "--format=plain", "--lock-wait-timeout=30000"])
        // Subscriptions carry passwords.
        .arg("--no-subscriptions")
        .args(without_rows.options())
        .envs(connection.child_environment())
        // A setting of the server, the database or the role may ask for another one, in which
        // characters are missing.
        .env("PGCLIENTENCODING", encoding);
    command
}

/// Reads `pg_dump`'s output to its end.
fn pump(mut output: Stdout, mut sink: DumpSink) -> io::Result<Dumped> {
    let gauge = Arc::clone(sink.gauge());
    let mut piece = sink.buffer();
    loop {
        piece.resize(BLOCK_BYTES, 0);
        let count = output.fill(&mut piece, |count| gauge.count_read(count))?;
        if count == 0 {
            return sink.finish();
        }
        piece.truncate(count);
        let Ok(buffer) = sink.take(piece) else {
            // A sink that takes no more says why when it is finished; pg_dump ends meanwhile.
            drop(output);
            return sink.finish();
        };
        piece = buffer;
    }
}
