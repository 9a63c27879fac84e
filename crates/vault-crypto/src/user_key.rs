//! The key of a person: it opens their own items and their private key.

use crate::{CryptoError, EncString, MasterKey, PrivateKey, PublicKey, SymmetricKey};

/// An account's key. It stays the same when the master password changes; only what wraps it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserKey(SymmetricKey);

impl UserKey {
    /// A new random key.
    pub fn generate() -> Result<Self, CryptoError> {
        SymmetricKey::generate().map(Self)
    }

    /// Wraps it under the stretched master key; type 2.
    pub fn wrap(&self, master_key: &MasterKey) -> Result<EncString, CryptoError> {
        master_key.stretch()?.wrap(&self.0)
    }

    /// Opens what [`UserKey::wrap`] made. [`CryptoError::Decryption`] when the master password was another one.
    pub fn unwrap(sealed: &EncString, master_key: &MasterKey) -> Result<Self, CryptoError> {
        master_key.stretch()?.unwrap(sealed).map(Self)
    }

    /// Seals it for an organization's public key, so that its admins can recover the account; type 4.
    pub fn seal_for_recovery(&self, organization: &PublicKey) -> Result<EncString, CryptoError> {
        organization.seal(&self.0)
    }

    /// Opens what [`UserKey::seal_for_recovery`] made.
    pub fn recover(sealed: &EncString, organization: &PrivateKey) -> Result<Self, CryptoError> {
        organization.open(sealed).map(Self)
    }

    /// What encrypts the person's items and private key.
    pub fn symmetric_key(&self) -> &SymmetricKey {
        &self.0
    }
}

impl From<SymmetricKey> for UserKey {
    fn from(key: SymmetricKey) -> Self {
        Self(key)
    }
}
