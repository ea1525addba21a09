//! The child that dumps, and the thread that reads it.

use std::io;
use std::sync::Arc;

use crate::child::{self, Stdout};
use crate::client_tools::PgDump;
use crate::connection::Connection;
use crate::dump::gzip::BLOCK_BYTES;
use crate::dump::sink::{DumpSink, Dumped};

/// How `pg_dump` is asked for the whole database, with nothing of the connection in its arguments.
pub fn command(pg_dump: &PgDump, connection: &Connection, encoding: &str) -> std::process::Command {
    let mut command = child::command(&pg_dump.path);
    command
        .args(["--no-password", "--format=plain", "--lock-wait-timeout=30000"])
        // Subscriptions carry passwords.
        .arg("--no-subscriptions")
        .envs(connection.child_environment())
        // A setting of the server, the database or the role may ask for another one, in which
        // characters are missing.
        .env("PGCLIENTENCODING", encoding);
    command
}

/// Reads `pg_dump`'s output to its end.
pub fn pump(mut output: Stdout, mut sink: DumpSink) -> io::Result<Dumped> {
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
