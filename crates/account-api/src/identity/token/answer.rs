//! Tokens, with what a client needs to unlock the account.

use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::call::ACCESS_TOKEN_LIFE;
use crate::remember_token::RememberToken;
use application::{AccessClaims, FindMasterPasswordPolicy, RefreshToken, RefreshedSession, StorageError};
use axum::response::{IntoResponse, Response};
use domain::{Account, Device, KdfSettings};
use serde_json::{Map, Value, json};

/// Who gets a token, with what.
pub(super) struct TokenAnswer<'t> {
    pub(super) account: &'t Account,
    pub(super) device: &'t Device,
    pub(super) client_id: &'t str,
    pub(super) scope: &'t str,
}

/// The answer to a sign-in. Names are in the case that official clients have always been sent.
pub(super) async fn issue(
    api: &AccountApi,
    answer: &TokenAnswer<'_>,
    refresh: Option<&RefreshToken>,
    remember: Option<&RememberToken>,
) -> Result<Response, StorageError> {
    let policy = api.application.read(&FindMasterPasswordPolicy(answer.account.id)).await?;
    let mut body = tokens(api, answer);
    if let (Some(fields), Value::Object(more)) =
        (body.as_object_mut(), unlocking(answer.account, policy.unwrap_or_default()))
    {
        fields.extend(refresh.map(|token| ("refresh_token".to_owned(), token.reveal().into())));
        fields.extend(more);
        fields.extend(remember.map(|token| ("TwoFactorToken".to_owned(), token.reveal().into())));
    }
    Ok(ApiJson(body).into_response())
}

/// The answer to a refresh token.
pub(super) fn refreshed(api: &AccountApi, refreshed: &RefreshedSession, next: Option<&RefreshToken>) -> Value {
    let RefreshedSession { account, session, device, .. } = refreshed;
    let mut body =
        tokens(api, &TokenAnswer { account, device, client_id: &session.client_id, scope: "api offline_access" });
    if let (Some(fields), Some(token)) = (body.as_object_mut(), next) {
        fields.insert("refresh_token".to_owned(), token.reveal().into());
    }
    body
}

fn tokens(api: &AccountApi, answer: &TokenAnswer<'_>) -> Value {
    let TokenAnswer { account, device, client_id, scope } = *answer;
    let now = api.application.now();
    let claims = AccessClaims::new(account, device, client_id, scope);
    let token = claims.sign(api.application.tokens(), now, ACCESS_TOKEN_LIFE);
    json!({
        "access_token": token,
        "expires_in": ACCESS_TOKEN_LIFE.as_secs(),
        "token_type": "Bearer",
        "scope": scope,
    })
}

/// `policy` is what the person's organizations want of the master password.
fn unlocking(account: &Account, mut policy: Map<String, Value>) -> Value {
    policy.insert("Object".to_owned(), "masterPasswordPolicy".into());
    let (kdf, keys) = (account.kdf, &account.keys);
    json!({
        "Key": keys.wrapped_user_key,
        "PrivateKey": keys.wrapped_private_key,
        "Kdf": kdf.kdf_type(),
        "KdfIterations": kdf.iterations(),
        "KdfMemory": kdf.memory(),
        "KdfParallelism": kdf.parallelism(),
        "ResetMasterPassword": false,
        "ForcePasswordReset": account.must_change_password,
        "MasterPasswordPolicy": policy,
        "AccountKeys": {
            "publicKeyEncryptionKeyPair": {
                "wrappedPrivateKey": keys.wrapped_private_key,
                "publicKey": keys.public_key,
                "Object": "publicKeyEncryptionKeyPair",
            },
            "Object": "privateKeys",
        },
        "UserDecryptionOptions": {
            "HasMasterPassword": true,
            "MasterPasswordUnlock": {
                "Kdf": pascal_case_kdf(kdf),
                "MasterKeyEncryptedUserKey": keys.wrapped_user_key,
                "MasterKeyWrappedUserKey": keys.wrapped_user_key,
                "Salt": account.salt(),
            },
            "Object": "userDecryptionOptions",
        },
    })
}

fn pascal_case_kdf(kdf: KdfSettings) -> Value {
    json!({
        "KdfType": kdf.kdf_type(),
        "Iterations": kdf.iterations(),
        "Memory": kdf.memory(),
        "Parallelism": kdf.parallelism(),
    })
}
