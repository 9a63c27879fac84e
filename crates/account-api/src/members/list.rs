//! `GET /api/organizations/{organization}/users`: all members, for who manages them.

use super::representation;
use crate::AccountApi;
use crate::api_json::{ApiJson, list};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use application::ListMemberDetails;
use axum::extract::{RawQuery, State};
use axum::response::IntoResponse;
use serde_json::Value;

/// `?includeGroups=true&includeCollections=true`: without them the two lists of each member are empty.
pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    RawQuery(query): RawQuery,
) -> Result<impl IntoResponse, ApiError> {
    let reset_too = call.member.may(|permissions| permissions.manage_users || permissions.manage_reset_password);
    if !reset_too {
        return Err(ApiError::not_found());
    }
    let query = query.unwrap_or_default();
    let wants = |wanted: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.any(|(name, value)| name.eq_ignore_ascii_case(wanted) && value.eq_ignore_ascii_case("true"))
    };
    let read = ListMemberDetails {
        organization_id: call.organization.id,
        with_groups: wants("includeGroups"),
        with_collections: wants("includeCollections"),
    };
    let members = api.application.read(&read).await?;
    let entries: Vec<Value> =
        members.iter().map(|member| representation::details(&call.organization, member)).collect();
    Ok(ApiJson(list(&entries)))
}
