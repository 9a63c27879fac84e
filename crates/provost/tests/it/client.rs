//! A small HTTP/1.1 client that keeps its connection and tells how far an answer came.

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::Value;
use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// No answer takes this long.
const TIMEOUT: Duration = Duration::from_secs(40);

/// A client of one base URL. It connects when it must.
pub(crate) struct Client {
    address: SocketAddr,
    prefix: String,
    key: Option<String>,
    /// What it trusts, where it speaks TLS, and whom it expects.
    trust: Option<(Arc<ClientConfig>, ServerName<'static>)>,
    connection: Option<BufReader<Connection>>,
}

/// A socket, with or without TLS.
pub(crate) enum Connection {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

/// What came back. The status line was read whole; the rest may have been cut off.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether all of it came.
    pub(crate) complete: bool,
}

impl Client {
    /// A client of a URL such as `http://127.0.0.1:44559/v2/ORGANIZATION` with a SCIM key.
    pub(crate) fn new(url: &str, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..Self::anonymous(url) }
    }

    /// A client without a key.
    pub(crate) fn anonymous(url: &str) -> Self {
        let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).unwrap();
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = if path.is_empty() { String::new() } else { format!("/{path}") };
        Self { address: authority.parse().unwrap(), prefix, key: None, trust: None, connection: None }
    }

    /// The same client over TLS, trusting what this CA (a PEM file) has signed and nothing else.
    pub(crate) fn trusting(mut self, ca: &Path) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(ca).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = Arc::new(config.with_root_certificates(roots).with_no_client_auth());
        self.trust = Some((config, ServerName::from(self.address.ip())));
        self
    }

    /// The same client, which expects a certificate for this name.
    pub(crate) fn expecting(mut self, name: &str) -> Self {
        self.trust.as_mut().unwrap().1 = ServerName::try_from(name.to_owned()).unwrap();
        self
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same client with a connection of its own.
    pub(crate) fn another(&self) -> Self {
        Self {
            address: self.address,
            prefix: self.prefix.clone(),
            key: self.key.clone(),
            trust: self.trust.clone(),
            connection: None,
        }
    }

    /// The bytes of a request.
    pub(crate) fn request(&self, method: &str, path: &str, body: Option<&Value>) -> Vec<u8> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut lines = vec![format!("{method} {}{path} HTTP/1.1", self.prefix), format!("Host: {}", self.address)];
        lines.extend(self.key.as_ref().map(|key| format!("Authorization: Bearer {key}")));
        if !body.is_empty() {
            lines.push("Content-Type: application/scim+json".to_owned());
        }
        if method != "GET" {
            lines.push(format!("Content-Length: {}", body.len()));
        }
        format!("{}\r\n\r\n{body}", lines.join("\r\n")).into_bytes()
    }

    /// Connects, if it has not yet.
    pub(crate) fn connect(&mut self) -> io::Result<&mut BufReader<Connection>> {
        if self.connection.is_none() {
            let stream = TcpStream::connect_timeout(&self.address, TIMEOUT)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(TIMEOUT))?;
            let connection = match &self.trust {
                None => Connection::Plain(stream),
                Some((trust, name)) => {
                    let session = ClientConnection::new(Arc::clone(trust), name.clone()).unwrap();
                    Connection::Tls(Box::new(StreamOwned::new(session, stream)))
                }
            };
            self.connection = Some(BufReader::new(connection));
        }
        Ok(self.connection.as_mut().unwrap())
    }

    /// Sends a request and reads its answer. An error means that not even the status line came.
    pub(crate) fn try_call(&mut self, method: &str, path: &str, body: Option<&Value>) -> io::Result<Answer> {
        let request = self.request(method, path, body);
        self.send(&request)?;
        self.receive()
    }

    /// Sends bytes.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let connection = self.connect()?.get_mut();
        let sent = connection.write_all(bytes).and_then(|()| connection.flush());
        if sent.is_err() {
            self.connection = None;
        }
        sent
    }

    /// Reads the answer to what was sent.
    pub(crate) fn receive(&mut self) -> io::Result<Answer> {
        let mut connection = self.connection.take().ok_or(io::ErrorKind::NotConnected)?;
        let answer = read(&mut connection)?;
        if answer.complete && answer.header("connection") != Some("close") {
            self.connection = Some(connection);
        }
        Ok(answer)
    }

    /// Sends a request whose answer must come.
    #[track_caller]
    pub(crate) fn call(&mut self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let answer = self.try_call(method, path, body).unwrap();
        assert!(answer.complete, "{answer:?}");
        answer
    }

    /// Sends a request that must succeed, and gives the document that came back.
    #[track_caller]
    pub(crate) fn succeed(&mut self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let answer = self.call(method, path, body);
        assert!((200..300).contains(&answer.status), "{method} {path}: {answer:?}");
        answer.json()
    }

    /// Everybody, owners included, by pages of a thousand.
    #[track_caller]
    pub(crate) fn everybody(&mut self) -> Vec<Value> {
        let mut users = Vec::new();
        loop {
            let path = format!("/Users?count=1000&startIndex={}", users.len() + 1);
            let page = self.succeed("GET", &path, None);
            users.extend(page["Resources"].as_array().unwrap().iter().cloned());
            if users.len() >= usize::try_from(page["totalResults"].as_u64().unwrap()).unwrap() {
                return users;
            }
        }
    }
}

impl Connection {
    pub(crate) fn socket(&self) -> &TcpStream {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => stream.get_ref(),
        }
    }

    /// The certificate that the server showed; none before anything was sent or without TLS.
    pub(crate) fn certificate(&self) -> Option<CertificateDer<'static>> {
        match self {
            Self::Plain(_) => None,
            Self::Tls(stream) => stream.conn.peer_certificates()?.first().cloned(),
        }
    }
}

impl Read for Connection {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Connection {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}

impl Answer {
    /// The only value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The body; null where there is none.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        if self.body.is_empty() { Value::Null } else { serde_json::from_slice(&self.body).unwrap() }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn read(from: &mut BufReader<Connection>) -> io::Result<Answer> {
    let status_line = line(from)?;
    let status = status_line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, status_line))?;
    let mut answer = Answer { status, headers: Vec::new(), body: Vec::new(), complete: false };
    answer.complete = read_rest(from, &mut answer).is_ok();
    Ok(answer)
}

fn read_rest(from: &mut BufReader<Connection>, answer: &mut Answer) -> io::Result<()> {
    loop {
        let line = line(from)?;
        let Some((name, value)) = line.split_once(':') else { break };
        answer.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    if answer.header("transfer-encoding").is_some() {
        return read_chunks(from, &mut answer.body);
    }
    let length = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
    answer.body = vec![0; length];
    from.read_exact(&mut answer.body)
}

fn read_chunks(from: &mut BufReader<Connection>, body: &mut Vec<u8>) -> io::Result<()> {
    loop {
        let length = usize::from_str_radix(&line(from)?, 16).map_err(io::Error::other)?;
        let start = body.len();
        body.resize(start + length, 0);
        from.read_exact(&mut body[start..])?;
        line(from)?;
        if length == 0 {
            return Ok(());
        }
    }
}

fn line(from: &mut BufReader<Connection>) -> io::Result<String> {
    let mut line = String::new();
    from.read_line(&mut line)?;
    if line.ends_with("\r\n") { Ok(line.trim_end().to_owned()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}
