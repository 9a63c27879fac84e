//! Refresh tokens: what a client shows for new tokens.

use crate::{TokenPurpose, TokenSigner};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{AccountId, Entropy, SecretDigest, SessionId, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;
use zeroize::Zeroizing;

/// A refresh token. It is signed, so that one which was replaced long ago is told from one that was never ours: when it
/// comes back, somebody has a copy.
#[derive(Clone)]
pub struct RefreshToken {
    text: Zeroizing<String>,
    /// Whose.
    pub account_id: AccountId,
    /// The session.
    pub session_id: SessionId,
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RefreshToken({}, {}, …)", self.account_id, self.session_id)
    }
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: Uuid,
    sid: Uuid,
    /// 128 random bits, that make each token another one.
    jti: String,
}

impl RefreshToken {
    /// A new token of a session. None where signing fails, which it does not.
    pub fn generate(
        tokens: &TokenSigner,
        entropy: &Entropy,
        (account_id, session_id): (AccountId, SessionId),
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Option<Self> {
        let jti = URL_SAFE_NO_PAD.encode(entropy.bytes::<16>());
        let claims = Claims { sub: account_id.uuid(), sid: session_id.uuid(), jti };
        let text = tokens.sign(TokenPurpose::Refresh, now, expires_at, claims)?;
        Some(Self { text: Zeroizing::new(text), account_id, session_id })
    }

    /// A token of ours that has not run out. Whether its session goes on is for the database to say.
    pub fn read(tokens: &TokenSigner, now: Timestamp, text: &str) -> Option<Self> {
        let claims: Claims = tokens.read(TokenPurpose::Refresh, now, text).ok()?;
        let (account_id, session_id) = (AccountId::from_uuid(claims.sub), SessionId::from_uuid(claims.sid));
        Some(Self { text: Zeroizing::new(text.to_owned()), account_id, session_id })
    }

    /// The token itself, for the client alone.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// What is stored.
    pub fn digest(&self) -> SecretDigest {
        SecretDigest::of(self.text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_token_names_its_session_and_is_never_shown() {
        let (tokens, entropy) = (TokenSigner::new(&[7; 32]).unwrap(), Entropy::seeded(1));
        let now = Timestamp::from_micros(1_767_225_600_000_000);
        let end = now.after(Duration::from_mins(1));
        let ids = (AccountId::from_uuid(Uuid::from_u128(1)), SessionId::from_uuid(Uuid::from_u128(2)));
        let token = RefreshToken::generate(&tokens, &entropy, ids, now, end).unwrap();
        let read = RefreshToken::read(&tokens, now, token.reveal()).unwrap();
        assert_eq!((read.account_id, read.session_id), ids);
        assert_eq!(read.digest(), token.digest());
        assert!(RefreshToken::read(&tokens, end, token.reveal()).is_none());
        assert!(!format!("{token:?}").contains(token.reveal()));
        let next = RefreshToken::generate(&tokens, &entropy, ids, now, end).unwrap();
        assert_ne!(next.digest(), token.digest());
    }
}
