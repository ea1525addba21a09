//! A stream to the server on Windows.

use std::io;

use tokio::net::TcpStream;

use super::Stream;
use crate::connection::Connection;

pub async fn connect(connection: &Connection) -> io::Result<Box<dyn Stream>> {
    let stream = match connection.host_address {
        Some(address) => TcpStream::connect((address, connection.port)).await?,
        None => TcpStream::connect((connection.host.as_str(), connection.port)).await?,
    };
    Ok(Box::new(stream))
}
