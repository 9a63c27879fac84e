//! Pages for what cannot be answered.

use crate::flash::Flash;
use crate::layout::PageResult;
use application::{CommandError, StorageError};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Refusal;

/// Why there is no page. It becomes one in [`crate::finish`], which knows the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PageError {
    /// Nobody is signed in.
    SignInFirst,
    /// Not there, or not for this person; the two are told by nothing.
    NotFound,
    /// The path takes another method.
    MethodNotAllowed,
    /// A form that does not come from a page of this session.
    ForeignForm,
    /// A form that cannot be read.
    BadForm,
    /// The rules refuse, with the reason for the reader.
    Refused(String),
    /// Try again shortly.
    Busy,
    /// The disk is full.
    Full,
    /// A mistake of ours; the log tells more.
    Broken,
}

impl PageError {
    /// The status of the answer.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::SignInFirst => StatusCode::SEE_OTHER,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::ForeignForm | Self::BadForm | Self::Refused(_) => StatusCode::BAD_REQUEST,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The texts that say what happened, and what to do.
    pub(crate) const fn texts(&self) -> (&'static str, &'static str) {
        match self {
            Self::SignInFirst | Self::NotFound => ("error-not-found", "error-not-found-why"),
            Self::MethodNotAllowed => ("error-method", "error-method-why"),
            Self::ForeignForm => ("error-foreign-form", "error-foreign-form-why"),
            Self::BadForm => ("error-bad-form", "error-bad-form-why"),
            Self::Refused(_) => ("error-refused", "error-refused-why"),
            Self::Busy => ("error-busy", "error-busy-why"),
            Self::Full => ("error-full", "error-full-why"),
            Self::Broken => ("error-broken", "error-broken-why"),
        }
    }
}

impl PageError {
    /// Leads to a page that says why the rules refuse; whatever else went wrong stays an error.
    pub(crate) fn said_on(self, path: &str) -> PageResult {
        match self {
            Self::Refused(reason) => Ok(Flash::refused(&reason).then(path)),
            error => Err(error),
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StorageError> for PageError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Busy | StorageError::Unavailable | StorageError::UnknownOutcome => Self::Busy,
            StorageError::Full => Self::Full,
            StorageError::Conflict { .. } | StorageError::Corrupt { .. } | StorageError::Driver(_) => {
                tracing::error!(%error, "the database failed");
                Self::Broken
            }
        }
    }
}

impl From<Refusal> for PageError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::MemberNotFound
            | Refusal::GroupNotFound
            | Refusal::OrganizationNotFound
            | Refusal::CollectionNotFound
            | Refusal::ItemNotFound
            | Refusal::NotAllowed => Self::NotFound,
            refusal => Self::Refused(refusal.to_string()),
        }
    }
}

impl From<CommandError> for PageError {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Refused(refusal) => refusal.into(),
            CommandError::Storage(error) => error.into(),
        }
    }
}

impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a template failed");
        Self::Broken
    }
}
