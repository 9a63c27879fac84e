//! The headers that every answer of a programming interface carries.

use std::task::{Context, Poll};

use axum::response::Response;
use http::header::{CACHE_CONTROL, REFERRER_POLICY, SERVER, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Request};
use tower::Service;

use crate::on_response::OnResponse;

/// Adds `nosniff`, `no-referrer` and `no-store` and removes a `Server` banner. A handler's own
/// `Cache-Control` and `Referrer-Policy` stay.
#[derive(Clone, Debug)]
pub struct SecurityHeaders<S> {
    inner: S,
}

impl<S> SecurityHeaders<S> {
    /// Wraps a service.
    pub const fn new(inner: S) -> Self {
        Self { inner }
    }
}

impl<S, B> Service<Request<B>> for SecurityHeaders<S>
where
    S: Service<Request<B>, Response = Response>,
{
    type Response = Response;
    type Error = S::Error;
    type Future = OnResponse<S::Future, ()>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        OnResponse::new(self.inner.call(request), (), |(), response| {
            let headers = response.headers_mut();
            headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            headers.entry(REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
            headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
            headers.remove(SERVER);
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

    #[tokio::test]
    async fn every_answer_carries_them() {
        let inner = service_fn(|_: Request<Body>| async {
            Ok::<_, Infallible>(([(SERVER, "banner")], "hello").into_response())
        });
        let response = SecurityHeaders::new(inner).oneshot(Request::new(Body::empty())).await.unwrap();
        let headers = response.headers();
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[REFERRER_POLICY], "no-referrer");
        assert_eq!(headers[CACHE_CONTROL], "no-store");
        assert!(!headers.contains_key(SERVER));
    }
}
