//! A future that touches the response on its way out.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::response::Response;
use pin_project_lite::pin_project;

pin_project! {
    /// Runs `apply` with `data` on the response of `future`; if the request is given up, `data` is dropped.
    pub struct OnResponse<F, D> {
        #[pin]
        future: F,
        data: Option<D>,
        apply: fn(D, &mut Response),
    }
}

impl<F, D> OnResponse<F, D> {
    pub(crate) fn new(future: F, data: D, apply: fn(D, &mut Response)) -> Self {
        Self { future, data: Some(data), apply }
    }
}

impl<F, D, E> Future for OnResponse<F, D>
where
    F: Future<Output = Result<Response, E>>,
{
    type Output = Result<Response, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut result = ready!(this.future.poll(context));
        if let (Ok(response), Some(data)) = (&mut result, this.data.take()) {
            (this.apply)(data, response);
        }
        Poll::Ready(result)
    }
}
