//! `GET /api/organizations/{organization}/policies/{type}`: one policy, set or not.

use super::representation;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use application::FindPolicy;
use axum::extract::{FromRequestParts, RawPathParams, State};
use axum::http::request::Parts;
use axum::response::IntoResponse;
use domain::PolicyType;

/// `{type}`: the number of a policy that this server has.
pub(crate) struct PolicyPath(pub(crate) PolicyType);

impl FromRequestParts<AccountApi> for PolicyPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &AccountApi) -> Result<Self, ApiError> {
        let params = RawPathParams::from_request_parts(parts, api).await.map_err(|_| ApiError::not_found())?;
        let number = params.iter().find(|(name, _)| *name == "type").and_then(|(_, text)| text.parse().ok());
        number.and_then(PolicyType::from_number).map(Self).ok_or_else(ApiError::not_found)
    }
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    PolicyPath(policy_type): PolicyPath,
) -> Result<impl IntoResponse, ApiError> {
    if !call.member.may(|permissions| permissions.manage_policies) {
        return Err(ApiError::not_found());
    }
    let organization_id = call.organization.id;
    let found = api.application.read(&FindPolicy { organization_id, policy_type }).await?;
    let unset = || representation::unset(organization_id, policy_type);
    Ok(ApiJson(found.as_ref().map_or_else(unset, super::policy)))
}
