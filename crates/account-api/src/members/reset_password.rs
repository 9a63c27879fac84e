//! `PUT …/users/{member}/reset-password`: an admin gives a member a new master password.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT, require_enc_string};
use crate::error::ApiError;
use crate::new_master_password::require_hash;
use crate::organization_call::OrganizationCall;
use crate::path_id::MemberPath;
use application::ResetMemberPassword;
use application::mail::letters::PasswordReset;
use axum::extract::{Request, State};
use serde::Deserialize;
use std::time::Duration;
use vault_crypto::EncryptionType;

/// How long it is tried to tell the person by mail.
const NEWS_LIFETIME: Duration = Duration::from_hours(24);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewPassword {
    new_master_password_hash: String,
    key: String,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    MemberPath(id): MemberPath,
    request: Request,
) -> Result<(), ApiError> {
    if !call.member.may(|permissions| permissions.manage_reset_password) {
        return Err(ApiError::not_found());
    }
    let sent: NewPassword = body::read(request, USUAL_LIMIT).await?;
    require_hash("newMasterPasswordHash", &sent.new_master_password_hash)?;
    require_enc_string("key", &sent.key, EncryptionType::AesCbc256HmacSha256)?;
    let application = &api.application;
    let reset = ResetMemberPassword {
        call: call.command(&api),
        organization_id: call.organization.id,
        id,
        password_hash: application.passwords().hash(&sent.new_master_password_hash).await?,
        wrapped_user_key: sent.key,
        security_stamp: application.fresh_uuid(),
    };
    let person = application.run(reset).await?;
    let letter = PasswordReset { organization: &call.organization.name };
    let mail = application.compose(&person.email, letter);
    application.mailer().send_soon(mail, application.now().after(NEWS_LIFETIME));
    Ok(())
}
