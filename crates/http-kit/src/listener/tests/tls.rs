//! TLS on a listener: who gets in, who is sent away, and that every limit holds behind it.

use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream as ClientStream;

use super::*;

const GET: &str = "GET / HTTP/1.1\r\nhost: h\r\n\r\n";

/// A server with a certificate for `localhost`, and what trusts it.
struct TlsServer {
    server: TestServer,
    trusted: CertificateDer<'static>,
}

impl TlsServer {
    async fn start(options: ListenerOptions) -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let trusted = made.cert.der().clone();
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let certificate = ServerCertificate::new(vec![trusted.clone()], key.into()).unwrap();
        let options = ListenerOptions { certificate: Some(certificate), ..options };
        Self { server: TestServer::start(options).await, trusted }
    }

    async fn connect(&self, protocols: &[&str]) -> io::Result<ClientStream<TcpStream>> {
        self.connect_with(protocols, rustls::ALL_VERSIONS).await
    }

    async fn connect_with(
        &self,
        protocols: &[&str],
        versions: &[&'static rustls::SupportedProtocolVersion],
    ) -> io::Result<ClientStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.trusted.clone()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_protocol_versions(versions).unwrap();
        let mut config = config.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, self.server.connect().await).await
    }

    /// A connection on which HTTP/1.1 is spoken.
    async fn open(&self) -> ClientStream<TcpStream> {
        self.connect(&["http/1.1"]).await.unwrap()
    }
}

async fn ask(stream: &mut ClientStream<TcpStream>, request: &str, answer: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    read_until(stream, answer).await
}

#[tokio::test]
async fn both_versions_are_spoken_and_an_origin_is_https() {
    let server = TlsServer::start(ListenerOptions::default()).await;
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let mut stream = server.connect_with(&[], &[version]).await.unwrap();
        assert_eq!(stream.get_ref().1.protocol_version(), Some(version.version));
        for _ in 0..2 {
            ask(&mut stream, "GET /origin HTTP/1.1\r\nhost: id.example:444\r\n\r\n", "<https://id.example:444>").await;
        }
    }
    let plain = TestServer::start(ListenerOptions::default()).await;
    let mut stream = plain.connect().await;
    stream.write_all(b"GET /origin HTTP/1.1\r\nhost: id.example:444\r\n\r\n").await.unwrap();
    read_until(&mut stream, "<http://id.example:444>").await;
}

#[tokio::test]
async fn the_protocol_is_agreed_on_in_the_handshake() {
    let server = TlsServer::start(ListenerOptions::default()).await;
    for (offered, agreed) in [
        (["h2", "http/1.1"].as_slice(), Some("h2")),
        (&["http/1.1", "h2"], Some("h2")),
        (&["http/1.1"], Some("http/1.1")),
        (&[], None),
    ] {
        let stream = server.connect(offered).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), agreed.map(str::as_bytes), "{offered:?}");
    }
    assert!(server.connect(&["smtp"]).await.is_err(), "nothing in common");
}

#[tokio::test]
async fn http2_is_served_over_tls_and_drained() {
    let server = TlsServer::start(quick()).await;
    let stream = server.connect(&["h2"]).await.unwrap();
    speak_http2(server.server, stream).await;
}

#[tokio::test]
async fn a_handshake_that_does_not_end_is_cut_off() {
    let options = ListenerOptions { handshake_timeout: SOON, ..ListenerOptions::default() };
    let open = options.open_connections.clone();
    let server = TlsServer::start(options).await;
    // Nothing at all, a record's begin, and one that is promised and comes byte by byte.
    for (beginning, trickles) in [(b"".as_slice(), false), (b"\x16\x03\x01", false), (b"\x16\x03\x01\x02\x00", true)] {
        let began = Instant::now();
        let mut stream = server.server.connect().await;
        stream.write_all(beginning).await.unwrap();
        while trickles && stream.write_all(b"\x01").await.is_ok() {
            assert!(began.elapsed() < PATIENCE, "never cut off");
            tokio::time::sleep(SOON / 10).await;
        }
        assert_eq!(read_to_close(&mut stream).await, "", "{beginning:?}");
        assert!(began.elapsed() >= SOON, "{beginning:?}");
    }
    assert_eq!(open.get(), 0);
}

#[tokio::test]
async fn a_plain_request_is_told_to_use_https() {
    let server = TlsServer::start(ListenerOptions::default()).await;
    let large = format!("POST /json HTTP/1.1\r\nhost: h\r\n\r\n{}", " ".repeat(512 * 1024));
    for request in [GET, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &large] {
        let mut stream = server.server.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = String::new();
        let read = tokio::time::timeout(PATIENCE, stream.read_to_string(&mut answer)).await.expect("not closed");
        read.expect("a reset connection may lose its answer");
        assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("https://"), "{answer}");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("content-length: {}", body.len())), "{answer}");
    }
    assert_eq!(server.server.handled(), 0);
}

