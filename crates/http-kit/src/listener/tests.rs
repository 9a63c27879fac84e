//! The listener over real sockets: what a client may do, slowly, at length, or in two minds.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use axum::Router;
use axum::extract::Extension;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt as _, Full};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::task::JoinHandle;

mod targets;
mod tls;

use super::*;
use crate::client_address::ClientAddress;
use crate::edge::{Edge, EdgeOptions, edge};
use crate::json::read_json;
use crate::public_origin::PublicOrigin;
use crate::rejection::plain_text;

const SOON: Duration = Duration::from_millis(150);
const PATIENCE: Duration = Duration::from_secs(20);
/// Below the caps of a test machine's socket buffers no upload ever blocks.
const CAP: usize = 64 * 1024;

struct TestServer {
    address: SocketAddr,
    shutdown: CancellationToken,
    serving: JoinHandle<()>,
    /// Requests that reached a handler.
    handled: Arc<AtomicUsize>,
}

fn service(handled: &Arc<AtomicUsize>) -> Edge<Router> {
    let handled = Arc::clone(handled);
    let router = Router::new()
        .route("/", get(|| async { "root" }))
        .route("/echo", get(|uri: http::Uri| async move { format!("<{uri}>") }).post(|body: String| async { body }))
        .route("/unread", post(|| async { "unread" }))
        .route("/hidden", get(|| async { "hidden" }))
        .route(
            "/address",
            get(|Extension(ClientAddress(address)): Extension<ClientAddress>| async move { address.to_string() }),
        )
        .route("/origin", get(|Extension(origin): Extension<PublicOrigin>| async move { format!("<{origin}>") }))
        .route("/large", get(|| async { "x".repeat(32 * 1024 * 1024) }))
        .route(
            "/slow",
            get(|| async {
                tokio::time::sleep(SOON * 2).await;
                "slow"
            }),
        )
        .route(
            "/json",
            post(|headers: HeaderMap, body: Body| async move {
                match read_json(&headers, body, CAP).await {
                    Ok(value) => value.to_string().into_response(),
                    Err(error) => (error.status(), error.to_string()).into_response(),
                }
            }),
        )
        .layer(axum::middleware::map_request(move |request: Request<Body>| {
            handled.fetch_add(1, Ordering::Relaxed);
            std::future::ready(request)
        }));
    let options = EdgeOptions {
        renderer: plain_text,
        request_id_seed: 1,
        trusted_proxies: TrustedProxies::default(),
        public_url: None,
    };
    edge(router, options)
}

impl TestServer {
    #[expect(clippy::disallowed_methods, reason = "the server under test ends with its test")]
    async fn start(options: ListenerOptions) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let handled = Arc::new(AtomicUsize::new(0));
        let serving = tokio::spawn(serve(listener, service(&handled), options, shutdown.clone()));
        Self { address, shutdown, serving, handled }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends the pieces one by one and reads until the server closes.
    async fn exchange(&self, pieces: &[&str]) -> String {
        let mut stream = self.connect().await;
        for piece in pieces {
            stream.write_all(piece.as_bytes()).await.unwrap();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        read_to_close(&mut stream).await
    }

    fn handled(&self) -> usize {
        self.handled.load(Ordering::Relaxed)
    }
}

async fn read_to_close(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut answer = Vec::new();
    // A reset ends the connection as well as an orderly close does.
    let _reset = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("not closed");
    String::from_utf8(answer).unwrap()
}

/// Reads until the text has arrived, leaving the connection open.
async fn read_until(stream: &mut (impl AsyncRead + Unpin), text: &str) -> String {
    let mut answer = Vec::new();
    while !String::from_utf8_lossy(&answer).contains(text) {
        let read = tokio::time::timeout(PATIENCE, stream.read_buf(&mut answer)).await.expect("no answer").unwrap();
        assert!(read > 0, "closed after {}", String::from_utf8_lossy(&answer));
    }
    String::from_utf8(answer).unwrap()
}

fn quick() -> ListenerOptions {
    ListenerOptions { head_timeout: SOON, body_idle_timeout: SOON, write_timeout: SOON, ..ListenerOptions::default() }
}

const CHUNKED_JSON: &str = "POST /json HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
const JSON: &str = "POST /json HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

#[tokio::test]
async fn every_answer_carries_its_id_and_the_security_headers() {
    let server = TestServer::start(ListenerOptions::default()).await;
    let answer = server.exchange(&["GET /address HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"]).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("x-request-id: 00000001-1\r\n"), "{answer}");
    assert!(answer.contains("x-content-type-options: nosniff\r\n"), "{answer}");
    assert!(answer.ends_with("127.0.0.1"), "{answer}");
}

