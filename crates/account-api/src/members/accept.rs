//! `POST /api/organizations/{organization}/users/{member}/accept`: the invited person joins.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT, require_enc_string};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::{MemberPath, OrganizationPath};
use application::{AcceptInvitation, InvitationToken, TokenError};
use axum::extract::{Request, State};
use domain::{MemberId, OrganizationId, Refusal};
use serde::Deserialize;
use vault_crypto::EncryptionType;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Acceptance {
    token: String,
    reset_password_key: Option<String>,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    person: AccountCall,
    OrganizationPath(organization_id): OrganizationPath,
    MemberPath(member_id): MemberPath,
    request: Request,
) -> Result<(), ApiError> {
    let sent: Acceptance = body::read(request, USUAL_LIMIT).await?;
    let invitation = read_invitation(&api, organization_id, member_id, &sent.token)?;
    let recovery_key = sent.reset_password_key.filter(|key| !key.is_empty());
    if let Some(key) = &recovery_key {
        require_enc_string("resetPasswordKey", key, EncryptionType::RsaOaepSha1)?;
    }
    let accept = AcceptInvitation { call: person.command(&api), invitation, recovery_key };
    api.application.run(accept).await?;
    Ok(())
}

/// The invitation of a token, if it is one of this membership.
pub(crate) fn read_invitation(
    api: &AccountApi,
    organization_id: OrganizationId,
    member_id: MemberId,
    token: &str,
) -> Result<InvitationToken, Refusal> {
    let read = InvitationToken::read(api.application.tokens(), api.application.now(), token);
    let invitation = read.map_err(|error| match error {
        TokenError::Expired => Refusal::InvitationExpired,
        TokenError::Invalid => Refusal::InvitationInvalid,
    })?;
    if (invitation.organization_id, invitation.member_id) == (organization_id, member_id) {
        Ok(invitation)
    } else {
        Err(Refusal::InvitationInvalid)
    }
}
