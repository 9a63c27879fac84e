//! Tokens of devices that need no second step for a while.

use crate::AccountApi;
use application::{IsRemembered, StorageError, TokenPurpose};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Account, AccountId, Device, SecretDigest, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

/// How long a device is remembered.
const LIFE: Duration = Duration::from_hours(24 * 30);

/// A token that stands for the second step on one device. Its digest is kept with the device, so that it ends with the
/// device, and with whatever ends all sign-ins.
pub(crate) struct RememberToken {
    text: String,
    pub(crate) until: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: Uuid,
    device: String,
    jti: String,
}

impl RememberToken {
    /// A new token. None where signing fails, which it does not.
    pub(crate) fn generate(api: &AccountApi, account: &Account, device: &Device) -> Option<Self> {
        let jti = URL_SAFE_NO_PAD.encode(api.application.entropy().bytes::<16>());
        let claims = Claims { sub: account.id.uuid(), device: device.identifier.clone(), jti };
        let now = api.application.now();
        let until = now.after(LIFE);
        let text = api.application.tokens().sign(TokenPurpose::RememberedDevice, now, until, claims)?;
        Some(Self { text, until })
    }

    /// Whether a device shows a token that it was given.
    pub(crate) async fn check(
        api: &AccountApi,
        account: &Account,
        device: &Device,
        text: &str,
    ) -> Result<bool, StorageError> {
        let now = api.application.now();
        let read = api.application.tokens().read::<Claims>(TokenPurpose::RememberedDevice, now, text);
        let fits =
            |claims: Claims| AccountId::from_uuid(claims.sub) == account.id && claims.device == device.identifier;
        if !read.is_ok_and(fits) {
            return Ok(false);
        }
        let (account_id, device_identifier) = (account.id, device.identifier.clone());
        let digest = SecretDigest::of(text.as_bytes());
        api.application.read(&IsRemembered { account_id, device_identifier, digest, now }).await
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.text
    }

    pub(crate) fn digest(&self) -> SecretDigest {
        SecretDigest::of(self.text.as_bytes())
    }
}
