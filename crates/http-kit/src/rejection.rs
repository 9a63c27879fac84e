//! What the plumbing refuses by itself, and how the surface gets to word the answer.

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::request_id::RequestId;

/// A request that never reached its handler, or whose handler broke.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// RFC 9112 §6.1: two statements of the body's length, hence perhaps a second request hidden in it.
    #[error(
        "the request states the length of its body twice, by Content-Length and by Transfer-Encoding; send only one"
    )]
    AmbiguousLength,
    /// RFC 9112 §6.1: a coding other than `chunked`.
    #[error("the only Transfer-Encoding taken is chunked")]
    UnsupportedTransferCoding,
    /// RFC 9112 §3.2: none, more than one, or no host name.
    #[error("the request must carry exactly one valid Host header")]
    InvalidHost,
    /// A handler panicked.
    #[error("the server made a mistake; its log tells more under the request id")]
    Panicked,
}

impl Rejection {
    /// The status of the answer.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::AmbiguousLength | Self::UnsupportedTransferCoding | Self::InvalidHost => StatusCode::BAD_REQUEST,
            Self::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Whether the connection cannot be trusted further, because it is unclear where the next request begins.
    pub(crate) const fn closes_connection(self) -> bool {
        matches!(self, Self::AmbiguousLength | Self::UnsupportedTransferCoding)
    }
}

/// Turns a rejection into the answer of a surface. The plumbing adds headers, never changes the body.
pub type Renderer = fn(Rejection, Option<&RequestId>) -> Response;

/// The renderer of listeners without an error form of their own.
pub fn plain_text(rejection: Rejection, _: Option<&RequestId>) -> Response {
    (rejection.status(), rejection.to_string()).into_response()
}
