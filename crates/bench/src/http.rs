//! A keep-alive HTTP/1.1 client that does as little as possible, so that the machine's time goes to the server.

use std::net::SocketAddr;

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One connection; one request at a time.
pub(crate) struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    received: Vec<u8>,
}

/// An answer.
pub(crate) struct Answer<'c> {
    pub(crate) status: u16,
    head: &'c [u8],
    pub(crate) body: &'c [u8],
}

struct Head {
    status: u16,
    length: usize,
    body: usize,
    closes: bool,
}

impl Connection {
    /// Connects with the first request.
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, received: Vec::with_capacity(64 * 1024) }
    }

    /// Sends a whole request and reads the whole answer. After an error the next call connects anew.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<Answer<'_>> {
        let mut stream = if let Some(stream) = self.stream.take() {
            stream
        } else {
            let stream = TcpStream::connect(self.address).await?;
            stream.set_nodelay(true)?;
            stream
        };
        stream.write_all(request).await?;
        self.received.clear();
        let head = loop {
            if stream.read_buf(&mut self.received).await? == 0 {
                bail!("closed before an answer");
            }
            if let Some(head) = parse_head(&self.received)? {
                break head;
            }
        };
        let end = head.body + head.length;
        while self.received.len() < end {
            if stream.read_buf(&mut self.received).await? == 0 {
                bail!("closed in the middle of an answer");
            }
        }
        if !head.closes {
            self.stream = Some(stream);
        }
        let bytes = self.received.get(..head.body).unwrap_or_default();
        Ok(Answer { status: head.status, head: bytes, body: self.received.get(head.body..end).unwrap_or_default() })
    }
}

impl Answer<'_> {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = std::str::from_utf8(self.head).ok()?.split("\r\n");
        let mut pairs = lines.filter_map(|line| line.split_once(':'));
        pairs.find_map(|(found, value)| found.eq_ignore_ascii_case(name).then_some(value.trim()))
    }
}

/// The head, once it is there whole. Only bodies with a stated length are understood; the service sends no other.
fn parse_head(received: &[u8]) -> anyhow::Result<Option<Head>> {
    let Some(end) = received.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(received.get(..end).unwrap_or_default())?;
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(|line| line.get(9..12)).and_then(|code| code.parse().ok());
    let mut head = Head { status: status.context("no status")?, length: 0, body: end + 4, closes: false };
    for line in lines {
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.eq_ignore_ascii_case("content-length") {
            head.length = value.trim().parse()?;
        } else if name.eq_ignore_ascii_case("connection") {
            head.closes = value.trim().eq_ignore_ascii_case("close");
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            bail!("a body without a stated length");
        }
    }
    Ok(Some(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_when_it_is_whole() {
        assert!(parse_head(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n").unwrap().is_none());
        let head =
            parse_head(b"HTTP/1.1 201 Created\r\ncontent-length: 5\r\nConnection: close\r\n\r\nhel").unwrap().unwrap();
        assert_eq!((head.status, head.length, head.body, head.closes), (201, 5, 62, true));
        assert!(parse_head(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").is_err());
    }
}
