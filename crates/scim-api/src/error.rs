//! How failures are answered: the one place that knows both the rules' refusals and SCIM's errors.

use crate::answer::scim_json;
use application::{CommandError, EditError, StorageError};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Refusal;
use http_kit::{JsonError, Rejection, RequestId, RetryAfter};
use scim_protocol::{ScimError, ScimType};

/// A request that is answered with an error (RFC 7644 §3.12).
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    pub(crate) error: ScimError,
    /// What to do about it, where the detail does not say so already.
    fix: Option<String>,
    retry_after: Option<u64>,
    authenticate: bool,
}

/// Why a call failed, for the provisioning trace; an extension of the response.
#[derive(Debug, Clone)]
pub(crate) struct Explanation {
    pub(crate) answer: String,
    pub(crate) cause: String,
    pub(crate) fix: Option<String>,
}

impl From<ScimError> for ApiError {
    fn from(error: ScimError) -> Self {
        let fix = usual_fix(&error).map(str::to_owned);
        Self { error, fix, retry_after: None, authenticate: false }
    }
}

impl ApiError {
    fn with_fix(error: ScimError, fix: &str) -> Self {
        Self { fix: Some(fix.to_owned()), ..error.into() }
    }

    /// No key, or none that opens this organization's endpoint: always the same answer.
    pub(crate) fn unauthorized() -> Self {
        let detail = "The key is missing, or it is no key of this organization. \
                      Send the organization's SCIM key as a bearer token in the Authorization header.";
        let fix = "Copy SCIM URL and key from the organization's settings into the identity provider again, and check \
                   that the organization is not disabled, SCIM is enabled, the key has neither expired nor been revoked, \
                   and the plan is Teams or Enterprise.";
        Self { authenticate: true, ..Self::with_fix(ScimError::new(401, detail), fix) }
    }

    /// The key may not do this.
    pub(crate) fn forbidden(what: &str) -> Self {
        let detail = format!("This key may not change {what}.");
        Self::with_fix(
            ScimError::new(403, detail),
            "Make a key with a wider scope and give it to the identity provider.",
        )
    }

    /// Too many requests.
    pub(crate) fn too_many_requests(wait: RetryAfter, detail: &str) -> Self {
        let error = ScimError::new(429, detail);
        Self {
            retry_after: Some(wait.0),
            ..Self::with_fix(error, "Nothing: the identity provider tries again by itself.")
        }
    }

    /// No user with this id.
    pub(crate) fn user_not_found() -> Self {
        Refusal::MemberNotFound.into()
    }

    /// No group with this id.
    pub(crate) fn group_not_found() -> Self {
        Refusal::GroupNotFound.into()
    }
}

