//! One connection of a crew.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender};

use super::super::inspect::LongCopy;
use super::super::source::Source;
use super::task::{Done, Task, Work};
use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::server::Server;

/// A task, and what it needs to know of the others.
pub struct Order {
    pub number: u64,
    pub task: Task,
    pub settings: Arc<Vec<String>>,
    /// Others come after it: the server's own helpers would only be in their way.
    pub beside_others: bool,
}

impl Order {
    /// Alone on the server: all that the server has. Beside others: one processor, and never more
    /// memory than the server gives.
    fn means(&self) -> String {
        let own = "reset max_parallel_maintenance_workers; reset maintenance_work_mem";
        if !self.beside_others {
            return own.to_owned();
        }
        let alone = "set max_parallel_maintenance_workers = 0";
        match self.task.sort_memory_kib() {
            Some(kib) => format!(
                "{own}; {alone}; select set_config(name, least(setting::bigint, {kib})::text, false)
                 from pg_catalog.pg_settings where name = 'maintenance_work_mem'"
            ),
            None => format!("{own}; {alone}"),
        }
    }
}

pub struct Worker {
    pub server: Server,
    pub source: Arc<Source>,
    /// Bytes of the dump that all of the crew have loaded.
    pub loaded: Arc<AtomicU64>,
    pub stop: CancelToken,
    /// How many of the settings it has.
    pub applied: usize,
    /// The means for a build that it was told last.
    pub means: Option<String>,
}

impl Worker {
    pub fn run(mut self, queue: &Receiver<Order>, report: &Sender<(u64, Done)>) {
        for order in queue {
            let result = self.work(&order);
            let _ = report.send((order.number, Done { task: order.task, result }));
        }
    }

    fn work(&mut self, order: &Order) -> Result<u64> {
        for sql in order.settings.iter().skip(self.applied) {
            match self.server.execute(sql, &self.stop) {
                // What the main connection could do without, this one can too.
                Ok(()) | Err(Error::ServerAnswer { .. } | Error::Forbidden { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        self.applied = order.settings.len();
        let sql = &order.task.sql;
        match &order.task.work {
            Work::Count(_) => self.server.count(sql, &self.stop),
            Work::Load { copy, .. } => self.load(copy, sql).map(|()| 0),
            Work::Build { .. } => {
                let means = order.means();
                if self.means.as_ref() != Some(&means) {
                    self.server.execute(&means, &self.stop)?;
                    self.means = Some(means);
                }
                self.server.execute(sql, &self.stop).map(|()| 0)
            }
        }
    }

    fn load(&self, copy: &LongCopy, sql: &str) -> Result<()> {
        let mut sent = 0;
        let result = self.send(copy, sql, &mut sent);
        if result.is_err() {
            self.loaded.fetch_sub(sent, Ordering::Relaxed);
        }
        result
    }

    fn send(&self, copy: &LongCopy, sql: &str, sent: &mut u64) -> Result<()> {
        let mut reader = self.source.read_copy(copy)?;
        let mut rows = self.server.copy_in(sql, &self.stop)?;
        while let Some(piece) = reader.next_piece()? {
            let bytes = piece.len() as u64;
            rows.send(Bytes::from(piece), &self.stop)?;
            *sent += bytes;
            self.loaded.fetch_add(bytes, Ordering::Relaxed);
        }
        rows.finish(&self.stop)
    }
}
