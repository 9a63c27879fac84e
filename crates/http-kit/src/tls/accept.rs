//! The begin of a connection: a client that speaks TLS, and one that does not.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::ServerCertificate;

const PLAIN_ANSWER: &[u8] = b"HTTP/1.1 400 Bad Request\r\n\
    content-type: text/plain; charset=utf-8\r\n\
    content-length: 62\r\n\
    connection: close\r\n\
    \r\n\
    This port speaks https. Write https:// where the URL begins.\r\n";

/// What a client that does not speak TLS may go on sending while it is told so.
const PLAIN_REST: u64 = 1024 * 1024;

/// Completes the handshake. It takes as long as the client does: the caller must set a limit.
pub(crate) async fn accept(certificate: &ServerCertificate, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
    let mut first = [0];
    // TLS begins with a record type below every letter, a request with the letters of its method.
    if stream.peek(&mut first).await? > 0 && first.iter().all(u8::is_ascii_alphabetic) {
        return Err(turn_away(stream).await.err().unwrap_or_else(|| io::Error::other("plain http")));
    }
    TlsAcceptor::from(Arc::clone(&certificate.config)).accept(stream).await
}

async fn turn_away(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(PLAIN_ANSWER).await?;
    stream.shutdown().await?;
    // Closing before the client has sent everything would reset the connection, and the answer might be lost.
    tokio::io::copy(&mut stream.take(PLAIN_REST), &mut tokio::io::sink()).await.map(drop)
}
