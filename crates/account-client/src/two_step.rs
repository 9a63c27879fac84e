//! Two-step login.

use crate::body::joined;
use crate::{Client, ClientError, Credentials, Secret, Session};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt;

/// What can be a second factor. The numbers are Bitwarden's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TwoStepProvider {
    /// A code of an authenticator app; 0.
    Authenticator,
    /// A code that comes by mail; 1.
    Email,
    /// A device that was remembered; 5.
    Remember,
    /// The recovery code, which switches two-step login off; 8.
    RecoveryCode,
    /// One that needs a browser or a device.
    Other(u8),
}

impl From<u8> for TwoStepProvider {
    fn from(number: u8) -> Self {
        match number {
            0 => Self::Authenticator,
            1 => Self::Email,
            5 => Self::Remember,
            8 => Self::RecoveryCode,
            other => Self::Other(other),
        }
    }
}

impl TwoStepProvider {
    /// Bitwarden's number.
    pub fn number(self) -> u8 {
        match self {
            Self::Authenticator => 0,
            Self::Email => 1,
            Self::Remember => 5,
            Self::RecoveryCode => 8,
            Self::Other(number) => number,
        }
    }
}

impl fmt::Display for TwoStepProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Authenticator => f.write_str("authenticator app"),
            Self::Email => f.write_str("e-mail"),
            Self::Remember => f.write_str("remembered device"),
            Self::RecoveryCode => f.write_str("recovery code"),
            Self::Other(number) => write!(f, "provider {number}"),
        }
    }
}

/// What an authenticator app is set up with.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticatorSecret {
    /// The secret of the codes (RFC 6238), in base32.
    pub key: Secret,
    #[serde(default)]
    user_verification_token: Option<Secret>,
}

#[derive(Deserialize)]
struct Recovery {
    code: Option<Secret>,
}

impl Client {
    /// Switches two-step login off with the recovery code, for somebody who has lost the second factor.
    pub async fn recover_two_step(&self, credentials: &Credentials, code: &str) -> Result<(), ClientError> {
        let body = json!({
            "email": credentials.email(),
            "masterPasswordHash": credentials.authentication_hash().reveal(),
            "recoveryCode": code,
        });
        self.post("/api/two-factor/recover", &body).await?.accepted()?;
        Ok(())
    }
}

impl Session {
    /// A secret for an authenticator app, which counts once [`Session::enable_authenticator`] has seen a code of it.
    pub async fn authenticator_secret(&self) -> Result<AuthenticatorSecret, ClientError> {
        self.post("/api/two-factor/get-authenticator", &self.with_hash(json!({}))).await
    }

    /// Switches codes of an authenticator app on.
    pub async fn enable_authenticator(&self, secret: &AuthenticatorSecret, code: &str) -> Result<(), ClientError> {
        let body = self.with_hash(json!({
            "key": secret.key.reveal(),
            "token": code,
            "userVerificationToken": secret.user_verification_token.as_ref().map(Secret::reveal),
        }));
        self.call(Method::PUT, "/api/two-factor/authenticator", Some(&body)).await.map(drop)
    }

    /// Has a code mailed that proves that the address is read.
    pub async fn send_two_step_email(&self, email: &str) -> Result<(), ClientError> {
        let body = self.with_hash(json!({"email": email}));
        self.call(Method::POST, "/api/two-factor/send-email", Some(&body)).await.map(drop)
    }

    /// Switches codes by mail on, with the code that was mailed.
    pub async fn enable_two_step_email(&self, email: &str, code: &str) -> Result<(), ClientError> {
        let body = self.with_hash(json!({"email": email, "token": code}));
        self.call(Method::PUT, "/api/two-factor/email", Some(&body)).await.map(drop)
    }

    /// Switches a second factor off.
    pub async fn disable_two_step(&self, provider: TwoStepProvider) -> Result<(), ClientError> {
        let body = self.with_hash(json!({"type": provider.number()}));
        self.call(Method::PUT, "/api/two-factor/disable", Some(&body)).await.map(drop)
    }

    /// The code that stands for every second factor, once; `None` before there is one.
    pub async fn recovery_code(&self) -> Result<Option<Secret>, ClientError> {
        let answer: Recovery = self.post("/api/two-factor/get-recover", &self.with_hash(json!({}))).await?;
        Ok(answer.code)
    }

    fn with_hash(&self, body: Value) -> Value {
        joined(body, json!({"masterPasswordHash": self.master_password_hash()}))
    }
}
