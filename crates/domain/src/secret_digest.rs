//! What is kept of a secret that has random bits enough.

use aws_lc_rs::digest;
use std::fmt;
use subtle::ConstantTimeEq;

/// SHA-256 of a secret of at least 128 random bits, which needs no slower hash. Compared in constant time.
#[derive(Clone, Copy)]
pub struct SecretDigest([u8; 32]);

impl SecretDigest {
    /// The digest of a secret.
    pub fn of(secret: &[u8]) -> Self {
        let mut bytes = [0; 32];
        for (to, from) in bytes.iter_mut().zip(digest::digest(&digest::SHA256, secret).as_ref()) {
            *to = *from;
        }
        Self(bytes)
    }

    /// A stored digest; none if it has not 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for SecretDigest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SecretDigest {}

impl fmt::Debug for SecretDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretDigest(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_kept_and_compared_and_not_shown() {
        let digest = SecretDigest::of(b"secret");
        assert_eq!(SecretDigest::from_bytes(digest.as_bytes()), Some(digest));
        assert_ne!(SecretDigest::of(b"Secret"), digest);
        assert_eq!(SecretDigest::from_bytes(&[0; 31]), None);
        assert_eq!(format!("{digest:?}"), "SecretDigest(…)");
    }
}
