//! The person who is measured: the demo's owner, signed in as a client would.

use anyhow::{Context, anyhow};
use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::{digest, pbkdf2};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::num::NonZeroU32;

use crate::api::Api;
use crate::requests::Request;

const FORM: &str = "application/x-www-form-urlencoded";

/// Who signs in, and with what.
pub(crate) struct Person {
    email: String,
    /// What a client sends for the master password.
    hash: String,
}

impl Person {
    /// Makes the hash as clients do: with the settings that the server names.
    pub(crate) async fn new(api: &Api, email: &str, password: &str) -> anyhow::Result<Self> {
        let body = serde_json::json!({"email": email});
        let path = "/identity/accounts/prelogin/password".to_owned();
        let settings = api.json(Request::new("POST", path, Some(&body), &[200])).await?;
        let number = |name: &str| settings.pointer(&format!("/kdfSettings/{name}")).and_then(Value::as_u64);
        let number = |name: &str| number(name).and_then(|found| u32::try_from(found).ok());
        let iterations = number("iterations").context("no iterations")?;
        let mut key = [0; 32];
        if number("kdfType") == Some(1) {
            let (memory, lanes) = (number("memory").context("no memory")?, number("parallelism").context("no lanes")?);
            let params = Params::new(memory * 1024, iterations, lanes, Some(32)).map_err(|error| anyhow!("{error}"))?;
            let salt = digest::digest(&digest::SHA256, email.as_bytes());
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            let done = argon2.hash_password_into(password.as_bytes(), salt.as_ref(), &mut key);
            done.map_err(|error| anyhow!("{error}"))?;
        } else {
            derive(iterations, email.as_bytes(), password.as_bytes(), &mut key)?;
        }
        let mut hash = [0; 32];
        derive(1, password.as_bytes(), &key, &mut hash)?;
        Ok(Self { email: email.to_owned(), hash: STANDARD.encode(hash) })
    }

    /// Signing in, on a device of this number.
    pub(crate) fn sign_in(&self, device: usize) -> Request {
        let device = format!("00920ffb-8194-4423-a19e-{device:012x}");
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("grant_type", "password"),
                ("scope", "api offline_access"),
                ("client_id", "cli"),
                ("deviceType", "25"),
                ("deviceIdentifier", &device),
                ("deviceName", "linux"),
                ("username", &self.email),
                ("password", &self.hash),
            ])
            .finish();
        Request::form("/identity/connect/token".to_owned(), body)
    }

    /// An access token of this person.
    pub(crate) async fn token(&self, api: &Api) -> anyhow::Result<String> {
        let answer = Api::new(api.service.speaking(FORM, "")).json(self.sign_in(0)).await?;
        Ok(answer.get("access_token").and_then(Value::as_str).context("no access token")?.to_owned())
    }

    /// The API with this person's access token.
    pub(crate) async fn api(&self, api: &Api) -> anyhow::Result<Api> {
        Ok(api.with(&self.token(api).await?))
    }

    /// The service to which sign-ins go.
    pub(crate) fn door(api: &Api) -> crate::requests::Service {
        api.service.speaking(FORM, "")
    }
}

fn derive(iterations: u32, salt: &[u8], secret: &[u8], out: &mut [u8; 32]) -> anyhow::Result<()> {
    let iterations = NonZeroU32::new(iterations).context("no iterations")?;
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, iterations, salt, secret, out);
    Ok(())
}
