//! Refuses requests whose head is unsafe to act on, before anything else looks at them.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::response::Response;
use http::header::{CONNECTION, TRANSFER_ENCODING};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Request, Version};
use pin_project_lite::pin_project;
use tower::Service;

use crate::connection::Connection;
use crate::host::requested_host;
use crate::rejection::{Rejection, Renderer};
use crate::request_id::RequestId;

/// See the module.
#[derive(Clone, Debug)]
pub struct HeadGuard<S> {
    inner: S,
    renderer: Renderer,
}

impl<S> HeadGuard<S> {
    /// Wraps a service.
    pub const fn new(inner: S, renderer: Renderer) -> Self {
        Self { inner, renderer }
    }
}

fn check(parts: &Parts) -> Result<(), Rejection> {
    if parts.extensions.get::<Connection>().is_some_and(|connection| connection.ambiguous_length) {
        return Err(Rejection::AmbiguousLength);
    }
    if !is_only_chunked(&parts.headers) {
        return Err(Rejection::UnsupportedTransferCoding);
    }
    // HTTP/1.0 had no Host, and HTTP/2 clients may send :authority instead.
    if parts.version == Version::HTTP_11 && requested_host(parts).is_none() {
        return Err(Rejection::InvalidHost);
    }
    Ok(())
}

fn is_only_chunked(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    match codings.next() {
        None => true,
        Some(coding) => coding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"chunked") && codings.next().is_none(),
    }
}

impl<S, B> Service<Request<B>> for HeadGuard<S>
where
    S: Service<Request<B>, Response = Response>,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Guarded<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (parts, body) = request.into_parts();
        match check(&parts) {
            Ok(()) => Guarded::Passed { future: self.inner.call(Request::from_parts(parts, body)) },
            Err(rejection) => {
                let mut response = (self.renderer)(rejection, parts.extensions.get::<RequestId>());
                if rejection.closes_connection() {
                    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                }
                Guarded::Refused { response: Some(response) }
            }
        }
    }
}

pin_project! {
    /// The future of [`HeadGuard`].
    #[project = GuardedProjection]
    pub enum Guarded<F> {
        /// The head is sound.
        Passed { #[pin] future: F },
        /// It is not.
        Refused { response: Option<Response> },
    }
}

impl<F, E> Future for Guarded<F>
where
    F: Future<Output = Result<Response, E>>,
{
    type Output = Result<Response, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            GuardedProjection::Passed { future } => future.poll(context),
            GuardedProjection::Refused { response } => response.take().map_or(Poll::Pending, |it| Poll::Ready(Ok(it))),
        }
    }
}
