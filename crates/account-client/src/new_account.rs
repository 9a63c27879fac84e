//! An account that is about to be registered.

use crate::body::joined;
use crate::kdf::older_kdf_fields;
use crate::{AccountKeys, Credentials, RegistrationProof};
use serde_json::{Value, json};
use vault_crypto::{CryptoError, EncString, KdfSettings, PublicKey};

/// Keys of a new account: unlocked, and as the server is to keep them. Made without any server.
#[derive(Debug)]
pub struct NewAccount {
    credentials: Credentials,
    keys: AccountKeys,
    public_key: PublicKey,
    wrapped_user_key: EncString,
    wrapped_private_key: EncString,
}

impl NewAccount {
    /// Makes them; takes about a second of computing.
    ///
    /// # Errors
    /// [`CryptoError::KdfSettings`] for settings that no account may have.
    pub fn generate(email: &str, password: &str, kdf: KdfSettings) -> Result<Self, CryptoError> {
        let credentials = Credentials::derive(email, password, kdf, None)?;
        let keys = AccountKeys::generate()?;
        Ok(Self {
            public_key: keys.public_key()?,
            wrapped_user_key: keys.user_key.wrap(credentials.master_key())?,
            wrapped_private_key: keys.wrapped_private_key()?,
            credentials,
            keys,
        })
    }

    /// The address, trimmed and in lower case.
    pub fn email(&self) -> &str {
        self.credentials.email()
    }

    /// What the master password makes: the hash that the server hashes again, the settings and the salt.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The keys, unlocked.
    pub fn keys(&self) -> &AccountKeys {
        &self.keys
    }

    /// The public half of the pair.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The user key, under the stretched master key; type 2.
    pub fn wrapped_user_key(&self) -> &EncString {
        &self.wrapped_user_key
    }

    /// The private half of the pair, under the user key; type 2.
    pub fn wrapped_private_key(&self) -> &EncString {
        &self.wrapped_private_key
    }

    /// The body of `POST /identity/accounts/register/finish`, with the fields that older servers read beside the newer.
    pub fn registration(&self, proof: &RegistrationProof) -> Value {
        let wrapped_user_key = self.wrapped_user_key.to_string();
        let body = json!({
            "email": self.email(),
            "masterPasswordHint": null,
            "masterPasswordAuthentication": self.credentials.authentication_json(),
            "masterPasswordUnlock": self.credentials.unlock_json(&wrapped_user_key),
            "masterPasswordHash": self.credentials.authentication_hash().reveal(),
            "userSymmetricKey": wrapped_user_key,
            "userAsymmetricKeys": {
                "publicKey": self.public_key.to_string(),
                "encryptedPrivateKey": self.wrapped_private_key.to_string(),
            },
        });
        joined(joined(body, older_kdf_fields(&self.credentials.kdf())), proof.fields())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault_crypto::UserKey;

    const KDF: KdfSettings = KdfSettings::Pbkdf2Sha256 { iterations: 5_000 };

    #[test]
    fn the_registration_has_the_shape_of_the_web_vault() {
        let account = NewAccount::generate(" Olga@Example.test", "pass phrase", KDF).unwrap();
        let token = "a.b.c".to_owned();
        let body = account.registration(&RegistrationProof::EmailVerification { token });
        let names: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "email",
                "masterPasswordHint",
                "masterPasswordAuthentication",
                "masterPasswordUnlock",
                "masterPasswordHash",
                "userSymmetricKey",
                "userAsymmetricKeys",
                "kdf",
                "kdfIterations",
                "kdfMemory",
                "kdfParallelism",
                "emailVerificationToken"
            ]
        );
        assert_eq!(body["email"], "olga@example.test");
        assert_eq!(body["masterPasswordUnlock"]["salt"], "olga@example.test");
        assert_eq!(body["masterPasswordUnlock"]["masterKeyWrappedUserKey"], body["userSymmetricKey"]);
        assert_eq!(
            body["masterPasswordAuthentication"]["masterPasswordAuthenticationHash"],
            body["masterPasswordHash"]
        );
        assert_eq!(
            body["masterPasswordAuthentication"]["kdf"],
            json!({"kdfType": 0, "iterations": 5000, "memory": null, "parallelism": null})
        );
    }

    #[test]
    fn an_invitation_takes_the_place_of_the_verified_address() {
        let account = NewAccount::generate("dora@example.test", "pass phrase", KDF).unwrap();
        let member_id = uuid::Uuid::from_u128(7);
        let proof = RegistrationProof::Invitation { member_id, token: "a.b.c".to_owned() };
        let body = account.registration(&proof);
        assert_eq!(body["orgInviteToken"], "a.b.c");
        assert_eq!(body["organizationUserId"], member_id.to_string());
        assert_eq!(body.get("emailVerificationToken"), None);
    }

    #[test]
    fn what_the_server_keeps_opens_with_the_password_alone() {
        let account = NewAccount::generate("dora@example.test", "pass phrase", KDF).unwrap();
        let again = Credentials::derive("Dora@example.test ", "pass phrase", KDF, None).unwrap();
        let keys = AccountKeys::unlock(&again, account.wrapped_user_key(), account.wrapped_private_key()).unwrap();
        assert_eq!(keys.user_key, account.keys().user_key);
        assert_eq!(keys.public_key().unwrap(), *account.public_key());
        let wrong = Credentials::derive("dora@example.test", "pass phrasd", KDF, None).unwrap();
        assert_eq!(UserKey::unwrap(account.wrapped_user_key(), wrong.master_key()), Err(CryptoError::Decryption));
    }

    #[test]
    fn debug_shows_no_key() {
        let account = NewAccount::generate("dora@example.test", "pass phrase", KDF).unwrap();
        let shown = format!("{account:?}");
        let hash = account.credentials().authentication_hash().reveal();
        assert!(!shown.contains("pass phrase") && !shown.contains(hash), "{shown}");
        assert!(shown.contains("MasterKey(…)") && shown.contains("PrivateKey(…)"), "{shown}");
    }
}
