//! Refusals of the token endpoint, in the shapes that official clients print well.

use crate::api_json::ApiJson;
use crate::error::ApiError;
use application::{CommandError, PasswordHashingError, StorageError};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Value, json};

/// A request for a token that gets none.
#[derive(Debug)]
pub(crate) enum TokenRefusal {
    /// The form lacks something (RFC 6749 §5.2).
    InvalidRequest(String),
    /// Another grant than ours.
    UnsupportedGrant,
    /// The password is wrong, or nobody has the address: the two are told by nothing.
    WrongPassword,
    /// The refresh token is no good.
    SessionOver,
    /// The API key is no good.
    InvalidClient,
    /// What fails like every other call.
    Api(ApiError),
}

impl TokenRefusal {
    pub(super) fn invalid_request(message: &str) -> Self {
        Self::InvalidRequest(message.to_owned())
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

impl From<PasswordHashingError> for TokenRefusal {
    fn from(error: PasswordHashingError) -> Self {
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
            // Clients know these very words.
            Self::WrongPassword => {
                let message = "Username or password is incorrect. Try again.";
                bad(body("invalid_grant", "invalid_username_or_password", message))
            }
            Self::SessionOver => {
                bad(body("invalid_grant", "invalid_refresh_token", "The session is over. Sign in again."))
            }
            Self::InvalidClient => bad(json!({"error": "invalid_client"})),
            Self::Api(error) => {
                let body = body("temporarily_unavailable", "temporarily_unavailable", error.message());
                error.with_body(body)
            }
        }
    }
}

fn body(error: &str, description: &str, message: &str) -> Value {
    json!({
        "error": error,
        "error_description": description,
        "ErrorModel": {"Message": message, "Object": "error"},
    })
}
