//! A call about one organization, by one of its members.

use crate::AccountApi;
use crate::call::AccountCall;
use crate::error::ApiError;
use application::{Call, FindMembership, Membership};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use domain::{Account, Member, MemberStatus, Organization, OrganizationId};

/// A call under `/api/organizations/{organization}` by a confirmed member of it. Everybody else is told 404: that there is
/// such an organization is not their business.
#[derive(Debug, Clone)]
pub(crate) struct OrganizationCall {
    pub(crate) person: AccountCall,
    pub(crate) organization: Organization,
    /// The caller as a member.
    pub(crate) member: Member,
}

impl OrganizationCall {
    /// The context of a command.
    pub(crate) fn command(&self, api: &AccountApi) -> Call {
        self.person.command(api)
    }

    /// The caller's membership as it was when the call began.
    pub(crate) fn membership(&self) -> Membership {
        Membership { organization: self.organization.clone(), member: self.member.clone() }
    }

    /// Refuses to send so many invitations to whoever may send none, and more than the organization sends in an hour.
    pub(crate) fn require_invitations(&self, api: &AccountApi, count: usize) -> Result<(), ApiError> {
        // Before they are counted: else a member who may not would use them up for those who may.
        if !self.member.may(|permissions| permissions.manage_users) {
            return Err(ApiError::not_found());
        }
        api.limits.check_invitations(self.organization.id.uuid(), count).map_err(ApiError::too_many_requests)
    }

    pub(crate) fn account(&self) -> &Account {
        &self.person.account
    }

    /// The caller as a confirmed member of this organization, which is in use.
    pub(crate) async fn of(
        person: AccountCall,
        api: &AccountApi,
        organization_id: OrganizationId,
    ) -> Result<Self, ApiError> {
        let query = FindMembership { account_id: person.account.id, organization_id };
        let found = api.application.read(&query).await?.ok_or_else(ApiError::not_found)?;
        if found.member.status != MemberStatus::Confirmed || !found.organization.enabled {
            return Err(ApiError::not_found());
        }
        Ok(Self { person, organization: found.organization, member: found.member })
    }
}

impl FromRequestParts<AccountApi> for OrganizationCall {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &AccountApi) -> Result<Self, ApiError> {
        let person = AccountCall::from_request_parts(parts, api).await?;
        let params = RawPathParams::from_request_parts(parts, api).await.map_err(|_| ApiError::not_found())?;
        let id = params.iter().find(|(name, _)| *name == "organization").and_then(|(_, id)| OrganizationId::parse(id));
        Self::of(person, api, id.ok_or_else(ApiError::not_found)?).await
    }
}
