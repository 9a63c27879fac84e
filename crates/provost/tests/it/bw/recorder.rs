//! A proxy that speaks TLS for a server without, as people put one before it, and writes down what goes through.

use crate::client::{Answer, Client};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use testkit::recorded_answers::Exchange;
use testkit::tls::Certificate;

/// A proxy on a free port. It serves until the process ends.
pub(crate) struct Recorder {
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

impl Recorder {
    /// Takes a port. Nothing is answered until [`Recorder::serve`].
    pub(crate) fn bind() -> (TcpListener, String) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        (listener, url)
    }

    /// Serves with this certificate what the server at this `http` URL answers.
    pub(crate) fn serve(listener: TcpListener, certificate: &Certificate, server: &str) -> Self {
        let chain = vec![CertificateDer::from_pem_file(&certificate.certificate).unwrap()];
        let key = PrivateKeyDer::from_pem_file(&certificate.key).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap());
        let recorder = Self { exchanges: Arc::default() };
        let (exchanges, server) = (Arc::clone(&recorder.exchanges), server.to_owned());
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (exchanges, upstream) = (Arc::clone(&exchanges), Client::anonymous(&server));
                let session = ServerConnection::new(Arc::clone(&config)).unwrap();
                // One that breaks off is its client's business.
                thread::spawn(move || pass(StreamOwned::new(session, stream), upstream, &exchanges));
            }
        });
        recorder
    }

    /// What went through so far.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.lock().unwrap().clone()
    }
}

/// Passes requests on until the connection ends.
fn pass(
    stream: StreamOwned<ServerConnection, TcpStream>,
    mut upstream: Client,
    exchanges: &Mutex<Vec<Exchange>>,
) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let Some((head, body)) = request(&mut stream)? else { return Ok(()) };
        upstream.send(&[head.as_bytes(), &body].concat())?;
        let answer = upstream.receive()?;
        let mut words = head.split(' ');
        let exchange = Exchange {
            method: words.next().unwrap_or_default().to_owned(),
            path: words.next().unwrap_or_default().to_owned(),
            authorized: head.to_ascii_lowercase().contains("\r\nauthorization:"),
            body: String::from_utf8_lossy(&body).into_owned(),
            status: answer.status,
            answer: serde_json::from_slice(&answer.body).unwrap_or_default(),
        };
        exchanges.lock().unwrap().push(exchange);
        pass_back(&answer, stream.get_mut())?;
    }
}

/// The head and the body of the next request.
fn request(stream: &mut impl BufRead) -> io::Result<Option<(String, Vec<u8>)>> {
    let mut head = String::new();
    let mut length = 0;
    loop {
        let start = head.len();
        if stream.read_line(&mut head)? == 0 {
            return Ok(None);
        }
        let line = head[start..].trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(Some((head, body)))
}

/// Passes an answer on. Its body is in one piece by now.
fn pass_back(answer: &Answer, stream: &mut impl Write) -> io::Result<()> {
    write!(stream, "HTTP/1.1 {} \r\n", answer.status)?;
    for (name, value) in &answer.headers {
        if !["content-length", "transfer-encoding", "connection"].contains(&name.as_str()) {
            write!(stream, "{name}: {value}\r\n")?;
        }
    }
    write!(stream, "content-length: {}\r\n\r\n", answer.body.len())?;
    stream.write_all(&answer.body)?;
    stream.flush()
}
