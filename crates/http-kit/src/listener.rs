//! The HTTP server: HTTP/1.1 and HTTP/2 on one port (over TLS by ALPN, in clear by prior knowledge), with a limit on
//! everything that a client can make us hold.
//!
//! A head that cannot be parsed, or is too large, is answered by the HTTP library itself: 400, 414 or 431 without a
//! body and without a request id, since there is no request yet. What identity providers put into a target unencoded
//! is encoded below it, and does not come to that.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::Request;
use http_body::Body as _;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use pin_project_lite::pin_project;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;
use tower::util::{Oneshot, ServiceExt as _};

use crate::connection::{Connection, ConnectionState, InFlight};
use crate::connection_limit::{ConnectionLimit, Permit};
use crate::incoming_body::IncomingBody;
use crate::tls::ServerCertificate;
use crate::tls::accept::accept as accept_tls;
use crate::trusted_proxies::TrustedProxies;
use crate::watched_io::{Deadlines, WatchedIo};

/// The limits of a listener. The defaults suit a server on the open internet.
#[derive(Clone, Debug)]
pub struct ListenerOptions {
    /// With it the listener speaks TLS, without it plain HTTP.
    pub certificate: Option<ServerCertificate>,
    /// From the connection to the end of the TLS handshake.
    pub handshake_timeout: Duration,
    /// From the first byte of a request's head to its end.
    pub head_timeout: Duration,
    /// Between two requests on one HTTP/1.1 connection.
    pub idle_timeout: Duration,
    /// Without a byte of a body that is waited for.
    pub body_idle_timeout: Duration,
    /// Without the client's taking a byte of an answer.
    pub write_timeout: Duration,
    /// For requests that run when the shutdown begins.
    pub drain_timeout: Duration,
    /// Bytes of a request's head; beyond them 431.
    pub max_head_bytes: u32,
    /// Streams at a time on one HTTP/2 connection.
    pub max_streams: u32,
    /// Open connections in all.
    pub max_connections: usize,
    /// Open connections from one address (from one /64 for IPv6).
    pub max_connections_per_address: Option<usize>,
    /// Peers exempt from the limit per address.
    pub trusted_proxies: TrustedProxies,
    /// Shows the open connections.
    pub open_connections: Gauge,
    /// Counts the connections turned away.
    pub refused_connections: Counter,
}

impl Default for ListenerOptions {
    fn default() -> Self {
        Self {
            certificate: None,
            handshake_timeout: Duration::from_secs(10),
            head_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(75),
            body_idle_timeout: Duration::from_secs(20),
            write_timeout: Duration::from_secs(30),
            drain_timeout: Duration::from_secs(30),
            max_head_bytes: 64 * 1024,
            max_streams: 256,
            max_connections: 10_000,
            max_connections_per_address: Some(1_000),
            trusted_proxies: TrustedProxies::default(),
            open_connections: Gauge::default(),
            refused_connections: Counter::default(),
        }
    }
}

/// Serves until `shutdown` is cancelled: then no connection is taken any more, idle ones are closed, running requests
/// are finished, and after [`ListenerOptions::drain_timeout`] what is left is cut off.
pub async fn serve<S>(listener: TcpListener, service: S, options: ListenerOptions, shutdown: CancellationToken)
where
    S: Service<Request<Body>, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send + 'static,
{
    let tasks = Tasks { tracker: TaskTracker::new(), cut_off: CancellationToken::new() };
    let limit = ConnectionLimit::new(
        options.max_connections,
        options.max_connections_per_address,
        options.trusted_proxies.clone(),
    );
    let drain_timeout = options.drain_timeout;
    let server = Arc::new(Server { builder: builder(&options, tasks.clone()), options, tasks, shutdown });
    while let Some((stream, peer)) = server.shutdown.run_until_cancelled(accept(&listener)).await {
        let Some(permit) = limit.admit(peer.ip()) else {
            server.options.refused_connections.inc();
            tracing::debug!(%peer, "too many connections: turned away");
            continue;
        };
        let connection = Arc::clone(&server).serve_socket(stream, peer, permit, service.clone());
        server.tasks.tracker.spawn(connection);
    }
    drop(listener);
    server.tasks.tracker.close();
    if tokio::time::timeout(drain_timeout, server.tasks.tracker.wait()).await.is_err() {
        tracing::warn!(tasks = server.tasks.tracker.len(), "requests did not finish in time and are cut off");
        server.tasks.cut_off.cancel();
        server.tasks.tracker.wait().await;
    }
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // The client was gone before we looked: no matter of ours.
            Err(error) if matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) => {
            }
            Err(error) => {
                // Out of file descriptors, most likely: one may be free again soon.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

fn builder(options: &ListenerOptions, tasks: Tasks) -> auto::Builder<Tasks> {
    let mut builder = auto::Builder::new(tasks);
    builder
        .http1()
        // WatchedIo keeps the deadlines, and tells an idle connection from a slow head.
        .header_read_timeout(None)
        .max_buf_size(usize::try_from(options.max_head_bytes).unwrap_or(usize::MAX).max(8 * 1024));
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(options.max_head_bytes)
        .max_concurrent_streams(options.max_streams)
        .max_pending_accept_reset_streams(20)
        .max_local_error_reset_streams(100)
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(20));
    builder
}

