//! Several connections that build indexes side by side, and count rows at the end.
//!
//! Invariant: tasks that collide run in the order in which they came; each connection has the
//! settings of the one that runs the dump.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};

use super::order::Build;
use crate::cancel::CancelToken;
use crate::connection::Connection;
use crate::dump::scanner::TableCount;
use crate::error::{Error, Result};
use crate::server::Server;

/// How often a wish to cancel is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// More would wait for the disk.
const MOST_CONNECTIONS: u64 = 4;
/// A sort that fits into the processor's caches takes two thirds of the time of one in the 64 MB
/// that servers give by default, as long as what it writes can be merged in one go.
const SORT_MEMORIES_KIB: [u64; 3] = [8 * 1024, 16 * 1024, 32 * 1024];
/// What a sort takes for each part that it merges (`tuplesort.c`: 32 + 2 blocks).
const MERGED_PART_KIB: u64 = 272;
/// Of the tasks that wait, those among which the next is chosen.
const LOOK_AHEAD: usize = 64;

/// Something for one connection to do.
#[derive(Clone, Debug)]
pub struct Task {
    pub work: Work,
    pub sql: String,
}

#[derive(Clone, Debug)]
pub enum Work {
    /// Of this line of the dump, on a table with as many bytes in the dump.
    Build { line: u64, build: Build, table_bytes: u64 },
    /// Of the table with this number.
    Count(usize),
}

/// A task that ended; with the number for one that counts.
pub struct Done {
    pub task: Task,
    pub result: Result<u64>,
}

/// Connections are made when there is work for them.
pub struct Crew {
    connection: Connection,
    /// Of each table in the dump, by its name without quotes.
    table_bytes: HashMap<String, u64>,
    most: u64,
    hired: bool,
    orders: Option<Sender<Order>>,
    done: Receiver<(u64, Done)>,
    workers: Vec<JoinHandle<()>>,
    waiting: VecDeque<(u64, Task)>,
    running: Vec<(u64, Task)>,
    next_number: u64,
    settings: Arc<Vec<String>>,
    /// Ends what runs when the crew is dropped.
    stop: CancelToken,
}

struct Order {
    number: u64,
    task: Task,
    settings: Arc<Vec<String>>,
    /// Others come after it: the server's own helpers would only be in their way.
    beside_others: bool,
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

impl Crew {
    /// # Errors
    /// As [`Server::query`].
    pub fn new(connection: &Connection, server: &Server, tables: &[TableCount]) -> Result<Self> {
        let name = |table: &TableCount| unquoted(&format!("{}.{}", table.schema, table.name));
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
        Ok(Self {
            connection: connection.clone(),
            table_bytes: tables.iter().map(|table| (name(table), table.bytes)).collect(),
            most: cores.min(MOST_CONNECTIONS).min(server.builds_at_a_time()?),
            hired: false,
            orders: None,
            done: crossbeam_channel::never(),
            workers: Vec::new(),
            waiting: VecDeque::new(),
            running: Vec::new(),
            next_number: 0,
            settings: Arc::default(),
            stop: CancelToken::default(),
        })
    }

    /// Whether there are at least two: one alone is no faster than the connection that is there.
    /// A server without room for more is no error.
    pub fn is_there(&mut self) -> bool {
        if !std::mem::replace(&mut self.hired, true) && self.most > 1 {
            self.hire();
        }
        self.workers.len() > 1
    }

    fn hire(&mut self) {
        let (orders, queue) = unbounded();
        let (report, done) = unbounded();
        let servers: Vec<Server> =
            (0..self.most).map_while(|_| Server::connect(&self.connection).ok()).collect();
        if servers.len() < 2 {
            return;
        }
        for server in servers {
            let (queue, report, stop) =
                (Receiver::clone(&queue), report.clone(), self.stop.clone());
            let work =
                move || Worker { server, stop, applied: 0, means: None }.run(&queue, &report);
            let thread = std::thread::Builder::new().name("build".to_owned()).spawn(work);
            self.workers.extend(thread);
        }
        (self.orders, self.done) = (Some(orders), done);
    }

    /// A statement that the main connection has run and that the others have to run too.
    pub fn settings(&mut self, sql: &str) {
        Arc::make_mut(&mut self.settings).push(sql.to_owned());
    }

    /// As [`take`](Self::take), of an index in this line of the dump.
    pub fn build(&mut self, line: u64, build: Build, sql: String) -> Option<Task> {
        let table_bytes = self.table_bytes.get(&unquoted(&build.table)).copied();
        let table_bytes = table_bytes.unwrap_or_default();
        self.take(Task { work: Work::Build { line, build, table_bytes }, sql })
    }