#[tokio::test]
async fn a_plain_request_may_be_sent_to_its_end() {
    let server = TlsServer::start(ListenerOptions::default()).await;
    let mut stream = server.server.connect().await;
    stream.write_all(b"POST /json HTTP/1.1\r\nhost: h\r\ncontent-length: 20\r\n\r\n").await.unwrap();
    read_until(&mut stream, "https://").await;
    for _ in 0..20 {
        // To a connection that was closed already this would be answered by a reset, and the next one fail.
        stream.write_all(b" ").await.unwrap();
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn what_is_neither_tls_nor_http_is_closed() {
    let server = TlsServer::start(ListenerOptions::default()).await;
    for noise in
        [b"\0\0\0\0\0\0".as_slice(), b"\x80\x2e\x01\x03\x01", b"\x16\x03\x01\xff\xff", b"\x17\x03\x03\x00\x01x"]
    {
        let mut stream = server.server.connect().await;
        stream.write_all(noise).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let _reset = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("not closed");
    }
    ask(&mut server.open().await, GET, "root").await;
}

#[tokio::test]
async fn deadlines_hold_behind_tls() {
    let server = TlsServer::start(ListenerOptions { idle_timeout: SOON, ..quick() }).await;
    assert_eq!(read_to_close(&mut server.open().await).await, "", "a client that says nothing");
    let mut idle = server.open().await;
    ask(&mut idle, GET, "root").await;
    assert_eq!(read_to_close(&mut idle).await, "", "an idle one");
    let mut slow = server.open().await;
    let began = Instant::now();
    while slow.write_all(b"G").await.is_ok() && slow.flush().await.is_ok() {
        assert!(began.elapsed() < PATIENCE, "never cut off");
        tokio::time::sleep(SOON / 10).await;
    }
    let mut stopped = server.open().await;
    ask(&mut stopped, JSON.strip_suffix('}').unwrap(), "HTTP/1.1 408 ").await;
    let mut unread = server.open().await;
    unread.write_all(b"GET /large HTTP/1.1\r\nhost: h\r\n\r\n").await.unwrap();
    tokio::time::sleep(SOON * 3).await;
    let mut answer = Vec::new();
    let _cut_off = tokio::time::timeout(PATIENCE, unread.read_to_end(&mut answer)).await.expect("still open");
    assert!(answer.len() < 32 * 1024 * 1024);
}

#[tokio::test]
async fn whoever_is_late_is_told_the_end() {
    let server = TlsServer::start(ListenerOptions { idle_timeout: SOON, ..quick() }).await;
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        // A connection that ends without a close_notify might have been cut by anybody: read_to_end fails on it.
        for (said, answer) in [("", ""), ("G", ""), ("GET / HTTP/1.1\r\n", ""), (GET, "root")] {
            let mut stream = server.connect_with(&["http/1.1"], &[version]).await.unwrap();
            if answer.is_empty() {
                stream.write_all(said.as_bytes()).await.unwrap();
            } else {
                ask(&mut stream, said, answer).await;
            }
            let mut rest = Vec::new();
            let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut rest)).await.expect("not closed");
            read.unwrap_or_else(|error| panic!("after {said:?}: {error}"));
            assert_eq!(rest, b"", "after {said:?}");
        }
    }
}

#[tokio::test]
async fn a_large_upload_over_tls_gets_to_read_its_413() {
    let server = TlsServer::start(ListenerOptions::default()).await;
    let mut stream = server.open().await;
    let head = "POST /json HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: 4194304\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![b' '; 4_194_304]).await.expect("the upload is not reset");
    let answer = read_to_close(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn a_stalled_handshake_counts_among_the_connections() {
    let options = ListenerOptions { max_connections_per_address: Some(1), ..ListenerOptions::default() };
    let open = options.open_connections.clone();
    let server = TlsServer::start(options).await;
    let stalled = server.server.connect().await;
    while open.get() < 1 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert!(server.connect(&[]).await.is_err(), "turned away");
    drop(stalled);
    while open.get() > 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    ask(&mut server.open().await, GET, "root").await;
}

#[tokio::test]
async fn shutdown_finishes_what_runs_and_waits_for_no_handshake() {
    let options = ListenerOptions { handshake_timeout: PATIENCE * 2, ..ListenerOptions::default() };
    let open = options.open_connections.clone();
    let server = TlsServer::start(options).await;
    let mut idle = server.open().await;
    ask(&mut idle, GET, "root").await;
    let mut stalled = server.server.connect().await;
    let mut running = server.open().await;
    running.write_all(b"GET /slow HTTP/1.1\r\nhost: h\r\n\r\n").await.unwrap();
    while server.server.handled() < 2 || open.get() < 3 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    server.server.shutdown.cancel();
    assert_eq!(read_to_close(&mut stalled).await, "");
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).await.expect("closed as TLS closes, not cut off");
    let mut answer = String::new();
    running.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("connection: close\r\n") && answer.ends_with("slow"), "{answer}");
    tokio::time::timeout(PATIENCE, server.server.serving).await.unwrap().unwrap();
}
