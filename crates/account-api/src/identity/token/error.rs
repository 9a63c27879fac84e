//! Refusals of the token endpoint, in the shapes that official clients print well.

use crate::api_json::ApiJson;
use crate::error::ApiError;
use crate::sign_in::{Unproven, WRONG};
use application::{CommandError, StorageError};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http_kit::RetryAfter;
use serde_json::{Map, Value, json};

/// A request for a token that gets none.
#[derive(Debug)]
pub(crate) enum TokenRefusal {
    /// The form lacks something (RFC 6749 §5.2).
    InvalidRequest(String),
    /// Another grant than ours.
    UnsupportedGrant,
    /// The password is wrong, or nobody has the address: the two are told by nothing.
    WrongPassword,
    /// The second step is asked for: what may be shown, as `TwoFactorProviders2`.
    TwoStepRequired(Map<String, Value>),
    /// The code of the second step is wrong.
    WrongCode,
    /// The device is new: a code was mailed.
    NewDevice,
    /// That code is wrong.
    WrongNewDeviceCode,
    /// Too much was wrong before.
    Wait(RetryAfter),
    /// The refresh token is no good.
    SessionOver,
    /// The API key is no good.
    InvalidClient,
    /// The API key of an organization is no good.
    InvalidOrganizationKey,
    /// What fails like every other call.
    Api(ApiError),
}

impl TokenRefusal {
    pub(super) fn invalid_request(message: &str) -> Self {
        Self::InvalidRequest(message.to_owned())
    }

    /// Whether somebody guessed a code, and wrong.
    pub(super) const fn is_wrong_guess(&self) -> bool {
        matches!(self, Self::WrongCode | Self::WrongNewDeviceCode)
    }
}

impl From<Unproven> for TokenRefusal {
    fn from(unproven: Unproven) -> Self {
        match unproven {
            Unproven::Wrong => Self::WrongPassword,
            Unproven::Wait(wait) => Self::Wait(wait),
            Unproven::Failed(error) => Self::Api(error),
        }
    }
}

impl From<StorageError> for TokenRefusal {
    fn from(error: StorageError) -> Self {
        Self::Api(error.into())
    }
}

impl From<CommandError> for TokenRefusal {
    fn from(error: CommandError) -> Self {
        Self::Api(error.into())
    }
}

impl IntoResponse for TokenRefusal {
    fn into_response(self) -> Response {
        let bad = |body: Value| (StatusCode::BAD_REQUEST, ApiJson(body)).into_response();
        match self {
            Self::InvalidRequest(message) => bad(body("invalid_request", "invalid_request", &message)),
            Self::UnsupportedGrant => {
                let message = "The grant_type is none of password, refresh_token and client_credentials.";
                bad(body("unsupported_grant_type", "unsupported_grant_type", message))
            }
            Self::WrongPassword => bad(body("invalid_grant", "invalid_username_or_password", WRONG)),
            Self::TwoStepRequired(providers) => bad(two_step_required(&providers)),
            Self::WrongCode => {
                bad(body("invalid_grant", "invalid_two_factor_token", "Two-step token is invalid. Try again."))
            }
            // Clients know these very words, too.
            Self::NewDevice => {
                bad(body("device_error", "New device verification required", "new device verification required"))
            }
            Self::WrongNewDeviceCode => bad(body(
                "device_error",
                "Invalid new device OTP",
                "The code for the new device is wrong or has expired.",
            )),
            Self::Wait(wait) => {
                let error = ApiError::too_many_requests(wait);
                let body = body("too_many_requests", "too_many_requests", error.message());
                error.with_body(body)
            }
            Self::SessionOver => {
                bad(body("invalid_grant", "invalid_refresh_token", "The session is over. Sign in again."))
            }
            Self::InvalidClient => bad(json!({"error": "invalid_client"})),
            Self::InvalidOrganizationKey => {
                let message =
                    "client_id or client_secret is incorrect. Copy both from the organization's settings again.";
                bad(body("invalid_client", "invalid_client", message))
            }
            Self::Api(error) => {
                let body = body("temporarily_unavailable", "temporarily_unavailable", error.message());
                error.with_body(body)
            }
        }
    }
}

fn two_step_required(providers: &Map<String, Value>) -> Value {
    json!({
        "error": "invalid_grant",
        "error_description": "Two factor required.",
        "TwoFactorProviders": providers.keys().collect::<Vec<_>>(),
        "TwoFactorProviders2": providers,
        "MasterPasswordPolicy": {"Object": "masterPasswordPolicy"},
    })
}

fn body(error: &str, description: &str, message: &str) -> Value {
    json!({
        "error": error,
        "error_description": description,
        "ErrorModel": {"Message": message, "Object": "error"},
    })
}
