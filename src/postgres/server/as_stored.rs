//! A connection without a client encoding, for databases whose encoding the server cannot convert
//! to UTF-8: it has no such conversion for `MULE_INTERNAL`, and refuses whoever asks for one.
//!
//! tokio-postgres asks for UTF-8 in its first message, without a way to leave that out. So the
//! stream below it puts a setting there that means nothing to the server and is as long.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use memchr::memmem;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::failure::unreachable;
use super::greeting::{Greeting, started};
use super::refusal;
use super::stream::{Stream, open};
use crate::postgres::connection::Connection;
use crate::report::error::{Result, system};

const WISH: &[u8; 21] = b"client_encoding\0UTF8\0";
const NOTHING: &[u8; 21] = b"sauvegarde.none\0UTF8\0";

/// A session in which everything comes in the encoding of the database.
///
/// # Errors
/// As [`Server::connect`](super::Server::connect).
pub async fn connect(
    mut config: Config,
    connection: &Connection,
    tls: &MakeRustlsConnect,
) -> Result<(Client, Greeting)> {
    if connection.is_socket() {
        config.ssl_mode(SslMode::Disable);
    }
    let failed = |error: io::Error| unreachable(&connection.address(), &system::detail(&error));
    let stream = open(connection).await.map_err(failed)?;
    let Ok(tls) = MakeTlsConnect::<Wishless<Box<dyn Stream>>>::make_tls_connect(
        &mut tls.clone(),
        &connection.host,
    );
    let tls = WishlessTls(tls);
    let (client, driver) = config
        .connect_raw(Wishless { stream, done: false }, tls)
        .await
        .map_err(|error| refusal::of(&error, connection))?;
    Ok(started(client, driver))
}

/// Takes the wish out of the first message that holds it.
struct Wishless<S> {
    stream: S,
    done: bool,
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wishless<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wish = if self.done { None } else { memmem::find(bytes, WISH) };
        let Some(at) = wish else {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        };
        let mut changed = bytes.to_vec();
        changed[at..at + WISH.len()].copy_from_slice(NOTHING);
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, &changed))?;
        // Nothing else waits in the socket yet, so these few bytes are taken at once.
        if written < at + WISH.len() {
            return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
        }
        self.done = true;
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wishless<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: TlsStream + Unpin> TlsStream for Wishless<S> {
    fn channel_binding(&self) -> ChannelBinding {
        self.stream.channel_binding()
    }
}

/// The message goes through the encryption, so it is changed above that.
struct WishlessTls<T>(T);

impl<S, T> TlsConnect<S> for WishlessTls<T>
where
    T: TlsConnect<S>,
    T::Stream: Send,
    T::Future: Send + 'static,
{
    type Stream = Wishless<T::Stream>;
    type Error = T::Error;
    type Future = Pin<Box<dyn Future<Output = std::result::Result<Self::Stream, T::Error>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        let connecting = self.0.connect(stream);
        Box::pin(async { Ok(Wishless { stream: connecting.await?, done: false }) })
    }
}