#[tokio::test]
async fn two_lengths_are_refused_in_either_order_and_the_hidden_request_never_runs() {
    let hidden = "GET /hidden HTTP/1.1\r\nhost: h\r\n\r\n";
    let body = format!("0\r\n\r\n{hidden}");
    let length = format!("Content-Length: {}\r\n", body.len());
    let coding = "Transfer-Encoding: chunked\r\n";
    let start = "POST /json HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\n";
    for headers in [
        format!("{length}{coding}"),
        format!("{coding}{length}"),
        format!("{coding}x: y\r\nCONTENT-LENGTH:0\r\n"),
        format!("{coding}{length}").replace('\r', ""),
    ] {
        for earlier in ["", JSON, CHUNKED_JSON] {
            let server = TestServer::start(ListenerOptions::default()).await;
            let attack = format!("{start}{headers}\r\n{body}");
            // In one piece, the earlier request before it on a connection kept alive.
            let answer = server.exchange(&[earlier, &attack]).await;
            let refused = answer.rsplit("HTTP/1.1 ").next().unwrap();
            assert!(refused.starts_with("400 "), "{headers}{answer}");
            assert!(refused.contains("connection: close\r\n"), "{headers}{answer}");
            assert!(refused.contains("x-request-id: "), "{headers}{answer}");
            assert_eq!(server.handled(), usize::from(!earlier.is_empty()), "{headers}{answer}");
            // The earlier one in the same piece.
            assert!(server.exchange(&[&format!("{earlier}{attack}")]).await.contains("HTTP/1.1 400 "));
            let earlier_ran = if earlier == JSON { 2 } else { usize::from(!earlier.is_empty()) };
            assert_eq!(server.handled(), earlier_ran, "{headers}{answer}");
            // Torn in the middle of each header.
            let (one, two) = attack.split_at(start.len() + 5);
            let (two, three) = two.split_at(headers.len() - 10);
            assert!(server.exchange(&[one, two, three]).await.starts_with("HTTP/1.1 400 "));
            assert_eq!(server.handled(), earlier_ran, "{headers}{answer}");
        }
    }
}

#[tokio::test]
async fn sound_requests_of_both_framings_share_a_connection() {
    let server = TestServer::start(ListenerOptions::default()).await;
    let mut stream = server.connect().await;
    for request in [JSON, CHUNKED_JSON, JSON, CHUNKED_JSON, CHUNKED_JSON] {
        stream.write_all(request.as_bytes()).await.unwrap();
        let answer = read_until(&mut stream, "\r\n\r\n{}").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    }
    assert_eq!(server.handled(), 5);
}

#[tokio::test]
async fn other_codings_and_unclear_hosts_are_refused() {
    let server = TestServer::start(ListenerOptions::default()).await;
    let coded =
        |coding: &str| format!("POST /json HTTP/1.1\r\nhost: h\r\ntransfer-encoding: {coding}\r\n\r\n0\r\n\r\n");
    for request in [
        coded("gzip, chunked"),
        coded("chunked\r\ntransfer-encoding: chunked"),
        coded("chunked, identity"),
        "GET / HTTP/1.1\r\nconnection: close\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nhost: a/b\r\nconnection: close\r\n\r\n".to_owned(),
    ] {
        let answer = server.exchange(&[&request]).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{request}{answer}");
    }
    assert_eq!(server.handled(), 0);
}

