//! Secrets of API keys, of people and of organizations.

use crate::DataKey;
use domain::{Entropy, SecretDigest};
use std::fmt;
use uuid::Uuid;
use zeroize::Zeroizing;

/// What it is called where it is sealed.
const KIND: &str = "api key";
const LENGTH: usize = 30;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The `client_secret` that goes with a `client_id`: 30 letters and digits, as Bitwarden's have. Never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKeySecret(Zeroizing<String>);

impl fmt::Debug for ApiKeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKeySecret(…)")
    }
}

impl ApiKeySecret {
    /// A new random secret of 178 bits.
    pub fn generate(entropy: &Entropy) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(LENGTH));
        while text.len() < LENGTH {
            // Bytes beyond the last whole alphabet are drawn anew, so that all letters are as likely.
            let bytes: Zeroizing<[u8; 64]> = Zeroizing::new(entropy.bytes());
            let letters = bytes.iter().filter(|byte| **byte < 248);
            let letters = letters.filter_map(|byte| ALPHABET.get(usize::from(byte % 62)).copied().map(char::from));
            let room = LENGTH - text.len();
            text.extend(letters.take(room));
        }
        Self(text)
    }

    /// A secret as it was shown or stored.
    pub fn from_text(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The secret itself, for its owner alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The secret, sealed for storage, of the account or organization with this id.
    pub(crate) fn seal(&self, data_key: &DataKey, owner: Uuid, entropy: &Entropy) -> Option<Vec<u8>> {
        data_key.seal_secret(KIND, owner, self.0.as_bytes(), entropy)
    }

    /// Opens what [`ApiKeySecret::seal`] made.
    pub(crate) fn open(data_key: &DataKey, owner: Uuid, sealed: &[u8]) -> Option<Self> {
        let text = data_key.open_secret(KIND, owner, sealed)?;
        std::str::from_utf8(&text).ok().map(Self::from_text)
    }

    /// What is stored and compared.
    pub fn digest(&self) -> SecretDigest {
        SecretDigest::of(self.0.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_thirty_letters_and_digits_and_is_not_shown() {
        let entropy = Entropy::seeded(1);
        let secret = ApiKeySecret::generate(&entropy);
        assert!(secret.reveal().len() == 30 && secret.reveal().bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_ne!(ApiKeySecret::generate(&entropy), secret);
        assert_eq!(ApiKeySecret::from_text(secret.reveal()).digest(), secret.digest());
        assert!(!format!("{secret:?}").contains(secret.reveal()));
    }
}
