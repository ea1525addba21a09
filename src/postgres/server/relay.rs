//! Between `pg_dump` and a pooler: one transaction from the first question on.
//!
//! `pg_dump` empties its `search_path` and prepares its session in other ways before it begins a
//! transaction. A pooler in transaction mode may give it another of the server's processes then,
//! and the dump names things without their schemas, which no restore finds. So a relay on this
//! computer begins the transaction as soon as the login is done. It never ends it: what `pg_dump`
//! has set goes with it, and nobody inherits it.
//!
//! Invariant: it serves `pg_dump` alone, since it may log in with a certificate of ours. One client
//! is taken, where on Unix nobody else can come.

use std::io;
use std::thread::JoinHandle;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::oneshot;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::failure::unreachable;
use super::stream::{self, SSL_REQUEST, Stream};
use super::tls;
use crate::postgres::connection::{Connection, Protection, SslMode};
use crate::report::error::{Result, system};

#[cfg_attr(unix, path = "relay/unix.rs")]
#[cfg_attr(windows, path = "relay/windows.rs")]
mod platform;

use platform::Door;

/// As `pg_dump` begins it. It does so once more, and the server's warning of that is not shown.
const BEGIN: &str = "begin isolation level repeatable read, read only; \
                     set local client_min_messages = error";
const PIECE_BYTES: usize = 64 * 1024;
/// The longest message before the first question. A login is far shorter.
const LONGEST_MESSAGE_BYTES: usize = 1024 * 1024;
const GSS_REQUEST: u32 = 80_877_104;
const SASL: u32 = 10;
/// Of the requests for authentication, those that want no answer: it is over, or nearly so.
const UNANSWERED: [u32; 2] = [0, 12];
/// Binds a password to the encryption, which ends here.
const BOUND: &[u8] = b"SCRAM-SHA-256-PLUS";

