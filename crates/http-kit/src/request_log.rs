//! One line of the log for each request, where `debug` is on: what was asked, by its path alone, and how it ended.

use std::task::{Context, Poll};
use std::time::Instant;

use axum::response::Response;
use http::{Method, Request, StatusCode};
use tower::Service;

use crate::on_response::OnResponse;
use crate::request_id::RequestId;

/// Logs the requests of a service. A query is left out: tokens stand in some.
#[derive(Clone, Debug)]
pub struct LogRequests<S>(S);

impl<S> LogRequests<S> {
    /// The service, logged.
    pub const fn new(inner: S) -> Self {
        Self(inner)
    }
}

/// What is known before the answer.
pub struct Asked {
    method: Method,
    path: String,
    id: Option<RequestId>,
    began: Instant,
}

impl Asked {
    fn tell(self, status: StatusCode) {
        let Self { method, path, id, began } = self;
        let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        let request_id = id.map(tracing::field::display);
        tracing::debug!(%method, path, status = status.as_u16(), micros, request_id, "request");
    }
}

impl<S, B> Service<Request<B>> for LogRequests<S>
where
    S: Service<Request<B>, Response = Response>,
{
    type Response = Response;
    type Error = S::Error;
    type Future = OnResponse<S::Future, Option<Asked>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let asked = tracing::enabled!(tracing::Level::DEBUG).then(|| Asked {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            id: request.extensions().get::<RequestId>().cloned(),
            began: Instant::now(),
        });
        OnResponse::new(self.0.call(request), asked, |asked, response| {
            if let Some(asked) = asked {
                asked.tell(response.status());
            }
        })
    }
}
