//! One request over a fresh connection, as a provider would send it: no client library may tidy the path or the headers.

use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::variables::percent_encode;

/// Whom to play against.
#[derive(Debug, Clone)]
pub struct Target {
    /// The SCIM base URL without a closing slash.
    pub base: String,
    /// The SCIM key.
    pub token: String,
    /// Variables that win over those of the trace.
    pub variables: Vec<(String, Value)>,
    /// Longest time for one request, 30 s.
    pub timeout: Duration,
    authority: String,
    prefix: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// From before connecting until the last byte.
    pub elapsed: Duration,
}

impl Target {
    /// A target at an `http://` base URL; fails on anything else.
    pub fn new(base: &str, token: &str) -> anyhow::Result<Self> {
        let base = base.trim_end_matches('/');
        let rest = base.strip_prefix("http://").with_context(|| format!("{base}: not an http:// URL"))?;
        let (authority, prefix) = rest.split_once('/').map_or((rest, String::new()), |(a, p)| (a, format!("/{p}")));
        ensure!(!authority.is_empty(), "{base}: no host");
        Ok(Self {
            base: base.to_owned(),
            token: token.to_owned(),
            variables: Vec::new(),
            timeout: Duration::from_secs(30),
            authority: if authority.contains(':') { authority.to_owned() } else { format!("{authority}:80") },
            prefix,
        })
    }

    /// Sends one request. The path is appended to the base URL and sent as written; only characters that a URL may not
    /// hold are percent-encoded.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
        body: Option<&[u8]>,
    ) -> anyhow::Result<Answer> {
        let mut lines = vec![
            format!("{method} {}{} HTTP/1.1", self.prefix, sendable(path)),
            format!("Host: {}", self.authority),
            "Connection: close".to_owned(),
        ];
        for (name, value) in headers {
            ensure!(!name.contains(['\r', '\n', ':']) && !value.contains(['\r', '\n']), "unsendable header {name}");
            lines.push(format!("{name}: {value}"));
        }
        if body.is_some() || matches!(method, "POST" | "PUT" | "PATCH") {
            lines.push(format!("Content-Length: {}", body.map_or(0, <[u8]>::len)));
        }
        let mut request = (lines.join("\r\n") + "\r\n\r\n").into_bytes();
        request.extend_from_slice(body.unwrap_or_default());

        let started = Instant::now();
        let received = tokio::time::timeout(self.timeout, self.exchange(&request)).await;
        let received = received.context("no answer in time")??;
        let (status, headers, body) = parse(&received)?;
        Ok(Answer { status, headers, body, elapsed: started.elapsed() })
    }

    async fn exchange(&self, request: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(&self.authority).await?;
        // A server may refuse and close before it has read everything; its answer is then still to be read.
        let sent = stream.write_all(request).await;
        let mut received = Vec::new();
        match stream.read_to_end(&mut received).await {
            Err(error) if received.is_empty() => Err(sent.err().unwrap_or(error).into()),
            _ => Ok(received),
        }
    }
}

impl Answer {
    /// A header's value, the name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body as JSON, if it is any.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

fn sendable(path: &str) -> String {
    percent_encode(path, |byte| byte.is_ascii_alphanumeric() || b"!#$%&'()*+,-./:;=?@[]_~".contains(&byte))
}

type Parts = (u16, Vec<(String, String)>, Vec<u8>);

fn parse(received: &[u8]) -> anyhow::Result<Parts> {
    let end = received.windows(4).position(|window| window == b"\r\n\r\n").context("an answer without a head")?;
    let (head, rest) = received.split_at(end);
    let body = rest.get(4..).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let header = |wanted: &str| headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, v)| v);
    let body = if header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        unchunk(body)?
    } else {
        let stated = header("content-length").map(|length| length.parse::<usize>()).transpose()?;
        ensure!(stated.is_none_or(|length| length == body.len()), "{} bytes of {stated:?}", body.len());
        body.to_vec()
    };
    Ok((status.context("an answer without a status")?, headers, body))
}

/// RFC 9112 §7.1, without trailers.
fn unchunk(mut rest: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n").context("a chunk without a size")?;
        let (line, after) = rest.split_at(end);
        let size = std::str::from_utf8(line)?.split(';').next().unwrap_or_default().trim().to_owned();
        let size = usize::from_str_radix(&size, 16)?;
        let Some(data) = after.get(2..2 + size) else { bail!("a chunk is cut") };
        if size == 0 {
            return Ok(body);
        }
        body.extend_from_slice(data);
        rest = after.get(2 + size + 2..).context("a chunk is cut")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_sent_as_written() {
        assert_eq!(
            sendable(r#"/Users?filter=userName+eq+%22a%22&x"y ä|"#),
            "/Users?filter=userName+eq+%22a%22&x%22y%20%C3%A4%7C"
        );
    }

    #[test]
    fn answers_are_read_whole_or_refused() {
        let (status, headers, body) =
            parse(b"HTTP/1.1 200 OK\r\nETag: W/\"1\"\r\nContent-Length: 2\r\n\r\n{}").unwrap();
        assert_eq!((status, body), (200, b"{}".to_vec()));
        assert_eq!(headers.first().unwrap(), &("ETag".to_owned(), "W/\"1\"".to_owned()));
        let (_, _, body) =
            parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n").unwrap();
        assert_eq!(body, b"abcd");
        assert!(parse(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}").is_err());
        assert!(parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab").is_err());
        assert!(parse(b"").is_err());
    }

    #[test]
    fn a_target_is_plain_http() {
        assert!(Target::new("https://127.0.0.1/v2", "k").is_err());
        let target = Target::new("http://localhost/v2/o/", "k").unwrap();
        assert_eq!(
            (target.authority.as_str(), target.prefix.as_str(), target.base.as_str()),
            ("localhost:80", "/v2/o", "http://localhost/v2/o")
        );
    }
}
