//! `GET /api/organizations/{organization}/keys`: the organization's key pair, the private half as ciphertext.

use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use application::FindOrganizationKeys;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::json;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
) -> Result<impl IntoResponse, ApiError> {
    let keys = api.application.read(&FindOrganizationKeys(call.organization.id)).await?;
    Ok(ApiJson(json!({
        "publicKey": keys.as_ref().map(|keys| &keys.public_key),
        "privateKey": keys.as_ref().map(|keys| &keys.wrapped_private_key),
        "object": "organizationKeys",
    })))
}
