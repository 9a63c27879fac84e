//! `GET /api/organizations/{organization}/policies`: the policies that were ever set.

use crate::AccountApi;
use crate::api_json::{ApiJson, list};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use application::ListPolicies;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::Value;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
) -> Result<impl IntoResponse, ApiError> {
    if !call.member.may(|permissions| permissions.manage_policies) {
        return Err(ApiError::not_found());
    }
    let policies = api.application.read(&ListPolicies(call.organization.id)).await?;
    let entries: Vec<Value> = policies.iter().map(super::policy).collect();
    Ok(ApiJson(list(&entries)))
}
