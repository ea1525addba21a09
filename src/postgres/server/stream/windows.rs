//! A server's socket, which Windows does not have.

use std::io;

use super::Stream;

#[expect(clippy::unused_async, reason = "the same as on Unix")]
pub async fn socket(_: &str) -> io::Result<Box<dyn Stream>> {
    Err(io::ErrorKind::Unsupported.into())
}
