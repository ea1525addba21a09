//! Ends sessions that are in the way, from a session of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::postgres::connection::Connection;
use crate::postgres::server::Server;

/// Between two looks for sessions that are to end.
const EVICT_EVERY: Duration = Duration::from_millis(50);

/// Whose sessions end.
pub enum Whom {
    /// All on these databases.
    On(Vec<String>),
    /// Those that this session waits for.
    InTheWayOf(i32),
}

/// Works until it is dropped.
pub struct Evictor {
    stopped: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Evictor {
    pub fn start(maintenance: Connection, whom: Whom) -> Self {
        let stopped = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&stopped);
        let evict = move || {
            // Without it we wait for the sessions to leave by themselves.
            let Ok(server) = Server::connect(&maintenance) else { return };
            while !seen.load(Ordering::SeqCst) {
                let _ = match &whom {
                    Whom::On(databases) => server.end_sessions(databases),
                    Whom::InTheWayOf(pid) => server.end_blockers(*pid),
                };
                std::thread::sleep(EVICT_EVERY);
            }
        };
        let thread = std::thread::Builder::new().name("evict".to_owned()).spawn(evict).ok();
        Self { stopped, thread }
    }
}

impl Drop for Evictor {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
