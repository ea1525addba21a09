//! Several connections that make and fill tables and build indexes side by side, and count rows at
//! the end.
//!
//! Invariant: tasks that collide run in the order in which they came; each connection has the
//! settings of the one that runs the dump.

mod task;
mod worker;

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};

use super::source::Source;
use crate::dump::order::Build;
pub use task::{Done, Task, Work};
use worker::{Order, Worker};

use crate::dump::lexer::Position;
use crate::postgres::connection::Connection;
use crate::postgres::server::Server;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result};

/// How often a wish to cancel is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// More would wait for the disk.
const MOST_CONNECTIONS: u64 = 4;
/// Of the tasks that wait, those among which the next is chosen.
const LOOK_AHEAD: usize = 64;

/// A task that nobody has yet.
struct Waiting {
    number: u64,
    length: u64,
    task: Task,
}

/// Connections are made when there is work for them.
pub struct Crew {
    connection: Connection,
    source: Arc<Source>,
    /// Bytes of the dump.
    loaded: Arc<AtomicU64>,
    most: u64,
    hired: bool,
    orders: Option<Sender<Order>>,
    done: Receiver<(u64, Done)>,
    /// Tasks that ended while nobody waited for them.
    ended: VecDeque<Done>,
    workers: Vec<JoinHandle<()>>,
    waiting: VecDeque<Waiting>,
    running: Vec<(u64, Task)>,
    next_number: u64,
    settings: Arc<Vec<String>>,
    /// Ends what runs when the crew is dropped.
    stop: CancelToken,
}

impl Crew {
    /// # Errors
    /// As [`Server::query`].
    pub fn new(connection: &Connection, server: &Server, source: &Arc<Source>) -> Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
        Ok(Self {
            connection: connection.clone(),
            source: Arc::clone(source),
            loaded: Arc::default(),
            most: cores.min(MOST_CONNECTIONS).min(server.builds_at_a_time()?),
            hired: false,
            orders: None,
            done: crossbeam_channel::never(),
            ended: VecDeque::new(),
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
            (0..self.most).map_while(|_| Server::connect_session(&self.connection).ok()).collect();
        if servers.len() < 2 {
            return;
        }
        for server in servers {
            let (source, loaded) = (Arc::clone(&self.source), Arc::clone(&self.loaded));
            let stop = self.stop.clone();
            let worker = Worker { server, source, loaded, stop, applied: 0, means: None };
            let (queue, report) = (Receiver::clone(&queue), report.clone());
            let work = move || worker.run(&queue, &report);
            let thread = std::thread::Builder::new().name("crew".to_owned()).spawn(work);
            self.workers.extend(thread);
        }
        (self.orders, self.done) = (Some(orders), done);
    }

    /// A statement that the main connection has run and that the others have to run too.
    pub fn settings(&mut self, sql: &str) {
        Arc::make_mut(&mut self.settings).push(sql.to_owned());
    }

    /// As [`take`](Self::take), of a definition in this line of the dump; see
    /// [`defines`](crate::dump::order::defines).
    pub fn define(&mut self, line: u64, names: Vec<String>, sql: String) -> Option<Task> {
        self.take(Task { work: Work::Define { line, names }, sql })
    }

    /// As [`take`](Self::take), of an index in this line of the dump.
    pub fn build(&mut self, line: u64, build: Build, sql: String) -> Option<Task> {
        let table_bytes = self.source.table_bytes(&build.table);
        self.take(Task { work: Work::Build { line, build, table_bytes }, sql })
    }

    /// Fills a table, if its rows are many and there is a crew; gives where the dump goes on.
    pub fn load(&mut self, line: u64, table: &str, sql: &str) -> Option<Position> {
        let copy = self.source.long_copy(line)?.clone();
        let end = copy.end;
        let work = Work::Load { table: table.to_owned(), copy };
        self.take(Task { work, sql: sql.to_owned() }).is_none().then_some(end)
    }

    /// Whether all that it has to do is to fill other tables.
    pub fn only_fills_others(&self, table: &str) -> bool {
        let other =
            |task: &Task| matches!(&task.work, Work::Load { table: other, .. } if other != table);
        self.tasks().all(other)
    }

    /// Bytes of the dump that it has loaded.
    pub fn loaded(&self) -> u64 {
        self.loaded.load(Ordering::Relaxed)
    }

    /// The table that it is busy with, of several the one that it began first.
    pub fn table(&self) -> Option<&str> {
        self.running.first().and_then(|(_, task)| task.table())
    }

    fn tasks(&self) -> impl Iterator<Item = &Task> {
        let waiting = self.waiting.iter().map(|waiting| &waiting.task);
        self.running.iter().map(|(_, task)| task).chain(waiting)
    }

    /// Gives the task back where there is no crew.
    pub fn take(&mut self, task: Task) -> Option<Task> {
        if !self.is_there() {
            return Some(task);
        }
        let (number, length) = (self.next_number, task.length());
        self.waiting.push_back(Waiting { number, length, task });
        self.next_number += 1;
        self.dispatch();
        None
    }

    /// Gives those who are ready what waits, without waiting itself.
    pub fn go_on(&mut self) {
        while let Ok((number, done)) = self.done.try_recv() {
            self.ended.push_back(done);
            self.has_ended(number);
        }
    }

    fn has_ended(&mut self, number: u64) {
        self.running.retain(|(running, _)| *running != number);
        self.dispatch();
    }

    /// The next task that ends; nothing when all have. `watch` is told how it goes.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn next_done(
        &mut self,
        cancel: &CancelToken,
        watch: &mut dyn FnMut(&Self),
    ) -> Result<Option<Done>> {
        if let Some(done) = self.ended.pop_front() {
            return Ok(Some(done));
        }
        while !self.running.is_empty() {
            cancel.check()?;
            match self.done.recv_timeout(LOOK_EVERY) {
                Ok((number, done)) => {
                    self.has_ended(number);
                    return Ok(Some(done));
                }
                // Nobody leaves while there is work: one who has gone will not report.
                Err(RecvTimeoutError::Timeout)
                    if !self.workers.iter().any(JoinHandle::is_finished) =>
                {
                    watch(self);
                }
                Err(_) => return Err(Error::RestoreInterrupted),
            }
        }
        Ok(None)
    }

    /// Of those that collide with none before them; begun last, a long one would keep the others
    /// waiting with nothing to do.
    fn longest_ready(&mut self) -> Option<(u64, Task)> {
        let mut ahead: Vec<usize> = (0..self.waiting.len().min(LOOK_AHEAD)).collect();
        ahead.sort_by_key(|at| Reverse(self.waiting[*at].length));
        let at = ahead.into_iter().find(|at| self.is_ready(*at))?;
        self.waiting.remove(at).map(|Waiting { number, task, .. }| (number, task))
    }

    fn is_ready(&self, at: usize) -> bool {
        let before = self.waiting.iter().take(at).map(|waiting| &waiting.task);
        let mut before = self.running.iter().map(|(_, task)| task).chain(before);
        !before.any(|other| self.waiting[at].task.collides_with(other))
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

impl Drop for Crew {
    fn drop(&mut self) {
        self.stop.cancel();
        self.orders = None;
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}
