//! The planner's statistics of a restored database, gathered over several connections: with many
//! tables or large ones one alone is the longer half of what is left to do.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use super::maintenance::READ_WRITE;
use crate::postgres::connection::Connection;
use crate::postgres::server::Server;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result};

/// More would wait for the disk.
const MOST_CONNECTIONS: u64 = 4;
/// Tables of one statement, as long as they are small.
const TOGETHER: usize = 32;
const SMALL_TABLE_BYTES: i64 = 8 * 1024 * 1024;

/// # Errors
/// As [`Server::execute`].
pub fn gather(connection: &Connection, cancel: &CancelToken) -> Result<()> {
    let server = Server::connect_session(connection)?;
    server.execute(READ_WRITE, cancel)?;
    match side_by_side(connection, &server, cancel) {
        // A name that no statement can have; whatever else it was, it is said now.
        Err(Error::ServerAnswer { .. } | Error::Forbidden { .. }) => {
            server.execute("analyze", cancel)
        }
        done => done,
    }
}

fn side_by_side(connection: &Connection, first: &Server, cancel: &CancelToken) -> Result<()> {
    let statements = statements(&first.tables_to_analyze()?);
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let most = cores.min(MOST_CONNECTIONS).min(first.builds_at_a_time()?);
    let more = most.min(statements.len() as u64).saturating_sub(1);
    let queue = Mutex::new(statements);
    std::thread::scope(|scope| {
        let others: Vec<_> = (0..more)
            .map(|_| {
                scope.spawn(|| match Server::connect_session(connection) {
                    Ok(server) => {
                        server.execute(READ_WRITE, cancel)?;
                        work(&server, &queue, cancel)
                    }
                    // A server without room for more is no error.
                    Err(_) => Ok(()),
                })
            })
            .collect();
        let mut done = work(first, &queue, cancel);
        for other in others {
            let other = other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            done = done.and(other);
        }
        done
    })
}

/// Until nothing is left to do; after an error nobody begins anything.
fn work(server: &Server, queue: &Mutex<VecDeque<String>>, cancel: &CancelToken) -> Result<()> {
    let locked = || queue.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let Some(statement) = locked().pop_front() else { return Ok(()) };
        server.execute(&statement, cancel).inspect_err(|_| locked().clear())?;
    }
}

/// The largest tables first.
fn statements(tables: &[(String, i64)]) -> VecDeque<String> {
    let large = tables.partition_point(|(_, bytes)| *bytes >= SMALL_TABLE_BYTES);
    let (large, small) = tables.split_at(large);
    let statement = |tables: &[(String, i64)]| {
        let names: Vec<&str> = tables.iter().map(|(name, _)| name.as_str()).collect();
        format!("analyze {}", names.join(", "))
    };
    large.chunks(1).chain(small.chunks(TOGETHER)).map(statement).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_tables_come_first_and_alone() {
        let table = |name: &str, bytes| (name.to_owned(), bytes);
        let tables =
            [table("a.b", 1 << 40), table("a.c", 1 << 30), table("a.d", 8192), table("a.e", 0)];
        assert_eq!(statements(&tables), ["analyze a.b", "analyze a.c", "analyze a.d, a.e"]);
        assert!(statements(&[]).is_empty());
    }
}
