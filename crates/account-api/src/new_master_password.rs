//! What a client sends when somebody chooses a master password: in the newer shape, in the older, or in both.

use crate::body::require_enc_string;
use crate::error::ApiError;
use crate::kdf::KdfBody;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::KdfSettings;
use serde::Deserialize;
use vault_crypto::EncryptionType;

/// `masterPasswordAuthentication`: what proves the password to the server.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuthenticationData {
    kdf: KdfBody,
    salt: String,
    master_password_authentication_hash: String,
}

/// `masterPasswordUnlock`: the user key under the new master key.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UnlockData {
    kdf: KdfBody,
    salt: String,
    master_key_wrapped_user_key: String,
}

/// The same in the older shape.
pub(crate) struct OlderData {
    pub(crate) hash: Option<String>,
    pub(crate) wrapped_user_key: Option<String>,
    pub(crate) kdf: Option<KdfSettings>,
}

/// A chosen master password, of which both shapes say the same.
pub(crate) struct NewMasterPassword {
    pub(crate) hash: String,
    pub(crate) wrapped_user_key: String,
    pub(crate) kdf: KdfSettings,
}

impl NewMasterPassword {
    /// Takes what was sent for the account with this salt. Refuses shapes that disagree, another salt, and what has not
    /// the form of a hash or of a wrapped key.
    pub(crate) fn of(
        salt: &str,
        authentication: Option<AuthenticationData>,
        unlock: Option<UnlockData>,
        older: OlderData,
    ) -> Result<Self, ApiError> {
        let mut chosen = older;
        for (newer_kdf, newer_salt) in authentication
            .iter()
            .map(|data| (data.kdf, &data.salt))
            .chain(unlock.iter().map(|data| (data.kdf, &data.salt)))
        {
            if newer_salt != salt {
                return Err(ApiError::invalid("The salt is not the account's address, trimmed and in lower case."));
            }
            agree(&mut chosen.kdf, newer_kdf.settings()?, "key derivation settings")?;
        }
        if let Some(data) = authentication {
            agree(&mut chosen.hash, data.master_password_authentication_hash, "master password hashes")?;
        }
        if let Some(data) = unlock {
            agree(&mut chosen.wrapped_user_key, data.master_key_wrapped_user_key, "wrapped user keys")?;
        }
        let missing = |field: &str| ApiError::invalid(format!("{field} is missing."));
        let hash = chosen.hash.ok_or_else(|| missing("masterPasswordHash"))?;
        let wrapped_user_key = chosen.wrapped_user_key.ok_or_else(|| missing("The wrapped user key"))?;
        let kdf = chosen.kdf.ok_or_else(|| missing("kdf"))?;
        kdf.check()?;
        require_hash("masterPasswordHash", &hash)?;
        require_enc_string("The wrapped user key", &wrapped_user_key, EncryptionType::AesCbc256HmacSha256)?;
        Ok(Self { hash, wrapped_user_key, kdf })
    }
}

/// Takes a value, unless another one was said before.
fn agree<T: PartialEq>(known: &mut Option<T>, value: T, what: &str) -> Result<(), ApiError> {
    match known {
        Some(known) if *known != value => Err(ApiError::invalid(format!("The request names two different {what}."))),
        _ => {
            *known = Some(value);
            Ok(())
        }
    }
}

/// Refuses what is no hash of a master password: 32 bytes in base64.
pub(crate) fn require_hash(field: &str, text: &str) -> Result<(), ApiError> {
    match STANDARD.decode(text) {
        Ok(bytes) if bytes.len() == 32 => Ok(()),
        _ => Err(ApiError::invalid(format!("{field} is not 32 bytes in base64."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const SALT: &str = "dora@example.com";

    fn hash(byte: u8) -> String {
        STANDARD.encode([byte; 32])
    }

    fn key(byte: u8) -> String {
        format!("2.{}|{}|{}", STANDARD.encode([byte; 16]), STANDARD.encode([byte; 80]), STANDARD.encode([byte; 32]))
    }

    fn kdf(iterations: u32) -> Value {
        json!({"kdfType": 0, "iterations": iterations, "memory": null, "parallelism": null})
    }

    fn authentication() -> Value {
        json!({"kdf": kdf(600_000), "salt": SALT, "masterPasswordAuthenticationHash": hash(1)})
    }

    fn unlock() -> Value {
        json!({"kdf": kdf(600_000), "salt": SALT, "masterKeyWrappedUserKey": key(1)})
    }

    fn older() -> OlderData {
        OlderData { hash: Some(hash(1)), wrapped_user_key: Some(key(1)), kdf: Some(KdfSettings::DEFAULT) }
    }

    fn nothing() -> OlderData {
        OlderData { hash: None, wrapped_user_key: None, kdf: None }
    }

    fn take(authentication: Value, unlock: Value, older: OlderData) -> Result<NewMasterPassword, String> {
        let authentication = serde_json::from_value(authentication).unwrap();
        let unlock = serde_json::from_value(unlock).unwrap();
        NewMasterPassword::of(SALT, authentication, unlock, older).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn either_shape_is_enough_and_both_may_be_there() {
        for (authentication, unlock, older) in [
            (authentication(), unlock(), nothing()),
            (Value::Null, Value::Null, older()),
            (authentication(), unlock(), older()),
        ] {
            let taken = take(authentication, unlock, older).unwrap();
            assert_eq!((taken.hash, taken.wrapped_user_key, taken.kdf), (hash(1), key(1), KdfSettings::DEFAULT));
        }
    }

    #[test]
    fn shapes_that_disagree_are_refused() {
        let changed = |mut body: Value, field: &str, value: Value| {
            body[field] = value;
            body
        };
        let other_hash = changed(authentication(), "masterPasswordAuthenticationHash", json!(hash(2)));
        let other_kdf = changed(authentication(), "kdf", kdf(700_000));
        let other_key = changed(unlock(), "masterKeyWrappedUserKey", json!(key(2)));
        let other_salt = changed(unlock(), "salt", json!("Dora@example.com"));
        for (authentication, unlock, expected) in [
            (other_hash, unlock(), "two different master password hashes"),
            (other_kdf, unlock(), "two different key derivation settings"),
            (authentication(), other_key, "two different wrapped user keys"),
            (authentication(), other_salt, "The salt is not"),
        ] {
            let refused = take(authentication, unlock, older()).err().unwrap();
            assert!(refused.contains(expected), "{refused}");
        }
    }

    #[test]
    fn what_has_not_the_right_form_is_refused() {
        for (older, expected) in [
            (OlderData { hash: None, ..older() }, "masterPasswordHash is missing."),
            (OlderData { kdf: None, ..older() }, "kdf is missing."),
            (OlderData { hash: Some("secret".to_owned()), ..older() }, "masterPasswordHash is not 32 bytes in base64."),
            (
                OlderData { wrapped_user_key: Some(hash(1)), ..older() },
                "The wrapped user key is not an EncString of type 2.",
            ),
            (
                OlderData {
                    kdf: Some(KdfSettings::Argon2id { iterations: 3, memory: 4_000_000, parallelism: 4 }),
                    ..older()
                },
                "Argon2id memory must be between 16 and 1,024 MiB.",
            ),
        ] {
            assert_eq!(take(Value::Null, Value::Null, older).err().unwrap(), expected);
        }
    }
}
