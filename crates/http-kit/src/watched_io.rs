//! The byte stream of one connection under watch: deadlines for what the client owes us, the count of
//! `Content-Length` lines, and request targets encoded.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use crate::connection::ConnectionState;
use crate::request_target::RequestTargets;
use crate::smuggling::ContentLengthLines;

/// How long a client may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadlines {
    /// From the first byte of a head to its end; also from the connection to the end of the first head.
    pub(crate) head: Duration,
    /// Between two requests of one connection.
    pub(crate) idle: Duration,
    /// Without taking a byte of our answer.
    pub(crate) write: Duration,
}

/// After an answer that did not wait for the whole body, so long is the rest of it thrown away. Closing at once would
/// reset the connection, and the client might lose the answer that tells it what was wrong.
const LINGER: Duration = Duration::from_secs(2);

/// A stream between the socket (or what decrypts it) and the HTTP library.
#[derive(Debug)]
pub(crate) struct WatchedIo<I> {
    io: I,
    connection: Arc<ConnectionState>,
    lines: ContentLengthLines,
    targets: RequestTargets,
    /// Arrived, encoded, and too long for the reader's buffer.
    held_back: Bytes,
    deadlines: Deadlines,
    /// One timer for the whole life of the connection. It is only ever moved when it is late or fires early, so that
    /// a client that behaves costs no timer operation per request.
    read_timer: Pin<Box<Sleep>>,
    /// The first byte of a head that has not been seen whole, or the connection's own begin.
    head_since: Option<Instant>,
    last_activity: Instant,
    requests_seen: u64,
    write_timer: Option<Pin<Box<Sleep>>>,
    linger: Option<Pin<Box<Sleep>>>,
}

impl<I> WatchedIo<I> {
    pub(crate) fn new(io: I, connection: Arc<ConnectionState>, deadlines: Deadlines) -> Self {
        let now = Instant::now();
        Self {
            io,
            connection,
            lines: ContentLengthLines::default(),
            targets: RequestTargets::default(),
            held_back: Bytes::new(),
            deadlines,
            read_timer: Box::pin(sleep_until(now + deadlines.head)),
            head_since: Some(now),
            last_activity: now,
            requests_seen: 0,
            write_timer: None,
            linger: None,
        }
    }

    fn note_new_requests(&mut self) {
        let requests = self.connection.requests();
        if requests != self.requests_seen {
            self.requests_seen = requests;
            self.head_since = None;
        }
    }

    fn note_arrival(&mut self, bytes: &[u8]) {
        if self.connection.is_multiplexed() {
            return;
        }
        self.connection.content_lengths_arrived(self.lines.count(bytes));
        self.last_activity = Instant::now();
        if !self.connection.has_open_body() {
            self.head_since.get_or_insert(self.last_activity);
        }
    }

    /// Replaces what arrived (the buffer from `start` on) where a target in it is to be encoded.
    fn encode_target(&mut self, buffer: &mut ReadBuf<'_>, start: usize) {
        if self.connection.is_multiplexed() {
            return;
        }
        let arrived = buffer.filled().get(start..).unwrap_or_default();
        if let Some(encoded) = self.targets.encode(arrived, &self.connection) {
            buffer.set_filled(start);
            self.held_back = encoded.into();
            self.hand_over(buffer);
        }
    }

    fn hand_over(&mut self, buffer: &mut ReadBuf<'_>) {
        let fitting = self.held_back.len().min(buffer.remaining());
        buffer.put_slice(&self.held_back.split_to(fitting));
    }

    fn note_departure(&mut self, written: &Poll<io::Result<usize>>) {
        if written.is_ready() && !self.connection.is_multiplexed() {
            self.last_activity = Instant::now();
        }
    }

    /// When the client must have sent something, if we are waiting for it at all.
    fn read_deadline(&self) -> Option<Instant> {
        if self.connection.is_busy() {
            return None;
        }
        Some(match self.head_since {
            Some(since) => since + self.deadlines.head,
            None => self.last_activity + self.deadlines.idle,
        })
    }

    /// Ready when the client is late. HTTP/2 has pings instead.
    fn poll_late(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.connection.is_multiplexed() {
            return Poll::Pending;
        }
        let deadline = self.read_deadline();
        if let Some(deadline) = deadline
            && deadline < self.read_timer.deadline()
        {
            self.read_timer.as_mut().reset(deadline);
        }
        loop {
            // Polled while the client waits for us, too: the HTTP library does not read again after its answer when
            // the read before is still pending, so that this is what wakes it on an idle connection.
            ready!(self.read_timer.as_mut().poll(context));
            let next = deadline.unwrap_or_else(|| Instant::now() + self.deadlines.idle);
            if self.read_timer.deadline() >= next {
                return Poll::Ready(());
            }
            self.read_timer.as_mut().reset(next);
        }
    }

    /// Passes a write's result on, as an error when none has succeeded for too long.
    fn watch_write<T>(&mut self, result: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if result.is_ready() {
            self.write_timer = None;
            return result;
        }
        let timer = self.write_timer.get_or_insert_with(|| Box::pin(sleep(self.deadlines.write)));
        ready!(timer.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<I: AsyncRead + AsyncWrite + Unpin> AsyncRead for WatchedIo<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        this.note_new_requests();
        if !this.held_back.is_empty() {
            this.hand_over(buffer);
            return Poll::Ready(Ok(()));
        }
        let filled = buffer.filled().len();
        if let Poll::Ready(result) = Pin::new(&mut this.io).poll_read(context, buffer) {
            this.note_arrival(buffer.filled().get(filled..).unwrap_or_default());
            this.encode_target(buffer, filled);
            return Poll::Ready(result);
        }
        // To the HTTP library a late client has hung up: it lets the stream fall, in the middle of a head without closing it.
        // So it is closed here: over TLS a client else cannot tell a deadline from somebody who cut the connection.
        ready!(this.poll_late(context));
        let closed = Pin::new(&mut this.io).poll_shutdown(context);
        this.watch_write(closed, context)
    }
}

impl<I: AsyncRead + AsyncWrite + Unpin> AsyncWrite for WatchedIo<I> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.io).poll_write(context, bytes);
        self.note_departure(&result);
        self.watch_write(result, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.io).poll_write_vectored(context, slices);
        self.note_departure(&result);
        self.watch_write(result, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.io).poll_flush(context);
        self.watch_write(result, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.linger.is_none() {
            let result = Pin::new(&mut this.io).poll_shutdown(context);
            ready!(this.watch_write(result, context))?;
            if !this.connection.body_given_up() {
                return Poll::Ready(Ok(()));
            }
        }
        let timer = this.linger.get_or_insert_with(|| Box::pin(sleep(LINGER)));
        if timer.as_mut().poll(context).is_ready() {
            return Poll::Ready(Ok(()));
        }
        let mut scratch = [0; 8 * 1024];
        loop {
            let mut buffer = ReadBuf::new(&mut scratch);
            match ready!(Pin::new(&mut this.io).poll_read(context, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => {}
                _ => return Poll::Ready(Ok(())),
            }
        }
    }
}