/// What usually helps, by the kind of error.
fn usual_fix(error: &ScimError) -> Option<&'static str> {
    Some(match (error.status, error.scim_type) {
        (_, Some(ScimType::InvalidFilter)) => "Check the matching attribute in the identity provider's mapping.",
        (_, Some(ScimType::Mutability)) => "Take the attribute out of the identity provider's mapping.",
        (_, Some(ScimType::InvalidValue | ScimType::InvalidPath | ScimType::NoTarget)) => {
            "Check the attribute's mapping, and the person's value in the directory."
        }
        (_, Some(ScimType::Uniqueness)) => {
            "The person or group is here already. Let the identity provider match on userName or externalId, so that it \
             links instead of creating."
        }
        (404, _) => {
            "The resource was removed here. Restart provisioning for it in the identity provider, so that it looks it up \
             again."
        }
        (412, _) => "Nothing: the client reads the resource again and repeats the change.",
        _ => return None,
    })
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let detail = refusal.to_string();
        match refusal {
            Refusal::MemberNotFound
            | Refusal::GroupNotFound
            | Refusal::OrganizationNotFound
            | Refusal::ScimKeyNotFound
            | Refusal::NotAllowed => ScimError::not_found(detail).into(),
            Refusal::VersionMismatch { .. } => ScimError::precondition_failed(detail).into(),
            Refusal::UserNameTaken(_)
            | Refusal::EmailTaken(_)
            | Refusal::ExternalIdTaken(_)
            | Refusal::GroupNameTaken(_) => ScimError::uniqueness(detail).into(),
            Refusal::InvalidEmail(_) | Refusal::NoEmail | Refusal::Blank { .. } | Refusal::TooLong { .. } => {
                ScimError::invalid_value(detail).into()
            }
            Refusal::NoSeatLeft { .. } => Self::with_fix(
                ScimError::new(400, detail),
                "Raise the number of seats, or revoke members who need none; then let the identity provider try again.",
            ),
            Refusal::LastConfirmedOwner => Self::with_fix(
                ScimError::mutability(detail),
                "Confirm a second owner, then let the identity provider try again.",
            ),
            Refusal::BreakGlass => {
                Self::with_fix(ScimError::mutability(detail), "Take the member out of the scope of provisioning.")
            }
            Refusal::InvitedByOwner => Self::with_fix(
                ScimError::mutability(detail),
                "Let the person accept the invitation, or remove the member in the console and invite the new address; \
                 then let the identity provider try again.",
            ),
            Refusal::TooCostly(_) => ScimError::too_many(detail).into(),
            Refusal::InvalidCursor => ScimError::typed(ScimType::InvalidCursor, detail).into(),
            // The rest is said to people, about what a directory does not do.
            _ => ScimError::new(400, detail).into(),
        }
    }
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> Self {
        let unavailable = |detail: &str, seconds| Self {
            retry_after: Some(seconds),
            ..Self::with_fix(ScimError::new(503, detail), "Nothing: the identity provider tries again by itself.")
        };
        match error {
            StorageError::Busy => unavailable("The server is busy. Try again shortly.", 1),
            StorageError::Unavailable => unavailable("The database is not available. Try again shortly.", 5),
            StorageError::UnknownOutcome => {
                unavailable("The database was lost while the change was stored. Read the resource, then try again.", 5)
            }
            StorageError::Full => {
                let detail = "The server's disk is full: nothing was changed. Reading still works.";
                Self::with_fix(ScimError::new(507, detail), "Free space on the server's disk. Nothing else is needed.")
            }
            StorageError::Conflict { columns, .. } => {
                ScimError::uniqueness(format!("Another resource has this {}.", columns.join(", "))).into()
            }
            StorageError::Corrupt { .. } | StorageError::Driver(_) => {
                tracing::error!(%error, "the database failed");
                let detail = "The server made a mistake; its log tells more under the request id.";
                Self::with_fix(ScimError::new(500, detail), "Tell the operator the request id.")
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

impl From<JsonError> for ApiError {
    fn from(error: JsonError) -> Self {
        let mut detail = error.to_string();
        if let Some(first) = detail.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        detail.push('.');
        match error.status().as_u16() {
            400 => ScimError::invalid_syntax(detail).into(),
            413 => Self::with_fix(
                ScimError::new(413, detail),
                "Send fewer members at once: PATCH a group with add and remove instead of replacing it.",
            ),
            status => ScimError::new(status, detail).into(),
        }
    }
}

impl ApiError {
    /// Why the call failed, for the trace.
    pub(crate) fn explanation(&self) -> Explanation {
        let answer = self.error.to_value().to_string();
        Explanation { answer, cause: self.error.detail.clone(), fix: self.fix.clone() }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = self.error.to_value();
        let explanation = self.explanation();
        let mut response = (status, scim_json(&body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.authenticate {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(explanation);
        response
    }
}

/// A path that leads nowhere.
pub(crate) async fn no_such_endpoint() -> ApiError {
    let detail = "There is nothing at this path. The SCIM URL ends in /v2/ and the organization's id; after it come \
                  /Users, /Groups, /Bulk, /.search, /ServiceProviderConfig, /ResourceTypes and /Schemas.";
    ScimError::new(404, detail).into()
}

/// A path that does not take this method. The router adds `Allow`.
pub(crate) async fn method_not_allowed() -> ApiError {
    ScimError::new(405, "This path does not take this method. See the Allow header.").into()
}

/// The answer to what the plumbing refuses, in SCIM's form.
pub fn render_rejection(rejection: Rejection, request_id: Option<&RequestId>) -> Response {
    let mut detail = rejection.to_string();
    if let Some(id) = request_id {
        detail = format!("{detail} (request id {id})");
    }
    ApiError::from(ScimError::new(rejection.status().as_u16(), detail)).into_response()
}
