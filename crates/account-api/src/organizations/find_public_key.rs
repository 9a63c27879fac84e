//! `GET /api/organizations/{organization}/public-key`: what members seal their recovery keys for. Somebody who is about to
//! accept an invitation needs it too.

use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::OrganizationPath;
use application::FindOrganizationPublicKey;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::json;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    person: AccountCall,
    OrganizationPath(organization_id): OrganizationPath,
) -> Result<impl IntoResponse, ApiError> {
    let query = FindOrganizationPublicKey { asked_by: person.account, organization_id };
    let public_key = api.application.read(&query).await?.ok_or_else(ApiError::not_found)?;
    Ok(ApiJson(json!({"publicKey": public_key, "object": "organizationPublicKey"})))
}
