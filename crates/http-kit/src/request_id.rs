//! The id that ties a response to the log line and the trace of its request.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use axum::response::Response;
use bytes::{BufMut as _, Bytes, BytesMut};
use http::{HeaderName, HeaderValue, Request};
use tower::Service;

use crate::on_response::OnResponse;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of one request, 8 to 64 characters of `[A-Za-z0-9._-]`. An extension of every request; cheap to clone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        // Only visible ASCII ever gets in, so that the default is never taken.
        self.0.to_str().unwrap_or_default()
    }
}

impl std::fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Gives each request its [`RequestId`] and the response an `x-request-id`.
///
/// The caller's own `X-Request-Id` is kept when it has the form of an id; anything else could forge log lines.
#[derive(Clone, Debug)]
pub struct AssignRequestId<S> {
    inner: S,
    ids: Arc<Ids>,
}

/// A random prefix per process and a counter: unique without a draw of randomness per request.
#[derive(Debug)]
struct Ids {
    prefix: u32,
    next: AtomicU64,
}

impl<S> AssignRequestId<S> {
    /// `seed` is a random number drawn once per process, so that two nodes or two runs do not give the same ids.
    pub fn new(inner: S, seed: u32) -> Self {
        Self { inner, ids: Arc::new(Ids { prefix: seed, next: AtomicU64::new(1) }) }
    }
}

impl Ids {
    fn next(&self) -> RequestId {
        let mut text = BytesMut::with_capacity(24);
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        if write!(text, "{:08x}-{number:x}", self.prefix).is_err() {
            // BytesMut grows, so that writing to it cannot fail; an id without the counter is still an id.
            text.put_slice(b"0");
        }
        let value = HeaderValue::from_maybe_shared::<Bytes>(text.freeze());
        RequestId(value.unwrap_or(HeaderValue::from_static("unnumbered")))
    }
}

fn is_id(bytes: &[u8]) -> bool {
    (8..=64).contains(&bytes.len())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

impl<S, B> Service<Request<B>> for AssignRequestId<S>
where
    S: Service<Request<B>, Response = Response>,
{
    type Response = Response;
    type Error = S::Error;
    type Future = OnResponse<S::Future, RequestId>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let given = request.headers().get(&X_REQUEST_ID).filter(|value| is_id(value.as_bytes()));
        let id = given.cloned().map_or_else(|| self.ids.next(), RequestId);
        request.extensions_mut().insert(id.clone());
        OnResponse::new(self.inner.call(request), id, |id, response| {
            response.headers_mut().insert(X_REQUEST_ID, id.0);
        })
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::body::Body;
    use axum::response::IntoResponse as _;
    use tower::{ServiceExt as _, service_fn};

    use super::*;

    async fn ids_for(given: Option<&str>) -> (String, String) {
        let echo = service_fn(|request: Request<Body>| async move {
            let id = request.extensions().get::<RequestId>().map(ToString::to_string);
            Ok::<_, Infallible>(id.unwrap_or_default().into_response())
        });
        let mut request = Request::new(Body::empty());
        if let Some(given) = given {
            request.headers_mut().insert(X_REQUEST_ID, HeaderValue::from_str(given).unwrap());
        }
        let response = AssignRequestId::new(echo, 0xabc).oneshot(request).await.unwrap();
        let header = response.headers()[X_REQUEST_ID].to_str().unwrap().to_owned();
        let body = axum::body::to_bytes(response.into_body(), 1024).await.unwrap();
        (header, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn an_id_of_the_right_form_is_kept_and_returned() {
        let id = "Req_2026.11-25";
        assert_eq!(ids_for(Some(id)).await, (id.to_owned(), id.to_owned()));
    }

    #[tokio::test]
    async fn anything_else_is_replaced() {
        for bad in ["short", "has blank in it", "x".repeat(65).as_str(), "quote\"quote", "semi;colon=1"] {
            let (header, extension) = ids_for(Some(bad)).await;
            assert_eq!(header, "00000abc-1", "{bad}");
            assert_eq!(extension, header);
        }
    }

    #[tokio::test]
    async fn made_ids_have_the_form_and_differ() {
        let ids = Ids { prefix: 7, next: AtomicU64::new(u64::MAX) };
        let (last, first) = (ids.next(), ids.next());
        assert_ne!(last, first);
        assert!(is_id(last.as_str().as_bytes()) && is_id(first.as_str().as_bytes()));
    }
}
