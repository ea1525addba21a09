//! Bytes to a server and back, over TCP or its socket.

use std::io;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use crate::postgres::connection::Connection;

#[cfg_attr(unix, path = "stream/unix.rs")]
#[cfg_attr(windows, path = "stream/windows.rs")]
mod platform;

/// The code of a request for encryption, where a login has the protocol's version.
pub const SSL_REQUEST: u32 = 80_877_103;

pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Bytes to the server and back, not encrypted yet.
///
/// # Errors
/// Those of the system.
pub async fn open(connection: &Connection) -> io::Result<Box<dyn Stream>> {
    if connection.is_socket() {
        return platform::socket(&connection.address()).await;
    }
    let stream = match connection.host_address {
        Some(address) => TcpStream::connect((address, connection.port)).await?,
        None => TcpStream::connect((connection.host.as_str(), connection.port)).await?,
    };
    Ok(Box::new(stream))
}
