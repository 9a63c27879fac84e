//! HKDF-Expand with SHA-256 (RFC 5869, section 2.3), without the extract step, as Bitwarden's clients use it.

use aws_lc_rs::hkdf::{HKDF_SHA256, Prk};
use zeroize::Zeroizing;

use crate::{CryptoError, MasterKey, SymmetricKey};

/// 32 bytes for one purpose. `key` has 32 bytes too.
pub(crate) fn expand(key: &[u8; 32], info: &[u8]) -> Result<Zeroizing<[u8; 32]>, CryptoError> {
    let mut out = Zeroizing::new([0; 32]);
    Prk::new_less_safe(HKDF_SHA256, key)
        .expand(&[info], HKDF_SHA256)
        .and_then(|material| material.fill(out.as_mut_slice()))
        .or(Err(CryptoError::Unavailable))?;
    Ok(out)
}

impl MasterKey {
    /// The stretched master key, which wraps the user key.
    pub fn stretch(&self) -> Result<SymmetricKey, CryptoError> {
        let encryption = expand(&self.0, b"enc")?;
        let authentication = expand(&self.0, b"mac")?;
        SymmetricKey::from_bytes(&Zeroizing::new([*encryption, *authentication].concat()))
    }
}
