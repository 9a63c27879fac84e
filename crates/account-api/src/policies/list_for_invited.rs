//! `GET /api/organizations/{organization}/policies/token`: the policies that hold, for somebody who holds an invitation and
//! may have no account yet.

use crate::AccountApi;
use crate::api_json::{ApiJson, list};
use crate::error::ApiError;
use crate::members::accept::read_invitation;
use crate::path_id::OrganizationPath;
use application::{FindMember, InvitationToken, ListPolicies};
use axum::extract::{RawQuery, State};
use axum::response::IntoResponse;
use domain::{EmailAddress, Member, MemberId, MemberStatus, Refusal};
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
    let named =
        value("organizationUserId").and_then(|text| MemberId::parse(&text)).ok_or(Refusal::InvitationInvalid)?;
    let invitation = read_invitation(&api, organization_id, named, &token)?;
    let find = FindMember { organization_id, id: invitation.member_id };
    let member = api.application.read(&find).await?.ok_or(Refusal::InvitationInvalid)?.member;
    let email = value("email").and_then(|text| EmailAddress::parse(&text));
    if !email.is_some_and(|email| invitation.fits(&member, &email)) {
        return Err(reason(&invitation, &member).into());
    }
    let policies = api.application.read(&ListPolicies(organization_id)).await?;
    let entries: Vec<Value> = policies.iter().filter(|policy| policy.enabled).map(super::policy).collect();
    Ok(ApiJson(list(&entries)))
}

/// Why an invitation is good no more, for whoever holds it.
fn reason(invitation: &InvitationToken, member: &Member) -> Refusal {
    match member.status {
        _ if invitation.email != member.profile.email.text() => Refusal::InvitationReplaced,
        MemberStatus::Accepted | MemberStatus::Confirmed => Refusal::InvitationUsed,
        MemberStatus::Revoked => Refusal::InvitationRevoked,
        MemberStatus::Invited if Some(invitation.invited_at) != member.invited_at => Refusal::InvitationReplaced,
        MemberStatus::Staged | MemberStatus::Invited => Refusal::InvitationInvalid,
    }
}
