//! What stands between us and the server: pgbouncer and its like, which lend the server's processes
//! to many clients, each for a session or only for a transaction.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::Client;
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};

use super::{ANSWER_LIMIT, Server, lossy};
use crate::postgres::connection::{Connection, DEFAULT_PORT};
use crate::report::error::{Error, Result};

/// Others may take a process that was given back, and hide what we look for.
const ROUNDS: usize = 5;

/// The number of the process that serves us, as it was told at the login. A server tells the truth,
/// a pooler a number of its own, or none.
///
/// tokio-postgres keeps it for a request to cancel, so such a request is written, to nobody.
pub async fn number_told(client: &Client) -> i32 {
    let mut request = Vec::new();
    let written = client.cancel_token().cancel_query_raw(Nobody(&mut request), Through).await;
    // Its length, its code, the number and a secret, of four bytes each, are its end.
    let number = request.len().checked_sub(8).and_then(|at| request.get(at..at + 4));
    match (written, number.and_then(|bytes| bytes.try_into().ok())) {
        (Ok(()), Some(bytes)) => i32::from_be_bytes(bytes),
        _ => 0,
    }
}

/// The addresses of providers that lead around their poolers.
fn of_provider(connection: &Connection) -> Option<String> {
    let host = &connection.host;
    if host.ends_with(".neon.tech") && host.contains("-pooler.") {
        return Some(format!("{}:{}", host.replacen("-pooler.", ".", 1), connection.port));
    }
    let (_, project) = connection.user.split_once('.')?;
    host.ends_with(".pooler.supabase.com")
        .then(|| format!("db.{project}.supabase.co:{DEFAULT_PORT}"))
}

impl Server {
    /// Whether the process that serves us stays ours while we say nothing. One that is given back
    /// after each transaction is the first that the pooler lends out again: to another session of
    /// ours, or, where it takes them in turn, not to us.
    ///
    /// # Errors
    /// As [`Server::connect`].
    pub fn is_kept(&self, connection: &Connection) -> Result<bool> {
        let ours = self.pid()?;
        let other = Self::connect(connection)?;
        for _ in 0..ROUNDS {
            if self.pid()? != ours || self.pid()? != ours || other.pid()? == ours {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a transaction may be begun; who lends single statements ends the session instead.
    #[must_use]
    pub fn lends_transactions(&self) -> bool {
        let begun = self.batch("begin", ANSWER_LIMIT);
        begun.and_then(|()| self.batch("rollback", ANSWER_LIMIT)).is_ok()
    }

    /// The error for whoever needs a session of his own.
    #[must_use]
    pub fn session_needed(&self, connection: &Connection) -> Error {
        match Self::connect(connection) {
            Ok(other) if !other.lends_transactions() => self.transaction_needed(connection),
            _ => {
                let (address, direct) = (connection.address(), self.direct(connection));
                Error::SessionNeeded { address, direct }
            }
        }
    }

    /// The error for whoever needs at least a transaction of his own.
    #[must_use]
    pub fn transaction_needed(&self, connection: &Connection) -> Error {
        let (address, direct) = (connection.address(), self.direct(connection));
        Error::TransactionNeeded { address, direct }
    }

    /// The address around the pooler.
    fn direct(&self, connection: &Connection) -> Option<String> {
        of_provider(connection).or_else(|| self.own_address(connection))
    }

    /// As the server knows it. One that only the pooler's machine can reach is on that machine.
    fn own_address(&self, connection: &Connection) -> Option<String> {
        let sql = "select host(inet_server_addr()), current_setting('port')";
        let rows = self.query(sql, &[]).ok()?;
        let row = rows.first()?;
        let (host, port) = (lossy::optional(row, 0), lossy::text(row, 1).parse().ok()?);
        let elsewhere = |host: &String| host.parse::<IpAddr>().is_ok_and(|ip| !ip.is_loopback());
        let host = host.filter(elsewhere).unwrap_or_else(|| connection.host.clone());
        let direct = Connection { host, port, ..connection.clone() }.address();
        (direct != connection.address()).then_some(direct)
    }
}

/// Keeps what is written, and says yes to a request for encryption.
struct Nobody<'a>(&'a mut Vec<u8>);

impl AsyncWrite for Nobody<'_> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.0.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Nobody<'_> {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        buffer.put_slice(b"S");
        Poll::Ready(Ok(()))
    }
}

impl TlsStream for Nobody<'_> {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

/// Encryption that is none.
struct Through;

impl<'a> TlsConnect<Nobody<'a>> for Through {
    type Stream = Nobody<'a>;
    type Error = io::Error;
    type Future = std::future::Ready<io::Result<Nobody<'a>>>;

    fn connect(self, stream: Nobody<'a>) -> Self::Future {
        std::future::ready(Ok(stream))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_around_the_poolers_of_providers_is_known() {
        let direct = |url: &str| of_provider(&Connection::parse_place(url).unwrap());
        assert_eq!(
            direct("postgresql://a:b@ep-cool-name-123-pooler.eu-central-1.aws.neon.tech/app"),
            Some("ep-cool-name-123.eu-central-1.aws.neon.tech:5432".to_owned())
        );
        assert_eq!(
            direct(
                "postgresql://postgres.abcd:b@aws-0-eu-west-3.pooler.supabase.com:6543/postgres"
            ),
            Some("db.abcd.supabase.co:5432".to_owned())
        );
        assert_eq!(direct("postgresql://a.b@pool:6432/app"), None);
    }
}
