//! Signed tokens (RFC 7519, `EdDSA`), under a key that is derived from the data key: every node of an installation reads
//! what another one signed, and nothing about them is stored.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use domain::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a token is for. A token of one purpose is nothing for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenPurpose {
    /// Calls of the client API by a person's client.
    Access,
    /// Getting new tokens.
    Refresh,
    /// Calls of the Public API.
    OrganizationAccess,
    /// Accepting an invitation.
    Invitation,
    /// Making an account for an address that was mailed.
    Registration,
    /// A master password that was shown a moment ago.
    UserVerification,
    /// A device that needs no second step.
    RememberedDevice,
}

impl TokenPurpose {
    /// The `iss` claim.
    const fn issuer(self) -> &'static str {
        match self {
            Self::Access => "provost|login",
            Self::Refresh => "provost|refresh",
            Self::OrganizationAccess => "provost|api.organization",
            Self::Invitation => "provost|invite",
            Self::Registration => "provost|register",
            Self::UserVerification => "provost|verify",
            Self::RememberedDevice => "provost|remember",
        }
    }
}

/// Why a token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It was good once.
    #[error("the token has expired")]
    Expired,
    /// It was never ours, was changed, or is for something else.
    #[error("the token is not valid")]
    Invalid,
}

/// Signs and reads tokens.
pub struct TokenSigner {
    signing: EncodingKey,
    reading: DecodingKey,
}

impl fmt::Debug for TokenSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSigner(…)")
    }
}

#[derive(Serialize, Deserialize)]
struct Claims<C> {
    iss: String,
    nbf: i64,
    exp: i64,
    #[serde(flatten)]
    own: C,
}

impl TokenSigner {
    pub(crate) fn new(seed: &[u8; 32]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
        let pkcs8 = pair.to_pkcs8().ok()?;
        Some(Self {
            signing: EncodingKey::from_ed_der(pkcs8.as_ref()),
            reading: DecodingKey::from_ed_der(pair.public_key().as_ref()),
        })
    }

    /// A token with these claims, good from `now` until `expires_at` (in whole seconds). None where the claims are no JSON
    /// object.
    pub fn sign<C: Serialize>(
        &self,
        purpose: TokenPurpose,
        now: Timestamp,
        expires_at: Timestamp,
        own: C,
    ) -> Option<String> {
        let claims = Claims { iss: purpose.issuer().to_owned(), nbf: seconds(now), exp: seconds(expires_at), own };
        jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &self.signing).ok()
    }

    /// The claims of a token for this purpose.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn read<C: DeserializeOwned>(
        &self,
        purpose: TokenPurpose,
        now: Timestamp,
        token: &str,
    ) -> Result<C, TokenError> {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[purpose.issuer()]);
        validation.set_required_spec_claims(&["iss", "exp"]);
        // Time is the caller's, see below.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims<C>>(token, &self.reading, &validation)
            .map_err(|_| TokenError::Invalid)?
            .claims;
        if claims.exp <= seconds(now) { Err(TokenError::Expired) } else { Ok(claims.own) }
    }
}

const fn seconds(at: Timestamp) -> i64 {
    at.micros().div_euclid(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const NOW: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Own {
        sub: String,
    }

    fn own() -> Own {
        Own { sub: "dora".to_owned() }
    }

    #[test]
    fn a_token_is_good_for_its_purpose_and_its_time() {
        let signer = TokenSigner::new(&[7; 32]).unwrap();
        let token = signer.sign(TokenPurpose::Access, NOW, NOW.after(Duration::from_mins(1)), own()).unwrap();
        let read = |purpose, now| signer.read::<Own>(purpose, now, &token);
        assert_eq!(read(TokenPurpose::Access, NOW), Ok(own()));
        assert_eq!(read(TokenPurpose::Access, NOW.after(Duration::from_mins(1))), Err(TokenError::Expired));
        assert_eq!(read(TokenPurpose::Invitation, NOW), Err(TokenError::Invalid));
    }

    #[test]
    fn a_token_of_another_key_or_a_changed_one_is_not_taken() {
        let signer = TokenSigner::new(&[7; 32]).unwrap();
        let sign = |signer: &TokenSigner| {
            signer.sign(TokenPurpose::Access, NOW, NOW.after(Duration::from_mins(1)), own()).unwrap()
        };
        let foreign = sign(&TokenSigner::new(&[8; 32]).unwrap());
        let mut changed = sign(&signer).into_bytes();
        let middle = changed.len() / 2;
        changed[middle] = if changed[middle] == b'A' { b'B' } else { b'A' };
        let none = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJwcm92b3N0fGxvZ2luIiwiZXhwIjo5OTk5OTk5OTk5OTksInN1YiI6ImRvcmEifQ.";
        for token in [foreign.as_str(), std::str::from_utf8(&changed).unwrap(), none, "", "a.b.c"] {
            assert_eq!(signer.read::<Own>(TokenPurpose::Access, NOW, token), Err(TokenError::Invalid), "{token}");
        }
    }
}
