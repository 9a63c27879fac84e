//! What can go wrong with keys and ciphertexts.

use crate::KdfSettingsError;

/// Why a key could not be made or used.
///
/// Every way in which opening a ciphertext can fail is the one [`CryptoError::Decryption`]: whoever could tell a wrong
/// code from wrong padding could decrypt by asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CryptoError {
    /// The key is another one, the ciphertext was changed, or its type is one that this key does not open.
    #[error("cannot be decrypted: it was made for another key, or changed")]
    Decryption,
    /// Not what it should be: 64 bytes of a symmetric key, or DER of an RSA-2048 key.
    #[error("not a key of the expected form")]
    InvalidKey,
    /// The parameters of the key derivation are none that a client would use.
    #[error(transparent)]
    KdfSettings(#[from] KdfSettingsError),
    /// The machine gives no memory or no random bytes.
    #[error("the machine gives no memory or no random bytes")]
    Unavailable,
}