struct Server {
    builder: auto::Builder<Tasks>,
    options: ListenerOptions,
    tasks: Tasks,
    shutdown: CancellationToken,
}

impl Server {
    async fn serve_socket<S>(self: Arc<Self>, stream: TcpStream, peer: SocketAddr, _permit: Permit, service: S)
    where
        S: Service<Request<Body>, Response = Response, Error = Infallible> + Clone + Send + 'static,
        S::Future: Send + 'static,
    {
        self.options.open_connections.inc();
        // A socket whose option cannot be set is closed already; serving it finds out.
        let _closed = stream.set_nodelay(true);
        let served = self.serve_stream(stream, peer, service);
        let result = self.tasks.cut_off.run_until_cancelled(served).await;
        if let Some(Err(error)) = result {
            tracing::debug!(%peer, error, "connection ended with an error");
        }
        self.options.open_connections.dec();
    }

    async fn serve_stream<S>(&self, stream: TcpStream, peer: SocketAddr, service: S) -> Result<(), ConnectionError>
    where
        S: Service<Request<Body>, Response = Response, Error = Infallible> + Clone + Send + 'static,
        S::Future: Send + 'static,
    {
        let Some(stream) = self.secure(stream).await? else { return Ok(()) };
        let ListenerOptions { head_timeout, idle_timeout, write_timeout, body_idle_timeout, .. } = self.options;
        let state = Arc::new(ConnectionState::new(peer, matches!(stream, Either::Right(_))));
        let deadlines = Deadlines { head: head_timeout, idle: idle_timeout, write: write_timeout };
        let io = TokioIo::new(WatchedIo::new(stream, Arc::clone(&state), deadlines));
        let service = ConnectionService { inner: service, state, body_idle_timeout };
        let mut connection = pin!(self.builder.serve_connection(io, service));
        if let Some(result) = self.shutdown.run_until_cancelled(connection.as_mut()).await {
            return result;
        }
        connection.as_mut().graceful_shutdown();
        connection.await
    }

    /// TLS, where it is wanted. None when the shutdown came before the handshake was done.
    async fn secure(&self, stream: TcpStream) -> Result<Option<Stream>, ConnectionError> {
        let Some(certificate) = &self.options.certificate else { return Ok(Some(Either::Left(stream))) };
        // In boxes, since connections without TLS need not have the room.
        let handshake = tokio::time::timeout(self.options.handshake_timeout, Box::pin(accept_tls(certificate, stream)));
        match self.shutdown.run_until_cancelled(handshake).await {
            Some(stream) => Ok(Some(Either::Right(Box::new(stream??)))),
            None => Ok(None),
        }
    }
}

/// A socket, or what decrypts it.
type Stream = Either<TcpStream, Box<TlsStream<TcpStream>>>;

type ConnectionError = Box<dyn std::error::Error + Send + Sync>;

/// Starts the tasks of HTTP/2 streams where the listener waits for them.
#[derive(Clone, Debug)]
struct Tasks {
    tracker: TaskTracker,
    cut_off: CancellationToken,
}

impl<F> hyper::rt::Executor<F> for Tasks
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    fn execute(&self, future: F) {
        let cut_off = self.cut_off.clone();
        self.tracker.spawn(async move {
            cut_off.run_until_cancelled(future).await;
        });
    }
}

/// Hands the requests of one connection to the service.
struct ConnectionService<S> {
    inner: S,
    state: Arc<ConnectionState>,
    body_idle_timeout: Duration,
}

impl<S> hyper::service::Service<Request<Incoming>> for ConnectionService<S>
where
    S: Service<Request<Body>, Response = Response, Error = Infallible> + Clone,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Answer<Oneshot<S, Request<Body>>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let in_flight = self.state.begin_request(request.version(), request.body().size_hint().exact());
        let ambiguous_length = self.state.has_ambiguous_length(request.headers());
        let mut request = request.map(|incoming| {
            if incoming.is_end_stream() {
                Body::empty()
            } else {
                Body::new(IncomingBody::new(incoming, self.body_idle_timeout, Arc::clone(&self.state)))
            }
        });
        request.extensions_mut().insert(Connection { state: Arc::clone(&self.state), ambiguous_length });
        Answer { future: self.inner.clone().oneshot(request), in_flight }
    }
}

pin_project! {
    /// A response in the making.
    struct Answer<F> {
        #[pin]
        future: F,
        in_flight: InFlight,
    }
}

impl<F: Future> Future for Answer<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.project().future.poll(context)
    }
}

#[cfg(test)]
mod tests;