    /// Gives the task back where there is no crew.
    pub fn take(&mut self, task: Task) -> Option<Task> {
        if !self.is_there() {
            return Some(task);
        }
        self.waiting.push_back((self.next_number, task));
        self.next_number += 1;
        self.dispatch();
        None
    }

    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.running.is_empty()
    }

    /// The next task that ends; nothing when all have.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn next_done(&mut self, cancel: &CancelToken) -> Result<Option<Done>> {
        if self.is_idle() {
            return Ok(None);
        }
        loop {
            match self.done.recv_timeout(LOOK_EVERY) {
                Ok((number, done)) => {
                    self.running.retain(|(running, _)| *running != number);
                    self.dispatch();
                    return Ok(Some(done));
                }
                Err(RecvTimeoutError::Timeout) => cancel.check()?,
                Err(RecvTimeoutError::Disconnected) => return Err(Error::Interrupted),
            }
        }
    }

    /// Of those that collide with none before them; begun last, a long one would keep the others
    /// waiting with nothing to do.
    fn longest_ready(&mut self) -> Option<(u64, Task)> {
        let ready = |at: &usize| {
            let (_, task) = &self.waiting[*at];
            let mut before = self.waiting.iter().take(*at).chain(&self.running);
            !before.any(|(_, other)| task.collides_with(other))
        };
        let ahead = (0..self.waiting.len().min(LOOK_AHEAD)).rev().filter(ready);
        let at = ahead.max_by_key(|at| self.waiting[*at].1.length())?;
        self.waiting.remove(at)
    }

    /// Starts whatever may run now.
    fn dispatch(&mut self) {
        while self.running.len() < self.workers.len() {
            let Some((number, task)) = self.longest_ready() else { return };
            let order = Order {
                number,
                task: task.clone(),
                settings: Arc::clone(&self.settings),
                beside_others: !self.waiting.is_empty(),
            };
            self.running.push((number, task));
            if let Some(orders) = &self.orders {
                let _ = orders.send(order);
            }
        }
    }
}

impl Task {
    /// A guess, to compare it with others.
    fn length(&self) -> u64 {
        let columns = 1 + self.sql.matches(',').count() as u64;
        match self.work {
            Work::Build { table_bytes, .. } => table_bytes.saturating_mul(columns),
            Work::Count(_) => 0,
        }
    }

    /// None: as much as the server gives.
    fn sort_memory_kib(&self) -> Option<u64> {
        match &self.work {
            Work::Build { build, table_bytes, .. } if build.sorted => {
                let fits = |kib: &u64| table_bytes / 1024 <= kib * kib / MERGED_PART_KIB;
                SORT_MEMORIES_KIB.into_iter().find(fits)
            }
            _ => None,
        }
    }

    fn collides_with(&self, other: &Self) -> bool {
        match (&self.work, &other.work) {
            (Work::Build { build, .. }, Work::Build { build: other, .. }) => {
                build.collides_with(other)
            }
            _ => false,
        }
    }
}

/// Two tables may share it; what it is for is a guess.
fn unquoted(table: &str) -> String {
    table.replace('"', "")
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.stop.cancel();
        self.orders = None;
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}

struct Worker {
    server: Server,
    stop: CancelToken,
    /// How many of the settings it has.
    applied: usize,
    /// The means for a build that it was told last.
    means: Option<String>,
}

impl Worker {
    fn run(mut self, queue: &Receiver<Order>, report: &Sender<(u64, Done)>) {
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
        match order.task.work {
            Work::Count(_) => self.server.count(sql, &self.stop),
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(sql: &str, table_bytes: u64) -> Task {
        let build = Build::of(sql).unwrap();
        Task { work: Work::Build { line: 1, build, table_bytes }, sql: sql.to_owned() }
    }

    const MIB: u64 = 1024 * 1024;

    #[test]
    fn a_sort_gets_the_least_memory_that_merges_in_one_go() {
        let memory =
            |mib| build("CREATE INDEX i ON t USING btree (a);", mib * MIB).sort_memory_kib();
        for (table_mib, expected_mib) in
            [(0, Some(8)), (200, Some(8)), (300, Some(16)), (2000, Some(32)), (5000, None)]
        {
            assert_eq!(memory(table_mib), expected_mib.map(|mib| mib * 1024), "{table_mib} MiB");
        }
        // It gathers words until its memory is full: with less it would begin more often.
        assert_eq!(build("CREATE INDEX i ON t USING gin (a);", 0).sort_memory_kib(), None);
    }

    #[test]
    fn what_takes_long_is_begun_first() {
        let wide = build("CREATE INDEX i ON t USING btree (a, b);", 10).length();
        assert!(wide > build("CREATE INDEX i ON t USING btree (a);", 10).length());
        assert!(wide < build("CREATE INDEX i ON u USING btree (a);", 30).length());
    }
}
