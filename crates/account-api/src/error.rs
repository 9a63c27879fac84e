//! How failures are answered: the one place that knows both the rules' refusals and the errors that clients print.
//!
//! A 401 or 403 makes official clients sign out and forget everything. So 401 is for a token that is no good, and for
//! nothing else; whatever a caller may not do is 404, and what is wrong with a request is 400.

use application::{CommandError, EditError, PasswordHashingError, StorageError};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Refusal;
use http_kit::{JsonError, Rejection, RequestId, RetryAfter};
use serde_json::{Value, json};

use crate::api_json::ApiJson;

/// A request that is answered with an error.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    status: StatusCode,
    message: String,
    retry_after: Option<u64>,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), retry_after: None }
    }

    /// 400: something about the request is wrong, and the message says what.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 401: the token is no good.
    pub(crate) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "The access token is missing, has expired or was withdrawn. Sign in again.")
    }

    /// 404: not there, or not for this caller; the two are told by nothing.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Resource not found.")
    }

    /// 429.
    pub(crate) fn too_many_requests(wait: RetryAfter) -> Self {
        Self {
            retry_after: Some(wait.0),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests. Try again later.")
        }
    }

    /// 429: a code was mailed a moment ago.
    pub(crate) fn mailed_just_now() -> Self {
        let message = "A code was mailed a moment ago. Look into your mail, or try again in half a minute.";
        Self { retry_after: Some(30), ..Self::new(StatusCode::TOO_MANY_REQUESTS, message) }
    }

    /// 503: work beside the async workers was broken off, as happens when the program ends.
    pub(crate) fn stopping() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "The server is stopping. Try again shortly.")
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }
}

impl ApiError {
    /// The answer with this body in place of the usual one.
    pub(crate) fn with_body(self, body: Value) -> Response {
        let mut response = (self.status, ApiJson(body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::MemberNotFound
            | Refusal::GroupNotFound
            | Refusal::OrganizationNotFound
            | Refusal::CollectionNotFound
            | Refusal::ItemNotFound
            | Refusal::NotAllowed => Self::not_found(),
            refusal => Self::invalid(refusal.to_string()),
        }
    }
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> Self {
        let unavailable = |message: &str, seconds| Self {
            retry_after: Some(seconds),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, message)
        };
        match error {
            StorageError::Busy => unavailable("The server is busy. Try again shortly.", 1),
            StorageError::Unavailable => unavailable("The database is not available. Try again shortly.", 5),
            StorageError::UnknownOutcome => {
                unavailable("The database was lost while the change was stored. Look whether it is there.", 5)
            }
            StorageError::Full => Self::new(
                StatusCode::INSUFFICIENT_STORAGE,
                "The server's disk is full: nothing was changed. Reading still works.",
            ),
            StorageError::Conflict { columns, .. } => {
                Self::invalid(format!("Another one has this {} already.", columns.join(", ")))
            }
            StorageError::Corrupt { .. } | StorageError::Driver(_) => {
                tracing::error!(%error, "the database failed");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "The server made a mistake; its log tells more under the request id.",
                )
            }
        }
    }
}

impl From<CommandError> for ApiError {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Refused(refusal) => refusal.into(),
            CommandError::Storage(error) => error.into(),
        }
    }
}

impl From<EditError<Self>> for ApiError {
    fn from(error: EditError<Self>) -> Self {
        match error {
            EditError::Edit(error) => error,
            EditError::Command(error) => error.into(),
        }
    }
}

impl From<PasswordHashingError> for ApiError {
    fn from(error: PasswordHashingError) -> Self {
        tracing::warn!(%error, "a password was not hashed");
        Self::stopping()
    }
}

impl From<JsonError> for ApiError {
    fn from(error: JsonError) -> Self {
        let mut message = error.to_string();
        if let Some(first) = message.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        message.push('.');
        Self::new(error.status(), message)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        // Clients print the first validation error instead of the message, so there is none.
        let body = json!({"message": self.message, "validationErrors": null, "object": "error"});
        self.with_body(body)
    }
}

/// A path that leads nowhere.
pub(crate) async fn nothing_here() -> ApiError {
    ApiError::not_found()
}

/// A path that does not take this method. The router adds `Allow`.
pub(crate) async fn method_not_allowed() -> ApiError {
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "This path does not take this method. See the Allow header.")
}

/// The answer to what the plumbing refuses, in the client API's form.
pub fn render_rejection(rejection: Rejection, request_id: Option<&RequestId>) -> Response {
    let mut message = rejection.to_string();
    if let Some(id) = request_id {
        message = format!("{message} (request id {id})");
    }
    ApiError::new(rejection.status(), message).into_response()
}
