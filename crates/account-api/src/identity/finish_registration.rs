//! `POST /identity/accounts/register/finish`: makes an account, with the token of a mail.

use super::registration_token::RegistrationToken;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT, require_enc_string};
use crate::call::Caller;
use crate::error::ApiError;
use crate::kdf::KdfBody;
use crate::new_master_password::{AuthenticationData, NewMasterPassword, OlderData, UnlockData};
use application::{InvitationToken, RegisterAccount, RegistrationProof, TokenError};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::{Account, AccountId, AccountKeys, Actor, EmailAddress, NewAccount, Refusal};
use serde::Deserialize;
use serde_json::json;
use vault_crypto::{EncryptionType, PublicKey};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FinishRegistration {
    email: String,
    email_verification_token: Option<String>,
    org_invite_token: Option<String>,
    organization_user_id: Option<String>,
    master_password_hint: Option<String>,
    master_password_authentication: Option<AuthenticationData>,
    master_password_unlock: Option<UnlockData>,
    master_password_hash: Option<String>,
    user_symmetric_key: Option<String>,
    kdf: Option<i64>,
    kdf_iterations: Option<u32>,
    kdf_memory: Option<u32>,
    kdf_parallelism: Option<u32>,
    user_asymmetric_keys: KeyPair,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeyPair {
    public_key: String,
    encrypted_private_key: String,
}

/// Why the account may be made, and what is known of the person.
struct Proven {
    proof: RegistrationProof,
    email_verified: bool,
    name: Option<String>,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    caller: Caller,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let mut body: FinishRegistration = body::read(request, USUAL_LIMIT).await?;
    let email = EmailAddress::require(&body.email)?;
    let proven = prove(&api, &body, &email)?;
    let older = OlderData {
        hash: body.master_password_hash.take(),
        wrapped_user_key: body.user_symmetric_key.take(),
        kdf: KdfBody::of_older(body.kdf, body.kdf_iterations, body.kdf_memory, body.kdf_parallelism)?,
    };
    let (authentication, unlock) = (body.master_password_authentication.take(), body.master_password_unlock.take());
    let password = NewMasterPassword::of(email.key(), authentication, unlock, older)?;
    let keys = body.user_asymmetric_keys;
    if keys.public_key.parse::<PublicKey>().is_err() {
        return Err(ApiError::invalid("publicKey is not an RSA-2048 public key (SPKI DER in base64)."));
    }
    let private_key = &keys.encrypted_private_key;
    require_enc_string("encryptedPrivateKey", private_key, EncryptionType::AesCbc256HmacSha256)?;
    let new = NewAccount {
        email,
        email_verified: proven.email_verified,
        name: proven.name,
        password_hash: api.application.passwords().hash(&password.hash).await?,
        password_hint: body.master_password_hint,
        kdf: password.kdf,
        keys: AccountKeys {
            wrapped_user_key: password.wrapped_user_key,
            public_key: keys.public_key,
            wrapped_private_key: keys.encrypted_private_key,
        },
    };
    let id = AccountId::from_uuid(api.application.fresh_uuid());
    let call = caller.command(&api, Actor::Account(id));
    let account = Account::new(new, id, api.application.random_uuid(), call.now)?;
    api.application.run(RegisterAccount { call, account, proof: proven.proof }).await?;
    Ok(ApiJson(json!({"object": "register", "captchaBypassToken": ""})))
}

/// What the tokens prove. With an invitation one may always register.
fn prove(api: &AccountApi, body: &FinishRegistration, email: &EmailAddress) -> Result<Proven, ApiError> {
    let invalid_invitation = || ApiError::from(Refusal::InvalidInvitation);
    match (&body.email_verification_token, &body.org_invite_token) {
        (None, Some(token)) => {
            let read = InvitationToken::read(api.application.tokens(), api.application.now(), token);
            let invitation = read.map_err(|error| match error {
                TokenError::Expired => ApiError::invalid("This invitation has expired. Ask for a new one."),
                TokenError::Invalid => invalid_invitation(),
            })?;
            let named = body.organization_user_id.as_deref().and_then(domain::MemberId::parse);
            if named != Some(invitation.member_id) {
                return Err(invalid_invitation());
            }
            Ok(Proven { proof: RegistrationProof::Invitation(invitation), email_verified: true, name: None })
        }
        (Some(token), None) => {
            let token = RegistrationToken::read(api, token)?;
            if token.email != email.key() {
                return Err(ApiError::invalid("This link to make an account is for another address."));
            }
            Ok(Proven { proof: RegistrationProof::Address, email_verified: token.mailed, name: token.name })
        }
        _ => Err(ApiError::invalid("Send either emailVerificationToken or orgInviteToken.")),
    }
}
