//! The key of an organization, which every confirmed member has a copy of.

use crate::{CryptoError, EncString, PrivateKey, PublicKey, SymmetricKey};

/// The key under which an organization's items and collection names are encrypted. Confirming a member is sealing this
/// key for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationKey(SymmetricKey);

impl OrganizationKey {
    /// A new random key.
    pub fn generate() -> Result<Self, CryptoError> {
        SymmetricKey::generate().map(Self)
    }

    /// The copy for the owner of `member`; type 4. Who hands out that public key decides who can read: show its
    /// [`FingerprintPhrase`](crate::FingerprintPhrase) first.
    pub fn seal_for(&self, member: &PublicKey) -> Result<EncString, CryptoError> {
        member.seal(&self.0)
    }

    /// Opens the copy of a member.
    pub fn open(sealed: &EncString, member: &PrivateKey) -> Result<Self, CryptoError> {
        member.open(sealed).map(Self)
    }

    /// What encrypts the organization's items, collection names and private key.
    pub fn symmetric_key(&self) -> &SymmetricKey {
        &self.0
    }
}

impl From<SymmetricKey> for OrganizationKey {
    fn from(key: SymmetricKey) -> Self {
        Self(key)
    }
}
