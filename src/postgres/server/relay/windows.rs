//! Where `pg_dump` finds the relay on Windows: a port of this computer that takes one client.

use std::io;
use std::net::TcpListener as Listener;

use tokio::net::TcpListener;

use crate::postgres::server::stream::Stream;

const HERE: &str = "127.0.0.1";

pub struct Door {
    listener: Listener,
    port: u16,
}

impl Door {
    pub fn open() -> io::Result<Self> {
        let listener = Listener::bind((HERE, 0))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    pub fn place(&self) -> (String, u16) {
        (HERE.to_owned(), self.port)
    }

    /// The first who comes; nobody comes after him.
    pub async fn first(self) -> io::Result<Box<dyn Stream>> {
        let (client, _) = TcpListener::from_std(self.listener)?.accept().await?;
        client.set_nodelay(true)?;
        Ok(Box::new(client))
    }
}
