//! A request body that does not wait for ever.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Sleep, sleep};

use crate::connection::ConnectionState;

/// The body of a request that came through the listener. Reading ends with [`BodyStalled`] when the client sends
/// nothing for too long while somebody reads.
pub(crate) struct IncomingBody {
    incoming: Incoming,
    idle_timeout: Duration,
    /// Armed only while the body is waited for; most bodies arrive with their head.
    idle: Option<Pin<Box<Sleep>>>,
    connection: Arc<ConnectionState>,
    /// A chunked body does not know its end by itself.
    ended: bool,
}

/// The client stopped in the middle of its request.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the request's body stopped coming")]
pub(crate) struct BodyStalled;

impl IncomingBody {
    pub(crate) fn new(incoming: Incoming, idle_timeout: Duration, connection: Arc<ConnectionState>) -> Self {
        connection.body_opened();
        Self { incoming, idle_timeout, idle: None, connection, ended: false }
    }
}

impl Body for IncomingBody {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.incoming).poll_frame(context) {
            this.idle = None;
            this.ended = frame.is_none();
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let idle = this.idle.get_or_insert_with(|| Box::pin(sleep(this.idle_timeout)));
        ready!(idle.as_mut().poll(context));
        Poll::Ready(Some(Err(BodyStalled.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

impl Drop for IncomingBody {
    fn drop(&mut self) {
        self.connection.body_closed(self.ended || self.incoming.is_end_stream());
    }
}
