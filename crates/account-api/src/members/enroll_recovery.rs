//! `PUT …/users/{account}/reset-password-enrollment`: a member lets the organization recover the account, or takes that back.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT, require_enc_string};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::{MemberPath, OrganizationPath};
use application::EnrollRecovery;
use axum::extract::{Request, State};
use serde::Deserialize;
use vault_crypto::EncryptionType;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Enrollment {
    reset_password_key: Option<String>,
}

/// The id in the path is the caller's own account here, as clients send it.
pub(crate) async fn handle(
    State(api): State<AccountApi>,
    person: AccountCall,
    OrganizationPath(organization_id): OrganizationPath,
    MemberPath(id): MemberPath,
    request: Request,
) -> Result<(), ApiError> {
    if id.uuid() != person.account.id.uuid() {
        return Err(ApiError::not_found());
    }
    let sent: Enrollment = body::read(request, USUAL_LIMIT).await?;
    let recovery_key = sent.reset_password_key.filter(|key| !key.is_empty());
    if let Some(key) = &recovery_key {
        require_enc_string("resetPasswordKey", key, EncryptionType::RsaOaepSha1)?;
    }
    Ok(api.application.run(EnrollRecovery { call: person.command(&api), organization_id, recovery_key }).await?)
}
