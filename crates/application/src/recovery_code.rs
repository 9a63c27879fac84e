//! The code that switches a second step off.

use domain::{Entropy, SecretDigest};
use std::fmt;
use totp_rs::Secret;
use zeroize::Zeroizing;

/// A recovery code: 32 small letters and digits that carry 160 random bits. Never printed by `Debug`.
#[derive(Clone)]
pub struct RecoveryCode(Zeroizing<String>);

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

impl RecoveryCode {
    /// A new random code.
    pub fn generate(entropy: &Entropy) -> Self {
        let text = Zeroizing::new(Secret::from(entropy.bytes::<20>()).to_base32());
        Self(Zeroizing::new(text.to_ascii_lowercase()))
    }

    /// A code as it was stored.
    pub(crate) fn from_stored(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The code itself, for its owner alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether somebody shows this code, perhaps with blanks and in capitals, as people copy it.
    pub fn is(&self, typed: &str) -> bool {
        let typed: Zeroizing<String> = Zeroizing::new(typed.chars().filter(char::is_ascii_alphanumeric).collect());
        SecretDigest::of(typed.to_ascii_lowercase().as_bytes()) == SecretDigest::of(self.0.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let code = RecoveryCode::generate(&Entropy::seeded(1));
        assert_eq!(code.reveal().len(), 32);
        let spaced = format!(" {} {} ", &code.reveal()[..16], code.reveal()[16..].to_uppercase());
        assert!(code.is(code.reveal()) && code.is(&spaced));
        assert!(!code.is("") && !code.is(&code.reveal()[1..]));
        assert!(!format!("{code:?}").contains(code.reveal()));
    }
}
