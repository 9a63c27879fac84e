//! `GET /api/organizations/{organization}/policies/token`: the policies that hold, for somebody who holds an invitation and
//! may have no account yet.

use crate::AccountApi;
use crate::api_json::{ApiJson, list};
use crate::error::ApiError;
use crate::path_id::OrganizationPath;
use application::{FindMember, InvitationToken, ListPolicies};
use axum::extract::{RawQuery, State};
use axum::response::IntoResponse;
use domain::{EmailAddress, Refusal};
use serde_json::Value;

/// `?token=…&email=…&organizationUserId=…`, as the invitation's link has them.
pub(crate) async fn handle(
    State(api): State<AccountApi>,
    OrganizationPath(organization_id): OrganizationPath,
    RawQuery(query): RawQuery,
) -> Result<impl IntoResponse, ApiError> {
    let query = query.unwrap_or_default();
    let value = |wanted: &str| {
        form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    };
    let token = value("token").unwrap_or_default();
    let read = InvitationToken::read(api.application.tokens(), api.application.now(), &token);
    let invitation = read.map_err(|_| Refusal::InvitationInvalid)?;
    let find = FindMember { organization_id, id: invitation.member_id };
    let member = api.application.read(&find).await?.map(|found| found.member);
    let email = value("email").and_then(|text| EmailAddress::parse(&text));
    let fits = invitation.organization_id == organization_id
        && member.zip(email).is_some_and(|(member, email)| invitation.fits(&member, &email));
    if !fits {
        return Err(Refusal::InvitationInvalid.into());
    }
    let policies = api.application.read(&ListPolicies(organization_id)).await?;
    let entries: Vec<Value> = policies.iter().filter(|policy| policy.enabled).map(super::policy).collect();
    Ok(ApiJson(list(&entries)))
}
