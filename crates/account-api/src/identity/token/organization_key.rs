//! The grant of an organization's API key: for the Public API and directory connectors.

use super::error::TokenRefusal;
use super::form::TokenForm;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::call::{ACCESS_TOKEN_LIFE, Caller};
use application::{ApiKeySecret, AuthenticateOrganizationKey, TokenPurpose};
use axum::response::{IntoResponse, Response};
use domain::OrganizationId;
use serde::Serialize;
use serde_json::json;

/// What the client id begins with.
pub(super) const PREFIX: &str = "organization.";
/// The only scope there is.
const SCOPE: &str = "api.organization";

/// What such a token says. Connectors read when it ends.
#[derive(Serialize)]
struct OrganizationClaims {
    /// The organization's id.
    sub: OrganizationId,
    client_id: String,
    scope: [&'static str; 1],
}

pub(super) async fn grant(
    api: &AccountApi,
    caller: &Caller,
    form: &TokenForm,
    id: &str,
) -> Result<Response, TokenRefusal> {
    let secret = form.require("client_secret")?;
    api.limits.check_address(caller.address).map_err(TokenRefusal::Wait)?;
    let digest = ApiKeySecret::from_text(secret).digest();
    let found = match OrganizationId::parse(id) {
        Some(organization_id) => api.application.read(&AuthenticateOrganizationKey { organization_id, digest }).await?,
        None => None,
    };
    let Some(organization) = found else {
        api.limits.record_bad_key(caller.address);
        return Err(TokenRefusal::InvalidOrganizationKey);
    };
    let now = api.application.now();
    let client_id = format!("{PREFIX}{}", organization.id);
    let claims = OrganizationClaims { sub: organization.id, client_id, scope: [SCOPE] };
    let until = now.after(ACCESS_TOKEN_LIFE);
    let token = api.application.tokens().sign(TokenPurpose::OrganizationAccess, now, until, claims);
    Ok(ApiJson(json!({
        "access_token": token,
        "expires_in": ACCESS_TOKEN_LIFE.as_secs(),
        "token_type": "Bearer",
        "scope": SCOPE,
    }))
    .into_response())
}
