//! A handler's panic becomes a counted, logged 500; the connection and the other requests go on.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::response::Response;
use http::Request;
use pin_project_lite::pin_project;
use prometheus_client::metrics::counter::Counter;
use tower::{Layer, Service};

use crate::rejection::{Rejection, Renderer};
use crate::request_id::RequestId;

/// Catches panics of the services inside. Place it inside the metrics layer, so that the 500 is counted there too.
#[derive(Clone, Debug)]
pub struct CatchPanicLayer {
    renderer: Renderer,
    panics: Counter,
}

impl CatchPanicLayer {
    /// `panics` counts what was caught.
    pub const fn new(renderer: Renderer, panics: Counter) -> Self {
        Self { renderer, panics }
    }

    fn caught(&self, payload: &(dyn Any + Send), request_id: Option<&RequestId>) -> Response {
        self.panics.inc();
        let message = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no message");
        let request_id_text = request_id.map(RequestId::as_str).unwrap_or_default();
        tracing::error!(request_id = request_id_text, message, "a handler panicked");
        (self.renderer)(Rejection::Panicked, request_id)
    }
}

impl<S> Layer<S> for CatchPanicLayer {
    type Service = CatchPanic<S>;

    fn layer(&self, inner: S) -> CatchPanic<S> {
        CatchPanic { inner, layer: self.clone() }
    }
}

/// The service of [`CatchPanicLayer`].
#[derive(Clone, Debug)]
pub struct CatchPanic<S> {
    inner: S,
    layer: CatchPanicLayer,
}

impl<S, B> Service<Request<B>> for CatchPanic<S>
where
    S: Service<Request<B>, Response = Response>,
{
    type Response = Response;
    type Error = S::Error;
    type Future = CatchPanicFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let request_id = request.extensions().get::<RequestId>().cloned();
        let layer = self.layer.clone();
        match catch_unwind(AssertUnwindSafe(|| self.inner.call(request))) {
            Ok(future) => CatchPanicFuture { future: Some(future), panicked: None, layer, request_id },
            Err(payload) => CatchPanicFuture { future: None, panicked: Some(payload), layer, request_id },
        }
    }
}

pin_project! {
    /// The future of [`CatchPanic`].
    pub struct CatchPanicFuture<F> {
        #[pin]
        future: Option<F>,
        panicked: Option<Box<dyn Any + Send>>,
        layer: CatchPanicLayer,
        request_id: Option<RequestId>,
    }
}

impl<F, E> Future for CatchPanicFuture<F>
where
    F: Future<Output = Result<Response, E>>,
{
    type Output = Result<Response, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if let Some(future) = this.future.as_mut().as_pin_mut() {
            match catch_unwind(AssertUnwindSafe(|| future.poll(context))) {
                Ok(poll) => return poll,
                Err(payload) => *this.panicked = Some(payload),
            }
        }
        // A future that panicked must not be polled again.
        this.future.set(None);
        match this.panicked.take() {
            Some(payload) => Poll::Ready(Ok(this.layer.caught(&*payload, this.request_id.as_ref()))),
            None => Poll::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use http::StatusCode;
    use tower::ServiceExt as _;

    use super::*;
    use crate::rejection::plain_text;

    async fn broken() -> &'static str {
        panic!("on purpose")
    }

    #[tokio::test]
    async fn a_panic_is_answered_500_and_counted_and_the_next_request_is_served() {
        let panics = Counter::default();
        let router = Router::new()
            .route("/broken", get(broken))
            .route("/fine", get(|| async { "fine" }))
            .layer(CatchPanicLayer::new(plain_text, panics.clone()));
        let request = |path| Request::builder().uri(path).body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request("/broken")).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let response = router.oneshot(request("/fine")).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(panics.get(), 1);
    }
}
