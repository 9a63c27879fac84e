//! `GET …/users/{member}/reset-password-details`: what an admin's client needs to give a member a new master password.

use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::MemberPath;
use application::FindRecoveryDetails;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::json;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    MemberPath(id): MemberPath,
) -> Result<impl IntoResponse, ApiError> {
    let query = FindRecoveryDetails { asked_by: call.member, organization: call.organization, id };
    let found = api.application.read(&query).await?;
    Ok(ApiJson(json!({
        "organizationUserId": id,
        "kdf": found.kdf.kdf_type(),
        "kdfIterations": found.kdf.iterations(),
        "kdfMemory": found.kdf.memory(),
        "kdfParallelism": found.kdf.parallelism(),
        "masterPasswordSalt": found.salt,
        "resetPasswordKey": found.recovery_key,
        "encryptedPrivateKey": found.wrapped_private_key,
        "object": "organizationUserResetPasswordDetails",
    })))
}
