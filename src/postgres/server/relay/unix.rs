//! Where `pg_dump` finds the relay on Unix: a socket in a folder that nobody else may enter.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::os::unix::net::UnixListener as Listener;
use std::path::PathBuf;

use tokio::net::UnixListener;

use crate::postgres::connection::DEFAULT_PORT;
use crate::postgres::server::stream::Stream;

/// The folder goes when it is dropped.
pub struct Door {
    folder: PathBuf,
    listener: Option<Listener>,
}

impl Door {
    pub fn open() -> io::Result<Self> {
        // Short, since the path of a socket has 104 bytes and macOS's folder takes half of them.
        let (chance, ..) = uuid::Uuid::new_v4().as_fields();
        let folder = std::env::temp_dir().join(format!("sauvegarde-{chance:08x}"));
        DirBuilder::new().mode(0o700).create(&folder)?;
        let mut door = Self { folder, listener: None };
        let listener = Listener::bind(door.folder.join(format!(".s.PGSQL.{DEFAULT_PORT}")))?;
        listener.set_nonblocking(true)?;
        door.listener = Some(listener);
        Ok(door)
    }

    pub fn place(&self) -> (String, u16) {
        (self.folder.display().to_string(), DEFAULT_PORT)
    }

    /// The first who comes; nobody comes after him.
    pub async fn first(mut self) -> io::Result<Box<dyn Stream>> {
        let listener = self.listener.take().ok_or(io::ErrorKind::NotConnected)?;
        Ok(Box::new(UnixListener::from_std(listener)?.accept().await?.0))
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
