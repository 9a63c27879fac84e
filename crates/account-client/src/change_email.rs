//! The person's own change of address. The address is the salt, so that the master key changes with it.

use crate::login::derive;
use crate::{ClientError, Credentials, Session};
use reqwest::Method;
use serde_json::{Value, json};
use vault_crypto::{CryptoError, UserKey};

impl Session {
    /// Has a code mailed to the new address.
    pub async fn request_email_change(&self, new_email: &str) -> Result<(), ClientError> {
        let body = json!({"newEmail": new_email, "masterPasswordHash": self.master_password_hash()});
        self.call(Method::POST, "/api/accounts/email-token", Some(&body)).await.map(drop)
    }

    /// Takes the new address, with the code that was mailed to it. The password stays; other sessions end, and this one
    /// too: the new credentials are for the next login.
    pub async fn change_email(&self, new_email: &str, password: &str, code: &str) -> Result<Credentials, ClientError> {
        let new = derive(new_email, password, self.credentials().kdf(), None).await?;
        let body = email_change(self.credentials(), &new, &self.keys().user_key, code)?;
        self.call(Method::POST, "/api/accounts/email", Some(&body)).await?;
        Ok(new)
    }
}

/// The body of `POST /api/accounts/email`.
fn email_change(old: &Credentials, new: &Credentials, user_key: &UserKey, code: &str) -> Result<Value, CryptoError> {
    let wrapped_user_key = user_key.wrap(new.master_key())?.to_string();
    Ok(json!({
        "newEmail": new.email(),
        "masterPasswordHash": old.authentication_hash().reveal(),
        "newMasterPasswordHash": new.authentication_hash().reveal(),
        "authenticationData": new.authentication_json(),
        "unlockData": new.unlock_json(&wrapped_user_key),
        "key": wrapped_user_key,
        "token": code,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NewAccount;
    use crate::keys::parsed;
    use vault_crypto::KdfSettings;

    #[test]
    fn the_same_user_key_opens_under_the_new_salt() {
        let kdf = KdfSettings::Pbkdf2Sha256 { iterations: 5_000 };
        let account = NewAccount::generate("old@example.test", "pass phrase", kdf).unwrap();
        let new = Credentials::derive("New@Example.test", "pass phrase", kdf, None).unwrap();
        let user_key = &account.keys().user_key;
        let body = email_change(account.credentials(), &new, user_key, "123456").unwrap();
        let wrapped = parsed(body["key"].as_str().unwrap()).unwrap();
        assert_eq!(UserKey::unwrap(&wrapped, new.master_key()).as_ref(), Ok(user_key));
        assert_eq!(UserKey::unwrap(&wrapped, account.credentials().master_key()), Err(CryptoError::Decryption));
        assert_eq!(body["newEmail"], "new@example.test");
        assert_eq!(body["unlockData"]["salt"], "new@example.test");
        assert_ne!(body["masterPasswordHash"], body["newMasterPasswordHash"]);
    }
}
