//! A server's socket on Unix.

use std::io;

use tokio::net::UnixStream;

use super::Stream;

pub async fn socket(path: &str) -> io::Result<Box<dyn Stream>> {
    Ok(Box::new(UnixStream::connect(path).await?))
}
