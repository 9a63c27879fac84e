//! What a person set up as the second step of a sign-in.

use crate::DataKey;
use domain::{AccountId, EmailAddress, Entropy, Timestamp, TwoStepProvider};
use std::fmt;
use storage::tables::two_step::TwoStepRow;
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

/// The secret of an authenticator app (RFC 6238): SHA-1, six digits, 30 seconds, as all apps have it. Never printed by
/// `Debug`.
#[derive(Clone)]
pub struct AuthenticatorKey(Secret);

impl fmt::Debug for AuthenticatorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthenticatorKey(…)")
    }
}

impl AuthenticatorKey {
    /// A new random key of 160 bits.
    pub fn generate(entropy: &Entropy) -> Self {
        Self(Secret::from(entropy.bytes::<20>()))
    }

    /// Reads base32, which people may have typed, of 128 to 512 bits.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '=').collect();
        let secret = Secret::try_from_base32(text.to_ascii_uppercase()).ok()?;
        (16..=64).contains(&secret.as_bytes().len()).then_some(Self(secret))
    }

    /// The key in base32, for its owner alone.
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_base32())
    }

    /// The time step of a code that is good at this moment or was, or will be, half a minute from it.
    pub fn step_of(&self, code: &str, now: Timestamp) -> Option<i64> {
        let seconds = u64::try_from(now.micros() / 1_000_000).ok()?;
        i64::try_from(self.totp()?.check(code.trim(), seconds)?).ok()
    }

    fn totp(&self) -> Option<Totp> {
        Builder::new().with_secret(self.0.clone()).build().ok()
    }
}

/// The second step of a person, opened.
#[derive(Debug, Clone, Default)]
pub struct TwoStep {
    /// An authenticator app.
    pub authenticator: Option<AuthenticatorKey>,
    /// Mails to this address.
    pub email: Option<EmailAddress>,
}

impl TwoStep {
    /// Whether a second step is asked for at all.
    pub const fn is_on(&self) -> bool {
        self.authenticator.is_some() || self.email.is_some()
    }

    /// From the rows; none where they were sealed under another data key.
    pub(crate) fn open(rows: &[TwoStepRow], id: AccountId, data_key: &DataKey) -> Option<Self> {
        let mut opened = Self::default();
        for row in rows {
            let secret = open(row, id, data_key)?;
            let text = std::str::from_utf8(&secret).ok()?;
            match row.provider {
                TwoStepProvider::Authenticator => opened.authenticator = Some(AuthenticatorKey::parse(text)?),
                TwoStepProvider::Email => opened.email = Some(EmailAddress::parse(text)?),
                TwoStepProvider::RecoveryCode | TwoStepProvider::Remember => {}
            }
        }
        Some(opened)
    }
}

/// Seals what a provider needs, for its row.
pub(crate) fn seal(
    provider: TwoStepProvider,
    id: AccountId,
    secret: &str,
    data_key: &DataKey,
    entropy: &Entropy,
) -> Option<Vec<u8>> {
    data_key.seal_secret(kind(provider), id.uuid(), secret.as_bytes(), entropy)
}

/// Opens the secret of a row.
pub(crate) fn open(row: &TwoStepRow, id: AccountId, data_key: &DataKey) -> Option<Zeroizing<Vec<u8>>> {
    data_key.open_secret(kind(row.provider), id.uuid(), &row.sealed)
}

const fn kind(provider: TwoStepProvider) -> &'static str {
    match provider {
        TwoStepProvider::Authenticator => "two-step authenticator",
        TwoStepProvider::Email => "two-step email",
        TwoStepProvider::Remember => "two-step remember",
        TwoStepProvider::RecoveryCode => "two-step recovery",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_rfc_and_good_for_a_moment() {
        // RFC 6238, appendix B, of which six digits are asked for: at 59 s it is 94287082.
        let key = AuthenticatorKey::parse("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        for (seconds, step) in [(59, Some(1)), (29, Some(1)), (89, Some(1)), (90, None), (5_000, None)] {
            assert_eq!(key.step_of(" 287082 ", at(seconds)), step, "{seconds}");
        }
        for wrong in ["287083", "94287082", "", "28708", "abcdef", "２８７０８２"] {
            assert_eq!(key.step_of(wrong, at(59)), None, "{wrong}");
        }
    }

    #[test]
    fn keys_are_read_as_people_type_them_and_never_shown() {
        let key = AuthenticatorKey::generate(&Entropy::seeded(1));
        let text = key.reveal();
        assert_eq!(text.len(), 32);
        let spaced = format!("{} {}", &text[..8], text[8..].to_lowercase());
        assert_eq!(*AuthenticatorKey::parse(&spaced).unwrap().reveal(), *text);
        assert!(!format!("{key:?}").contains(text.as_str()));
        for bad in ["", "GEZDGNBVGY3TQOJQ", "not base32!", "é"] {
            assert!(AuthenticatorKey::parse(bad).is_none(), "{bad}");
        }
    }
}
