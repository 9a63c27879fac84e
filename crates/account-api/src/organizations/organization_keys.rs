//! The key pair of an organization, as clients send it.

use crate::body::require_enc_string;
use crate::error::ApiError;
use domain::OrganizationKeys;
use serde::Deserialize;
use vault_crypto::{EncryptionType, PublicKey};

/// `keys` of an organization, or the whole body.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeysBody {
    public_key: String,
    encrypted_private_key: String,
}

impl KeysBody {
    /// The keys, if they have the form of keys.
    pub(crate) fn read(self) -> Result<OrganizationKeys, ApiError> {
        require_public_key("publicKey", &self.public_key)?;
        require_enc_string("encryptedPrivateKey", &self.encrypted_private_key, EncryptionType::AesCbc256HmacSha256)?;
        Ok(OrganizationKeys { public_key: self.public_key, wrapped_private_key: self.encrypted_private_key })
    }
}

/// Refuses what is no RSA-2048 public key.
fn require_public_key(field: &str, text: &str) -> Result<(), ApiError> {
    match text.parse::<PublicKey>() {
        Ok(_) => Ok(()),
        Err(_) => Err(ApiError::invalid(format!("{field} is not an RSA-2048 public key (SPKI DER in base64)."))),
    }
}
