//! The keys of an account while it is unlocked.

use crate::{ClientError, Credentials};
use vault_crypto::{CryptoError, EncString, OrganizationKey, PrivateKey, PublicKey, UserKey};

/// What the master password unlocks. Wiped when dropped, never printed by `Debug`.
#[derive(Debug, Clone)]
pub struct AccountKeys {
    /// Encrypts the person's own items, and the private key.
    pub user_key: UserKey,
    /// Opens what others sealed for the person: keys of organizations.
    pub private_key: PrivateKey,
}

impl AccountKeys {
    /// New random keys; making the pair takes tens of milliseconds, at times a second.
    pub fn generate() -> Result<Self, CryptoError> {
        Ok(Self { user_key: UserKey::generate()?, private_key: PrivateKey::generate()? })
    }

    /// Opens what the server keeps.
    ///
    /// # Errors
    /// [`CryptoError::Decryption`] when the master password is another one.
    pub fn unlock(
        credentials: &Credentials,
        wrapped_user_key: &EncString,
        wrapped_private_key: &EncString,
    ) -> Result<Self, CryptoError> {
        let user_key = UserKey::unwrap(wrapped_user_key, credentials.master_key())?;
        let private_key = PrivateKey::unwrap(wrapped_private_key, user_key.symmetric_key())?;
        Ok(Self { user_key, private_key })
    }

    /// The half of the pair that others may know.
    pub fn public_key(&self) -> Result<PublicKey, CryptoError> {
        self.private_key.public_key()
    }

    /// The private key as the server keeps it.
    pub fn wrapped_private_key(&self) -> Result<EncString, CryptoError> {
        self.private_key.wrap(self.user_key.symmetric_key())
    }

    /// Opens the person's copy of an organization's key.
    pub fn open_organization(&self, sealed: &str) -> Result<OrganizationKey, ClientError> {
        Ok(OrganizationKey::open(&parsed(sealed)?, &self.private_key)?)
    }
}

/// Reads a ciphertext of the server. One of another form opens as little as one for another key.
pub(crate) fn parsed(text: &str) -> Result<EncString, CryptoError> {
    text.parse().or(Err(CryptoError::Decryption))
}
