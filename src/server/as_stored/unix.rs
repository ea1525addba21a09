//! A stream to the server on Unix, where that may be a socket in a folder.

use std::io;

use tokio::net::{TcpStream, UnixStream};

use super::Stream;
use crate::connection::Connection;

pub async fn connect(connection: &Connection) -> io::Result<Box<dyn Stream>> {
    if connection.is_socket() {
        return Ok(Box::new(UnixStream::connect(connection.address()).await?));
    }
    let stream = match connection.host_address {
        Some(address) => TcpStream::connect((address, connection.port)).await?,
        None => TcpStream::connect((connection.host.as_str(), connection.port)).await?,
    };
    Ok(Box::new(stream))
}
