//! What a master password makes, together with whose it is.

use crate::kdf::KdfFields;
use serde_json::{Value, json};
use vault_crypto::{AuthenticationHash, CryptoError, KdfSettings, MasterKey, salt_of_email};

/// An address and what its master password makes: enough to log in again and again, without the password. Wiped when
/// dropped, never printed by `Debug`.
#[derive(Debug)]
pub struct Credentials {
    email: String,
    salt: String,
    kdf: KdfSettings,
    master_key: MasterKey,
    authentication_hash: AuthenticationHash,
}

impl Credentials {
    /// Derives them; takes about a second. The salt is the account's own, where it has one, or comes from the address.
    pub fn derive(email: &str, password: &str, kdf: KdfSettings, salt: Option<&str>) -> Result<Self, CryptoError> {
        let salt = salt.map_or_else(|| salt_of_email(email), str::to_owned);
        let master_key = MasterKey::derive(password, &salt, &kdf)?;
        let authentication_hash = master_key.authentication_hash(password)?;
        // As clients send it; the salt is this same text unless the server keeps another one.
        Ok(Self { email: salt_of_email(email), salt, kdf, master_key, authentication_hash })
    }

    /// The address, trimmed and in lower case.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// What the master key was derived with, beside the password.
    pub fn salt(&self) -> &str {
        &self.salt
    }

    /// How the master key was derived.
    pub fn kdf(&self) -> KdfSettings {
        self.kdf
    }

    /// The key that wraps the user key.
    pub fn master_key(&self) -> &MasterKey {
        &self.master_key
    }

    /// What proves to the server that the password is known.
    pub fn authentication_hash(&self) -> &AuthenticationHash {
        &self.authentication_hash
    }

    /// The proof, in the shape of `masterPasswordAuthentication`.
    pub(crate) fn authentication_json(&self) -> Value {
        json!({
            "kdf": KdfFields::from(&self.kdf),
            "salt": self.salt,
            "masterPasswordAuthenticationHash": self.authentication_hash.reveal(),
        })
    }

    /// The wrapped user key, in the shape of `masterPasswordUnlock`.
    pub(crate) fn unlock_json(&self, wrapped_user_key: &str) -> Value {
        json!({
            "kdf": KdfFields::from(&self.kdf),
            "salt": self.salt,
            "masterKeyWrappedUserKey": wrapped_user_key,
        })
    }
}
