//! `POST /identity/connect/token`.

use crate::kdf::KdfFields;
use crate::{ApiKey, Client, ClientError, Credentials, LoginCodes, Secret, TwoStepProvider};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;
use vault_crypto::KdfSettings;

const PATH: &str = "/identity/connect/token";
/// The name by which servers know a command line; it is among those that they all let in.
const CLIENT_ID: &str = "cli";
/// Bitwarden's number of a command line on Linux.
const DEVICE_TYPE: &str = "25";

/// What a token is asked for with.
pub(crate) enum Grant<'g> {
    Password { credentials: &'g Credentials, codes: &'g LoginCodes },
    RefreshToken(&'g Secret),
    ApiKey(&'g ApiKey),
}

impl Grant<'_> {
    fn fields(&self, device: Uuid) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("deviceType", DEVICE_TYPE.to_owned()),
            ("deviceIdentifier", device.to_string()),
            ("deviceName", "provost".to_owned()),
        ];
        match self {
            Self::Password { credentials, codes } => {
                fields.extend([
                    ("grant_type", "password".to_owned()),
                    ("scope", "api offline_access".to_owned()),
                    ("client_id", CLIENT_ID.to_owned()),
                    ("username", credentials.email().to_owned()),
                    ("password", credentials.authentication_hash().reveal().to_owned()),
                ]);
                if let Some(second) = &codes.second_factor {
                    fields.extend([
                        ("twoFactorToken", second.code.reveal().to_owned()),
                        ("twoFactorProvider", second.provider.number().to_string()),
                        ("twoFactorRemember", u8::from(second.remember).to_string()),
                    ]);
                }
                fields.extend(codes.new_device.iter().map(|code| ("newDeviceOtp", code.reveal().to_owned())));
            }
            Self::RefreshToken(token) => fields.extend([
                ("grant_type", "refresh_token".to_owned()),
                ("client_id", CLIENT_ID.to_owned()),
                ("refresh_token", token.reveal().to_owned()),
            ]),
            Self::ApiKey(key) => fields.extend([
                ("grant_type", "client_credentials".to_owned()),
                ("scope", "api".to_owned()),
                ("client_id", key.client_id.clone()),
                ("client_secret", key.client_secret.reveal().to_owned()),
            ]),
        }
        fields
    }
}

/// A token and, at a login, what it takes to unlock.
#[derive(Deserialize)]
pub(crate) struct TokenAnswer {
    pub(crate) access_token: Secret,
    pub(crate) refresh_token: Option<Secret>,
    #[serde(rename = "twoFactorToken")]
    pub(crate) two_factor_token: Option<Secret>,
    key: Option<String>,
    #[serde(rename = "privateKey")]
    private_key: Option<String>,
    #[serde(rename = "accountKeys")]
    account_keys: Option<AccountKeysAnswer>,
    #[serde(rename = "userDecryptionOptions")]
    options: Option<DecryptionOptions>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccountKeysAnswer {
    public_key_encryption_key_pair: KeyPair,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeyPair {
    wrapped_private_key: String,
}

#[derive(Deserialize)]
struct DecryptionOptions {
    #[serde(rename = "masterPasswordUnlock")]
    unlock: Option<MasterPasswordUnlock>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MasterPasswordUnlock {
    kdf: KdfFields,
    salt: String,
    master_key_encrypted_user_key: Option<String>,
}

impl TokenAnswer {
    /// The user key and the private key, as the server keeps them: from the newer fields, or else from the older.
    pub(crate) fn wrapped_keys(&self) -> Result<(&str, &str), ClientError> {
        let unlocked_by_password = self.unlock().and_then(|unlock| unlock.master_key_encrypted_user_key.as_deref());
        let user_key = unlocked_by_password.or(self.key.as_deref());
        let pair = self.account_keys.as_ref().map(|keys| &keys.public_key_encryption_key_pair);
        let private_key = pair.map(|pair| pair.wrapped_private_key.as_str()).or(self.private_key.as_deref());
        user_key.zip(private_key).ok_or_else(|| not_understood("it has no keys"))
    }

    fn unlock(&self) -> Option<&MasterPasswordUnlock> {
        self.options.as_ref()?.unlock.as_ref()
    }

    /// The address, and how and with what salt the master key is derived.
    pub(crate) fn unlock_settings(&self) -> Result<(String, KdfSettings, Option<String>), ClientError> {
        let unlock = self.unlock().ok_or_else(|| not_understood("missing field `MasterPasswordUnlock`"))?;
        let email = self.claim("email").ok_or_else(|| not_understood("the token has no email"))?;
        Ok((email, unlock.kdf.try_into()?, Some(unlock.salt.clone())))
    }

    /// The id of the account, as the token names it.
    pub(crate) fn account_id(&self) -> Result<Uuid, ClientError> {
        let id = self.claim("sub").and_then(|id| id.parse().ok());
        id.ok_or_else(|| not_understood("the token has no subject"))
    }

    /// A claim of the access token. Its signature is for the server to check.
    fn claim(&self, name: &str) -> Option<String> {
        let payload = URL_SAFE_NO_PAD.decode(self.access_token.reveal().split('.').nth(1)?).ok()?;
        let claims: Value = serde_json::from_slice(&payload).ok()?;
        Some(claims.get(name)?.as_str()?.to_owned())
    }
}

fn not_understood(reason: &str) -> ClientError {
    ClientError::Answer { request: format!("POST {PATH}"), reason: reason.to_owned() }
}

impl Client {
    pub(crate) async fn token(&self, grant: &Grant<'_>) -> Result<TokenAnswer, ClientError> {
        let fields = grant.fields(self.device);
        let answer = self.send(&Method::POST, PATH, |request| request.form(&fields)).await?;
        if answer.status == 400 {
            if matches!(grant, Grant::RefreshToken(_))
                && answer.body.get("error").is_some_and(|error| error == "invalid_grant")
            {
                return Err(ClientError::SessionEnded);
            }
            if let Some(providers) = answer.body.get("twoFactorProviders2").and_then(Value::as_object)
                && !providers.is_empty()
            {
                let providers = providers.keys().filter_map(|number| number.parse::<u8>().ok());
                return Err(ClientError::TwoStepRequired { providers: providers.map(TwoStepProvider::from).collect() });
            }
            let words = answer.body.pointer("/errorModel/message").and_then(Value::as_str).unwrap_or_default();
            if words.eq_ignore_ascii_case("new device verification required") {
                return Err(ClientError::NewDevice);
            }
        }
        answer.accepted()?.read()
    }
}
