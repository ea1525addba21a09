//! Several connections that build indexes side by side, and count rows at the end.
//!
//! Invariant: tasks that collide run in the order in which they came; each connection has the
//! settings of the one that runs the dump.

use std::collections::VecDeque;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};

use super::order::Build;
use crate::cancel::CancelToken;
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::server::Server;

/// How often a wish to cancel is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// More would wait for the disk.
const MOST_CONNECTIONS: u64 = 4;
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
    /// Of this line of the dump.
    Build { line: u64, build: Build },
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

impl Crew {
    /// # Errors
    /// As [`Server::query`].
    pub fn new(connection: &Connection, server: &Server) -> Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
        Ok(Self {
            connection: connection.clone(),
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
                move || Worker { server, stop, applied: 0, beside: None }.run(&queue, &report);
            let thread = std::thread::Builder::new().name("build".to_owned()).spawn(work);
            self.workers.extend(thread);
        }
        (self.orders, self.done) = (Some(orders), done);
    }

    /// A statement that the main connection has run and that the others have to run too.
    pub fn settings(&mut self, sql: &str) {
        Arc::make_mut(&mut self.settings).push(sql.to_owned());
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
        let at = ahead.max_by_key(|at| self.waiting[*at].1.columns())?;
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
    /// A guess.
    fn columns(&self) -> usize {
        self.sql.matches(',').count()
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
    /// What it was told last.
    beside: Option<bool>,
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
                if self.beside.replace(order.beside_others) != Some(order.beside_others) {
                    let set = if order.beside_others {
                        "set max_parallel_maintenance_workers = 0"
                    } else {
                        "reset max_parallel_maintenance_workers"
                    };
                    self.server.execute(set, &self.stop)?;
                }
                self.server.execute(sql, &self.stop).map(|()| 0)
            }
        }
    }
}
