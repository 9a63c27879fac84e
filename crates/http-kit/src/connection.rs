//! What the tasks and layers that serve one connection know together.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{
    AtomicBool, AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{Extensions, HeaderMap, Version};

/// The connection a request came on, an extension of every request that came through the listener.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    pub(crate) state: Arc<ConnectionState>,
    /// See [`crate::smuggling`].
    pub(crate) ambiguous_length: bool,
}

impl Connection {
    /// Whether the listener itself speaks TLS on it.
    pub(crate) fn is_secure(extensions: &Extensions) -> bool {
        extensions.get::<Self>().is_some_and(|connection| connection.state.secure)
    }

    /// The peer's address; without a listener (in tests of a bare router) an address that nobody trusts.
    pub(crate) fn peer_of(extensions: &Extensions) -> IpAddr {
        let connection = extensions.get::<Self>();
        connection.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |connection| connection.state.peer.ip())
    }
}

/// No `Content-Length` is as long: the HTTP library refuses it.
const UNKNOWN_LENGTH: u64 = u64::MAX;

/// Counters of one connection. They order nothing else in memory, hence relaxed, except where bodies end.
#[derive(Debug)]
pub(crate) struct ConnectionState {
    peer: SocketAddr,
    /// Whether the listener speaks TLS on it.
    secure: bool,
    /// Requests that reached the service, also unfinished ones.
    requests: AtomicU64,
    /// Of the newest request; [`UNKNOWN_LENGTH`] if chunked.
    newest_body_length: AtomicU64,
    /// Requests that wait for their response.
    in_flight: AtomicU32,
    /// Request bodies that are neither read to the end nor given up.
    open_bodies: AtomicU32,
    content_lengths_arrived: AtomicU64,
    content_lengths_shown: AtomicU64,
    multiplexed: AtomicBool,
    body_given_up: AtomicBool,
}

impl ConnectionState {
    pub(crate) const fn new(peer: SocketAddr, secure: bool) -> Self {
        Self {
            peer,
            secure,
            requests: AtomicU64::new(0),
            newest_body_length: AtomicU64::new(UNKNOWN_LENGTH),
            in_flight: AtomicU32::new(0),
            open_bodies: AtomicU32::new(0),
            content_lengths_arrived: AtomicU64::new(0),
            content_lengths_shown: AtomicU64::new(0),
            multiplexed: AtomicBool::new(false),
            body_given_up: AtomicBool::new(false),
        }
    }

    /// Notes that a whole head has arrived, and the length of the body if it is announced; the request is in flight
    /// until the guard is dropped.
    pub(crate) fn begin_request(self: &Arc<Self>, version: Version, body_length: Option<u64>) -> InFlight {
        self.newest_body_length.store(body_length.unwrap_or(UNKNOWN_LENGTH), Relaxed);
        self.requests.fetch_add(1, Relaxed);
        self.in_flight.fetch_add(1, Relaxed);
        if version == Version::HTTP_2 {
            self.multiplexed.store(true, Relaxed);
        }
        InFlight(Arc::clone(self))
    }

    /// Whether a `Content-Length` arrived that the request, being chunked, does not show. Call once for each request.
    pub(crate) fn has_ambiguous_length(&self, headers: &HeaderMap) -> bool {
        if headers.contains_key(CONTENT_LENGTH) {
            self.content_lengths_shown.fetch_add(1, Relaxed);
        }
        headers.contains_key(TRANSFER_ENCODING)
            && !self.is_multiplexed()
            && self.content_lengths_arrived.load(Relaxed) > self.content_lengths_shown.load(Relaxed)
    }

    pub(crate) fn content_lengths_arrived(&self, lines: u64) {
        self.content_lengths_arrived.fetch_add(lines, Relaxed);
    }

    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Relaxed)
    }

    /// In bytes; none if chunked.
    pub(crate) fn newest_body_length(&self) -> Option<u64> {
        Some(self.newest_body_length.load(Relaxed)).filter(|&length| length != UNKNOWN_LENGTH)
    }

    /// Whether the client waits for us rather than we for the client.
    pub(crate) fn is_busy(&self) -> bool {
        self.in_flight.load(Relaxed) > 0 || self.has_open_body()
    }

    pub(crate) fn has_open_body(&self) -> bool {
        self.open_bodies.load(Acquire) > 0
    }

    pub(crate) fn is_multiplexed(&self) -> bool {
        self.multiplexed.load(Relaxed)
    }

    /// Whether the peer may still be sending a body that nobody reads.
    pub(crate) fn body_given_up(&self) -> bool {
        self.body_given_up.load(Relaxed)
    }

    pub(crate) fn body_opened(&self) {
        self.open_bodies.fetch_add(1, Relaxed);
    }

    pub(crate) fn body_closed(&self, read_to_the_end: bool) {
        if !read_to_the_end {
            self.body_given_up.store(true, Relaxed);
        }
        // Who finds no open body must find the one given up.
        self.open_bodies.fetch_sub(1, Release);
    }
}

/// Held while a request waits for its response.
#[derive(Debug)]
pub(crate) struct InFlight(Arc<ConnectionState>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Relaxed);
    }
}