#[tokio::test]
async fn a_head_beyond_the_limit_is_answered_431() {
    let server = TestServer::start(ListenerOptions::default()).await;
    let head = format!("GET / HTTP/1.1\r\nhost: h\r\nx: {}\r\n\r\n", "y".repeat(70 * 1024));
    let answer = server.exchange(&[&head]).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    let fitting = format!("GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\nx: {}\r\n\r\n", "y".repeat(60 * 1024));
    let answer = server.exchange(&[&fitting]).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[tokio::test]
async fn a_slow_head_is_cut_off_though_bytes_trickle_in() {
    let server = TestServer::start(quick()).await;
    for earlier in ["", "GET / HTTP/1.1\r\nhost: h\r\n\r\n"] {
        let mut stream = server.connect().await;
        stream.write_all(earlier.as_bytes()).await.unwrap();
        if !earlier.is_empty() {
            read_until(&mut stream, "root").await;
        }
        let began = Instant::now();
        stream.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
        while stream.write_all(b"x").await.is_ok() {
            assert!(began.elapsed() < PATIENCE, "never cut off");
            tokio::time::sleep(SOON / 10).await;
        }
        assert!(began.elapsed() >= SOON);
    }
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    let server = TestServer::start(quick()).await;
    assert_eq!(read_to_close(&mut server.connect().await).await, "");
}

#[tokio::test]
async fn an_idle_connection_lives_longer_than_a_slow_head_but_not_for_ever() {
    let server = TestServer::start(ListenerOptions { idle_timeout: SOON * 6, ..quick() }).await;
    let mut stream = server.connect().await;
    let mut last = Instant::now();
    for _ in 0..2 {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: h\r\n\r\n").await.unwrap();
        read_until(&mut stream, "root").await;
        last = Instant::now();
        tokio::time::sleep(SOON * 2).await;
    }
    assert_eq!(read_to_close(&mut stream).await, "");
    assert!(last.elapsed() >= SOON * 6);
}

#[tokio::test]
async fn a_slow_handler_is_waited_for() {
    let server = TestServer::start(ListenerOptions { idle_timeout: SOON, ..quick() }).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /slow HTTP/1.1\r\nhost: h\r\n\r\n").await.unwrap();
    assert!(read_until(&mut stream, "\r\n\r\nslow").await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_body_that_stops_coming_is_answered_408() {
    let server = TestServer::start(quick()).await;
    let answer = server.exchange(&[JSON.strip_suffix('}').unwrap()]).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    let answer = server.exchange(&[CHUNKED_JSON.strip_suffix("0\r\n\r\n").unwrap()]).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[tokio::test]
async fn a_body_that_trickles_in_is_taken() {
    let server = TestServer::start(ListenerOptions { body_idle_timeout: SOON * 4, ..quick() }).await;
    let mut stream = server.connect().await;
    let (head, body) = CHUNKED_JSON.split_at(CHUNKED_JSON.find("\r\n\r\n").unwrap() + 4);
    stream.write_all(head.as_bytes()).await.unwrap();
    for byte in body.bytes() {
        tokio::time::sleep(SOON / 3).await;
        stream.write_all(&[byte]).await.unwrap();
    }
    assert!(read_until(&mut stream, "\r\n\r\n{}").await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_large_upload_gets_to_read_its_413() {
    let server = TestServer::start(ListenerOptions::default()).await;
    let head = "POST /json HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\n";
    for framing in ["content-length: 4194304\r\n\r\n", "transfer-encoding: chunked\r\n\r\n400000\r\n"] {
        let mut stream = server.connect().await;
        stream.write_all(format!("{head}{framing}").as_bytes()).await.unwrap();
        stream.write_all(&vec![b' '; 4_194_304]).await.expect("the upload is not reset");
        let answer = read_to_close(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    }
}

#[tokio::test]
async fn a_client_that_never_reads_its_answer_is_cut_off() {
    let server = TestServer::start(quick()).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /large HTTP/1.1\r\nhost: h\r\n\r\n").await.unwrap();
    tokio::time::sleep(SOON * 3).await;
    let mut answer = Vec::new();
    let _reset = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("still open");
    assert!(answer.len() < 32 * 1024 * 1024);
}

#[tokio::test]
async fn connections_beyond_the_limit_are_turned_away() {
    let options = ListenerOptions { max_connections_per_address: Some(2), ..ListenerOptions::default() };
    let (open, refused) = (options.open_connections.clone(), options.refused_connections.clone());
    let server = TestServer::start(options).await;
    let request = b"GET / HTTP/1.1\r\nhost: h\r\n\r\n";
    let mut kept = Vec::new();
    for _ in 0..2 {
        let mut stream = server.connect().await;
        stream.write_all(request).await.unwrap();
        read_until(&mut stream, "root").await;
        kept.push(stream);
    }
    let mut turned_away = server.connect().await;
    let _reset = turned_away.write_all(request).await;
    assert_eq!(read_to_close(&mut turned_away).await, "");
    assert_eq!((open.get(), refused.get()), (2, 1));
    kept.clear();
    while open.get() > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(server.exchange(&["GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"]).await.contains("root"));
}

#[tokio::test]
async fn shutdown_finishes_what_runs_and_closes_what_is_idle() {
    let server = TestServer::start(ListenerOptions::default()).await;
    let mut idle = server.connect().await;
    idle.write_all(b"GET / HTTP/1.1\r\nhost: h\r\n\r\n").await.unwrap();
    read_until(&mut idle, "root").await;
    let mut running = server.connect().await;
    running.write_all(b"GET /slow HTTP/1.1\r\nhost: h\r\n\r\n").await.unwrap();
    while server.handled() < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    server.shutdown.cancel();
    assert_eq!(read_to_close(&mut idle).await, "");
    let answer = read_to_close(&mut running).await;
    assert!(answer.contains("connection: close\r\n") && answer.ends_with("slow"), "{answer}");
    tokio::time::timeout(PATIENCE, server.serving).await.unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err(), "still accepting");
}

#[tokio::test]
async fn shutdown_cuts_off_what_does_not_end() {
    let options = ListenerOptions { drain_timeout: SOON, write_timeout: PATIENCE * 2, ..ListenerOptions::default() };
    let server = TestServer::start(options).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /large HTTP/1.1\r\nhost: h\r\n\r\n").await.unwrap();
    while server.handled() < 1 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    server.shutdown.cancel();
    tokio::time::timeout(PATIENCE, server.serving).await.unwrap().unwrap();
}

#[tokio::test]
async fn http2_with_prior_knowledge_is_served_on_the_same_port_and_drained() {
    let server = TestServer::start(quick()).await;
    let stream = server.connect().await;
    speak_http2(server, stream).await;
}

/// Requests at once on one connection, of which the last is drained.
#[expect(clippy::disallowed_methods, reason = "the client's driver ends with its test")]
async fn speak_http2(server: TestServer, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
    let io = TokioIo::new(stream);
    let (sender, connection) =
        hyper::client::conn::http2::handshake(hyper_util::rt::TokioExecutor::new(), io).await.unwrap();
    let driver = tokio::spawn(connection);
    let get = |path: &str, body: &'static str| {
        let method = if body.is_empty() { "GET" } else { "POST" };
        let request = Request::builder().method(method).uri(format!("http://h{path}"));
        let request =
            request.header("content-type", "application/json").body(Full::<bytes::Bytes>::from(body)).unwrap();
        let mut sender = sender.clone();
        async move {
            let response = sender.send_request(request).await.unwrap();
            let status = response.status();
            (status, response.into_body().collect().await.unwrap().to_bytes())
        }
    };
    let (slow, json) = tokio::join!(get("/slow", ""), get("/json", "{\"content-length\":\n1}"));
    assert_eq!(slow, (StatusCode::OK, "slow".into()));
    assert_eq!(json, (StatusCode::OK, "{\"content-length\":1}".into()));
    // The deadlines of heads are HTTP/1.1's.
    tokio::time::sleep(SOON * 2).await;
    let (last, ()) = tokio::join!(get("/slow", ""), async {
        while server.handled() < 3 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.shutdown.cancel();
    });
    assert_eq!(last.0, StatusCode::OK);
    driver.await.unwrap().unwrap();
    tokio::time::timeout(PATIENCE, server.serving).await.unwrap().unwrap();
}