/// At work until it is dropped.
pub struct Relay {
    host: String,
    port: u16,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Relay {
    /// # Errors
    /// Those of the system, and a certificate that cannot be used.
    pub fn start(connection: &Connection) -> Result<Self> {
        let failed = |error: io::Error| unreachable("localhost", &system::detail(&error));
        let tls = tls::connector(connection)?;
        let door = Door::open().map_err(failed)?;
        let (host, port) = door.place();
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let (stop, stopped) = oneshot::channel();
        let connection = connection.clone();
        let thread = std::thread::Builder::new()
            .name("relay".to_owned())
            .spawn(move || {
                // Whatever goes wrong closes both ends, and whoever asks the server learns why.
                let serving = std::pin::pin!(serve(door, &connection, tls));
                runtime.block_on(futures_util::future::select(stopped, serving));
            })
            .map_err(failed)?;
        Ok(Self { host, port, stop: Some(stop), thread: Some(thread) })
    }

    /// What `pg_dump` is told instead of `connection`. Its way to us does not leave this computer,
    /// so it has nothing to protect: certificates are checked here. Binding to the channel is
    /// checked by our own login alone, since `pg_dump` does not see the channel.
    #[must_use]
    pub fn instead_of(&self, connection: &Connection) -> Connection {
        Connection {
            host: self.host.clone(),
            port: self.port,
            host_address: None,
            ssl_mode: SslMode::Disable,
            root_certificate: None,
            client_certificate: None,
            protection: Protection::default(),
            ..connection.clone()
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(door: Door, connection: &Connection, tls: MakeRustlsConnect) -> io::Result<()> {
    let mut client = door.first().await?;
    let start = first_message(&mut client).await?;
    let mut server = open(connection, tls).await?;
    server.write_all(&start).await?;
    if !log_in(&mut client, &mut server).await? {
        return Ok(());
    }
    if let Some(refusal) = begin(&mut server).await? {
        // It is the answer to the first question.
        Message::read(&mut client).await?;
        return refusal.write(&mut client).await;
    }
    tokio::io::copy_bidirectional_with_sizes(&mut client, &mut server, PIECE_BYTES, PIECE_BYTES)
        .await
        .map(drop)
}

/// The client's first message. Encryption is not offered: it begins here.
async fn first_message(client: &mut Box<dyn Stream>) -> io::Result<Vec<u8>> {
    loop {
        let length = client.read_u32().await?;
        let mut message = vec![0; body_bytes(length)?];
        client.read_exact(&mut message).await?;
        let code = code_of(&message);
        if code != SSL_REQUEST && code != GSS_REQUEST {
            message.splice(..0, length.to_be_bytes());
            return Ok(message);
        }
        client.write_all(b"N").await?;
    }
}

/// As tokio-postgres opens it.
async fn open(connection: &Connection, mut tls: MakeRustlsConnect) -> io::Result<Box<dyn Stream>> {
    let mut stream = stream::open(connection).await?;
    if connection.is_socket() || connection.ssl_mode == SslMode::Disable {
        return Ok(stream);
    }
    stream.write_u32(8).await?;
    stream.write_u32(SSL_REQUEST).await?;
    if stream.read_u8().await? == b'S' {
        let tls = MakeTlsConnect::<Box<dyn Stream>>::make_tls_connect(&mut tls, &connection.host)
            .map_err(io::Error::other)?;
        return Ok(Box::new(tls.connect(stream).await.map_err(io::Error::other)?));
    }
    if connection.ssl_mode >= SslMode::Require {
        return Err(io::ErrorKind::ConnectionRefused.into());
    }
    Ok(stream)
}

/// Lets both talk until the server is ready. False where it refuses.
async fn log_in(client: &mut Box<dyn Stream>, server: &mut Box<dyn Stream>) -> io::Result<bool> {
    loop {
        let mut message = Message::read(server).await?;
        let code = code_of(&message.body);
        if message.kind == b'R' && code == SASL {
            message.leave_out(BOUND);
        }
        message.write(client).await?;
        match message.kind {
            b'R' if !UNANSWERED.contains(&code) => {
                Message::read(client).await?.write(server).await?;
            }
            b'Z' => return Ok(true),
            b'E' => return Ok(false),
            _ => {}
        }
    }
}

/// Begins the transaction. Gives the server's refusal, if it refuses.
async fn begin(server: &mut Box<dyn Stream>) -> io::Result<Option<Message>> {
    let body = [BEGIN.as_bytes(), b"\0"].concat();
    Message { kind: b'Q', body }.write(server).await?;
    let mut refusal = None;
    loop {
        match Message::read(server).await {
            Ok(message) if message.kind == b'E' => refusal = Some(message),
            Ok(message) if message.kind == b'Z' => return Ok(refusal),
            Ok(_) => {}
            // Some refuse and hang up.
            Err(error) => return refusal.map(Some).ok_or(error),
        }
    }
}

/// A message of the protocol after the first one.
struct Message {
    kind: u8,
    body: Vec<u8>,
}

impl Message {
    async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Self> {
        let kind = from.read_u8().await?;
        let mut body = vec![0; body_bytes(from.read_u32().await?)?];
        from.read_exact(&mut body).await?;
        Ok(Self { kind, body })
    }

    async fn write(&self, to: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        let length = u32::try_from(self.body.len() + 4).map_err(io::Error::other)?;
        let message = [&[self.kind], length.to_be_bytes().as_slice(), &self.body].concat();
        to.write_all(&message).await?;
        to.flush().await
    }

    /// Takes one of the ways of authentication off the list.
    fn leave_out(&mut self, way: &[u8]) {
        let (code, ways) = self.body.split_at(4);
        let left = ways.split(|byte| *byte == 0).filter(|one| !one.is_empty() && *one != way);
        let mut body = code.to_vec();
        for one in left {
            body.extend_from_slice(one);
            body.push(0);
        }
        body.push(0);
        self.body = body;
    }
}

/// A length counts itself.
fn body_bytes(length: u32) -> io::Result<usize> {
    let bytes = usize::try_from(length).ok().and_then(|length| length.checked_sub(4));
    bytes
        .filter(|bytes| *bytes <= LONGEST_MESSAGE_BYTES)
        .ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// The number that a message begins with; zero where it is too short for one.
fn code_of(body: &[u8]) -> u32 {
    body.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_that_needs_the_encryption_is_not_offered() {
        let ways = |list: &[u8]| Message { kind: b'R', body: [&[0, 0, 0, 10], list].concat() };
        let mut message = ways(b"SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0");
        message.leave_out(BOUND);
        assert_eq!(message.body, ways(b"SCRAM-SHA-256\0\0").body);
    }

    #[test]
    fn a_length_that_is_none_is_refused() {
        assert!(body_bytes(3).is_err());
        assert!(body_bytes(u32::MAX).is_err());
        assert_eq!(body_bytes(4).unwrap(), 0);
    }
}
