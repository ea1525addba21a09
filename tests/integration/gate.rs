//! A server that stops sending: a socket before the real one that passes its answers on until one
//! session has had so many bytes, and then holds them back. A dump is thus half done for as long
//! as a test needs, however fast the machine is.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;

use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::postgres::connection::{Connection, DEFAULT_PORT};
use tempfile::TempDir;

use crate::harness::{self, DEADLINE};

/// More than `pg_dump` reads from the catalogs before the first row.
pub const LIMIT_BYTES: usize = 3 * 1024 * 1024;

/// Open again once dropped.
pub struct Gate {
    folder: TempDir,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    held: bool,
    open: bool,
    ended: bool,
}

impl Gate {
    pub fn before(cluster: &Cluster) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = cluster.connection("postgres").port;
        let upstream = cluster.folder().join(format!(".s.PGSQL.{port}"));
        let listener = UnixListener::bind(socket(folder.path())).unwrap();
        let shared = Arc::new(Shared::default());
        let for_thread = Arc::clone(&shared);
        let listening = std::thread::spawn(move || listen(&listener, &upstream, &for_thread));
        Self { folder, shared, listening: Some(listening) }
    }

    /// To `database` through the gate, as the superuser.
    pub fn connection(&self, cluster: &Cluster, database: &str) -> Connection {
        let host = self.folder.path().to_str().unwrap().to_owned();
        Connection { host, port: DEFAULT_PORT, ..cluster.connection(database) }
    }

    pub fn url(&self, cluster: &Cluster, database: &str) -> String {
        self.connection(cluster, database).url_without_password()
    }

    /// Until a dump is in its middle.
    #[track_caller]
    pub fn wait_until_held(&self) {
        let state = self.shared.lock();
        let waited = self.shared.changed.wait_timeout_while(state, DEADLINE, |state| !state.held);
        assert!(!waited.unwrap().1.timed_out(), "no session had {LIMIT_BYTES} bytes");
    }

    /// Lets the rest through.
    pub fn open(&self) {
        self.shared.lock().open = true;
        self.shared.changed.notify_all();
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.shared.lock().ended = true;
        self.open();
        // Wakes the thread, which then sees that it has ended.
        let _ = UnixStream::connect(socket(self.folder.path()));
        let _ = self.listening.take().unwrap().join();
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_until_open(&self) {
        let mut state = self.lock();
        if !state.open {
            state.held = true;
            self.changed.notify_all();
        }
        drop(self.changed.wait_while(state, |state| !state.open).unwrap());
    }
}

fn socket(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{DEFAULT_PORT}"))
}

fn listen(listener: &UnixListener, upstream: &Path, shared: &Arc<Shared>) {
    for client in listener.incoming() {
        if shared.lock().ended {
            return;
        }
        // A server that is down closes the client's connection too.
        let (Ok(client), Ok(server)) = (client, UnixStream::connect(upstream)) else {
            continue;
        };
        let shared = Arc::clone(shared);
        let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        std::thread::spawn(move || {
            let _ = std::io::copy(&mut &from, &mut &to);
            let _ = to.shutdown(Shutdown::Both);
        });
        std::thread::spawn(move || {
            answers(&server, &client, &shared);
            let _ = client.shutdown(Shutdown::Both);
        });
    }
}

fn answers(mut server: &UnixStream, mut client: &UnixStream, shared: &Shared) {
    let (mut piece, mut passed_bytes) = (vec![0; 64 * 1024], 0);
    while let Ok(count @ 1..) = server.read(&mut piece) {
        if passed_bytes >= LIMIT_BYTES {
            shared.wait_until_open();
        }
        if client.write_all(&piece[..count]).is_err() {
            return;
        }
        passed_bytes += count;
    }
}

/// A database whose dump is several times what the gate lets through.
pub fn database(cluster: &Cluster) -> String {
    let name = harness::unique("grande");
    harness::create(cluster, &name);
    harness::sql(
        cluster,
        &name,
        "create table eleves as
         select g as id, repeat(md5(g::text), 8) as nom from generate_series(1, 40000) g;
         create table cours(id int primary key, titre text);",
    );
    name
}
