//! A session at work, and what the server says at its beginning.

use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::Client;

/// What a server says of itself without being asked.
pub struct Greeting {
    pub version: String,
    pub encoding: String,
}

/// The session at work.
pub fn started<S, T>(client: Client, driver: tokio_postgres::Connection<S, T>) -> (Client, Greeting)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let version = driver.parameter("server_version").unwrap_or_default();
    let version = version.split_whitespace().next().unwrap_or_default().to_owned();
    let encoding = driver.parameter("server_encoding").unwrap_or("UTF8").to_owned();
    // The driver ends with the client; its error comes with the next answer.
    tokio::spawn(driver);
    (client, Greeting { version, encoding })
}
