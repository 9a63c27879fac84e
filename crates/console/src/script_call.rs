//! Calls of our own scripts.

use crate::Console;
use crate::error::PageError;
use crate::form::require_own;
use crate::session::Session;
use axum::body;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Most bytes of a body.
const LIMIT: usize = 64 * 1024;
/// The header that proves that a call is of this session.
const CSRF_HEADER: &str = "x-csrf";

/// The answer to a script.
pub(crate) fn answer(body: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

/// A call that a script of ours makes for somebody who is signed in, with JSON or nothing as its body.
pub(crate) struct ScriptCall {
    pub(crate) session: Session,
    body: body::Bytes,
}

impl ScriptCall {
    /// The body.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, PageError> {
        serde_json::from_slice(&self.body).map_err(|_| PageError::BadForm)
    }
}

impl FromRequest<Console> for ScriptCall {
    type Rejection = PageError;

    async fn from_request(request: Request, console: &Console) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let session = Session::from_request_parts(&mut parts, console).await?;
        require_own(&session.visit, &parts.headers)?;
        let shown = parts.headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !session.cookie.is_csrf(shown) {
            return Err(PageError::ForeignForm);
        }
        let body = body::to_bytes(body, LIMIT).await.map_err(|_| PageError::BadForm)?;
        Ok(Self { session, body })
    }
}
