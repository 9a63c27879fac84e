//! Logging in and unlocking.

use crate::kdf::KdfFields;
use crate::keys::parsed;
use crate::token::{Grant, TokenAnswer};
use crate::{AccountKeys, Client, ClientError, Credentials, Secret, Session, TwoStepProvider};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use vault_crypto::{CryptoError, KdfSettings};

/// What a server tells anybody about an address before a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prelogin {
    /// How the master key is derived.
    pub kdf: KdfSettings,
    /// The salt, where it is another than the address.
    pub salt: Option<String>,
}

/// A second factor.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    /// Which one.
    pub provider: TwoStepProvider,
    /// The code.
    pub code: Secret,
    /// Whether this device is to be let in without a code from now on: [`Session::renew`] then needs none.
    pub remember: bool,
}

/// What a login may need beside the password.
#[derive(Debug, Clone, Default)]
pub struct LoginCodes {
    /// For [`ClientError::TwoStepRequired`].
    pub second_factor: Option<SecondFactor>,
    /// For [`ClientError::NewDevice`]: the code that was mailed.
    pub new_device: Option<Secret>,
}

/// The API key of a person.
#[derive(Debug, Clone)]
pub struct ApiKey {
    /// `user.<account id>`.
    pub client_id: String,
    /// The key itself.
    pub client_secret: Secret,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PreloginAnswer {
    kdf_settings: KdfFields,
    salt: Option<String>,
}

impl Client {
    /// Asks how the master key of an address is derived. For an unknown address the answer is made up.
    pub async fn prelogin(&self, email: &str) -> Result<Prelogin, ClientError> {
        let body = json!({"email": vault_crypto::salt_of_email(email)});
        let answer = self.post("/identity/accounts/prelogin/password", &body).await?.accepted()?;
        let answer: PreloginAnswer = answer.read()?;
        Ok(Prelogin { kdf: answer.kdf_settings.try_into()?, salt: answer.salt })
    }

    /// Derives what the master password makes, with the settings that the server names.
    pub async fn credentials(&self, email: &str, password: &str) -> Result<Credentials, ClientError> {
        let Prelogin { kdf, salt } = self.prelogin(email).await?;
        derive(email, password, kdf, salt).await
    }

    /// Logs in with the password and unlocks.
    ///
    /// # Errors
    /// [`ClientError::TwoStepRequired`] and [`ClientError::NewDevice`]: then [`Client::log_in_with`] takes the codes.
    pub async fn log_in(&self, email: &str, password: &str) -> Result<Session, ClientError> {
        let credentials = self.credentials(email, password).await?;
        self.log_in_with(Arc::new(credentials), &LoginCodes::default()).await
    }

    /// Logs in with what the password made, and codes, and unlocks.
    pub async fn log_in_with(&self, credentials: Arc<Credentials>, codes: &LoginCodes) -> Result<Session, ClientError> {
        let answer = self.token(&Grant::Password { credentials: &credentials, codes }).await?;
        self.unlock(credentials, answer)
    }

    /// Logs in with an API key, which needs no second factor, and unlocks with the password.
    pub async fn log_in_with_api_key(&self, key: &ApiKey, password: &str) -> Result<Session, ClientError> {
        let answer = self.token(&Grant::ApiKey(key)).await?;
        let (email, kdf, salt) = answer.unlock_settings()?;
        let credentials = derive(&email, password, kdf, salt).await?;
        self.unlock(Arc::new(credentials), answer)
    }

    /// Has a code mailed that serves as the second factor of this login.
    pub async fn send_login_code(&self, credentials: &Credentials) -> Result<(), ClientError> {
        let body = json!({
            "email": credentials.email(),
            "masterPasswordHash": credentials.authentication_hash().reveal(),
            "deviceIdentifier": self.device,
        });
        self.post("/api/two-factor/send-email-login", &body).await?.accepted()?;
        Ok(())
    }

    fn unlock(&self, credentials: Arc<Credentials>, answer: TokenAnswer) -> Result<Session, ClientError> {
        let (user_key, private_key) = answer.wrapped_keys()?;
        let keys = AccountKeys::unlock(&credentials, &parsed(user_key)?, &parsed(private_key)?)?;
        Session::new(self.clone(), credentials, keys, answer)
    }
}

/// Derives on a thread of its own, since it takes about a second of computing.
pub(crate) async fn derive(
    email: &str,
    password: &str,
    kdf: KdfSettings,
    salt: Option<String>,
) -> Result<Credentials, ClientError> {
    let (email, password) = (email.to_owned(), Secret::from(password));
    let work = move || Credentials::derive(&email, password.reveal(), kdf, salt.as_deref());
    let derived = tokio::task::spawn_blocking(work).await;
    Ok(derived.unwrap_or(Err(CryptoError::Unavailable))?)
}
