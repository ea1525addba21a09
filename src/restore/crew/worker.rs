//! One connection of a crew.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender};
use memchr::memchr_iter;

use super::task::{Done, Task, Work};
use crate::dump::inspect::LongCopy;
use crate::dump::order;
use crate::postgres::server::Server;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result};
use crate::restore::binary::Translator;
use crate::restore::source::Source;

/// Sent at a time: the server reads on while the next ones are translated.
const STEP_BYTES: usize = 64 * 1024;

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
            Work::Define { .. } => self.server.execute(sql, &self.stop).map(|()| 0),
            Work::Load { table, copy } => self.load(table, copy, sql).map(|()| 0),
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

    /// In binary format where all rows can be translated, otherwise as they are. So rows that the
    /// server refuses are always refused as the dump has them.
    fn load(&self, name: &str, copy: &LongCopy, sql: &str) -> Result<()> {
        if let Some((sql, translator)) = self.in_binary(sql)? {
            match self.send(name, copy, &sql, Rows::Translated(translator)) {
                Ok(true) => return Ok(()),
                Ok(false) | Err(Error::ServerAnswer { .. } | Error::Forbidden { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        self.send(name, copy, sql, Rows::AsTheyAre).map(drop)
    }

    /// The statement and the rows' translator; nothing where there is none.
    fn in_binary(&self, sql: &str) -> Result<Option<(String, Translator)>> {
        let Some((table, columns)) = order::columns_filled(sql) else { return Ok(None) };
        let query = format!("select {columns} from only {table}");
        let translator = match self.server.types(&query, &self.stop) {
            Ok(types) => Translator::new(&types),
            Err(Error::ServerAnswer { .. } | Error::Forbidden { .. }) => None,
            Err(error) => return Err(error),
        };
        let sql = format!("COPY {table} ({columns}) FROM stdin WITH (FORMAT binary)");
        Ok(translator.map(|translator| (sql, translator)))
    }

    /// Whether all rows could be sent in this form; otherwise none of them is there.
    fn send(&self, name: &str, copy: &LongCopy, sql: &str, rows: Rows) -> Result<bool> {
        let mut sent = 0;
        let result = self.send_counted(name, copy, sql, rows, &mut sent);
        if !matches!(result, Ok(true)) {
            self.loaded.fetch_sub(sent, Ordering::Relaxed);
        }
        result
    }

    fn send_counted(
        &self,
        name: &str,
        copy: &LongCopy,
        sql: &str,
        mut rows: Rows,
        sent: &mut u64,
    ) -> Result<bool> {
        let mut reader = self.source.read_copy(copy)?;
        let mut table = self.server.copy_in(sql, &self.stop)?;
        let mut expected = 0;
        while let Some(piece) = reader.next_piece()? {
            expected += memchr_iter(b'\n', &piece).count() as u64;
            let piece = Bytes::from(piece);
            for begin in (0..piece.len()).step_by(STEP_BYTES) {
                let part = piece.slice(begin..piece.len().min(begin + STEP_BYTES));
                let bytes = part.len() as u64;
                let Some(part) = rows.form(part) else { return Ok(false) };
                table.send(part, &self.stop)?;
                *sent += bytes;
                self.loaded.fetch_add(bytes, Ordering::Relaxed);
            }
        }
        let Some(end) = rows.end() else { return Ok(false) };
        table.send(end, &self.stop)?;
        let found = table.finish(&self.stop)?;
        if found != expected {
            return Err(Error::CountsDiffer { table: name.to_owned(), expected, found });
        }
        Ok(true)
    }
}

/// The form in which the rows of a table are sent.
enum Rows {
    AsTheyAre,
    Translated(Translator),
}

impl Rows {
    /// Nothing for rows that cannot have it.
    fn form(&mut self, part: Bytes) -> Option<Bytes> {
        match self {
            Self::AsTheyAre => Some(part),
            Self::Translated(translator) => translator.feed(&part).map(Bytes::from),
        }
    }

    fn end(self) -> Option<Bytes> {
        match self {
            Self::AsTheyAre => Some(Bytes::new()),
            Self::Translated(translator) => translator.finish().map(Bytes::from),
        }
    }
}
