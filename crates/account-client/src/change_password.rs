//! Changes of the master password and of how the master key is derived.

use crate::body::joined;
use crate::kdf::older_kdf_fields;
use crate::login::derive;
use crate::{ClientError, Credentials, Session};
use reqwest::Method;
use serde_json::{Value, json};
use vault_crypto::{CryptoError, KdfSettings, UserKey};

impl Session {
    /// Takes another master password. Sessions end; the new credentials are for the next login.
    pub async fn change_password(&self, new_password: &str) -> Result<Credentials, ClientError> {
        let old = self.credentials();
        let new = derive(old.email(), new_password, old.kdf(), Some(old.salt().to_owned())).await?;
        let body = password_change(old, &new, &self.keys().user_key)?;
        self.call(Method::POST, "/api/accounts/password", Some(&body)).await?;
        Ok(new)
    }

    /// Derives the master key in another way from now on; the password stays. Sessions end; the new credentials are for
    /// the next login.
    pub async fn change_kdf(&self, password: &str, kdf: KdfSettings) -> Result<Credentials, ClientError> {
        let old = self.credentials();
        let new = derive(old.email(), password, kdf, Some(old.salt().to_owned())).await?;
        let body = joined(password_change(old, &new, &self.keys().user_key)?, older_kdf_fields(&kdf));
        self.call(Method::POST, "/api/accounts/kdf", Some(&body)).await?;
        Ok(new)
    }
}

/// The body of `POST /api/accounts/password`, with the fields that older servers read beside the newer.
fn password_change(old: &Credentials, new: &Credentials, user_key: &UserKey) -> Result<Value, CryptoError> {
    let wrapped_user_key = user_key.wrap(new.master_key())?.to_string();
    Ok(json!({
        "masterPasswordHash": old.authentication_hash().reveal(),
        "newMasterPasswordHash": new.authentication_hash().reveal(),
        "masterPasswordHint": null,
        "authenticationData": new.authentication_json(),
        "unlockData": new.unlock_json(&wrapped_user_key),
        "key": wrapped_user_key,
    }))
}
