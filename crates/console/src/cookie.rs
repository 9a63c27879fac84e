//! The cookie of a session.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{AccountId, BrowserSessionId, Entropy, SecretDigest};
use std::fmt;
use uuid::Uuid;

const NAME: CookieName = CookieName { secure: "__Host-provost-session", plain: "provost-session" };
/// Where the identifiers end.
const IDS: usize = 32;
/// Bytes of identifiers and secret.
const LENGTH: usize = IDS + 32;

/// What a cookie of ours is called.
#[derive(Clone, Copy)]
pub(crate) struct CookieName {
    /// Over https: `__Host-…`, which a browser takes from this very host alone.
    pub(crate) secure: &'static str,
    /// Over plain http, where a browser refuses the other.
    pub(crate) plain: &'static str,
}

impl CookieName {
    /// The name over https, or over plain http.
    pub(crate) const fn over(self, is_secure: bool) -> &'static str {
        if is_secure { self.secure } else { self.plain }
    }
}

/// What the cookie holds: which session, and the secret that proves it.
#[derive(Clone)]
pub(crate) struct SessionCookie {
    pub(crate) account_id: AccountId,
    pub(crate) id: BrowserSessionId,
    secret: [u8; 32],
}

impl fmt::Debug for SessionCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionCookie({}, {}, …)", self.account_id, self.id)
    }
}

impl SessionCookie {
    /// A new secret for a session.
    pub(crate) fn generate(account_id: AccountId, id: BrowserSessionId, entropy: &Entropy) -> Self {
        Self { account_id, id, secret: entropy.bytes() }
    }

    /// The cookie that a request carries.
    pub(crate) fn read(headers: &HeaderMap, is_secure: bool) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(value(headers, NAME.over(is_secure))?).ok()?;
        if bytes.len() != LENGTH {
            return None;
        }
        let (ids, secret) = bytes.split_at_checked(IDS)?;
        let (account, session) = ids.split_at_checked(IDS / 2)?;
        Some(Self {
            account_id: AccountId::from_uuid(Uuid::from_slice(account).ok()?),
            id: BrowserSessionId::from_uuid(Uuid::from_slice(session).ok()?),
            secret: secret.try_into().ok()?,
        })
    }

    /// The header that gives it to a browser.
    pub(crate) fn set(&self, is_secure: bool) -> Option<HeaderValue> {
        let ids = [self.account_id.uuid().into_bytes(), self.id.uuid().into_bytes()].concat();
        let value = URL_SAFE_NO_PAD.encode([ids.as_slice(), &self.secret].concat());
        header(NAME, &value, is_secure, "")
    }

    /// The header that takes it away.
    pub(crate) fn remove(is_secure: bool) -> Option<HeaderValue> {
        header(NAME, "", is_secure, "; Max-Age=0")
    }

    /// What is stored of the secret.
    pub(crate) fn digest(&self) -> SecretDigest {
        SecretDigest::of(&self.secret)
    }

    /// What forms of this session carry: another site can neither read nor guess it.
    pub(crate) fn csrf(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.csrf_digest().as_bytes())
    }

    /// Whether a form carries it.
    pub(crate) fn is_csrf(&self, shown: &str) -> bool {
        let shown = URL_SAFE_NO_PAD.decode(shown).ok().and_then(|bytes| SecretDigest::from_bytes(&bytes));
        shown.is_some_and(|shown| shown == self.csrf_digest())
    }

    fn csrf_digest(&self) -> SecretDigest {
        SecretDigest::of(&[b"csrf".as_slice(), &self.secret].concat())
    }
}

/// The value of a cookie that a request carries.
pub(crate) fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(found, value)| (found == name).then_some(value))
}

/// The header that sets a cookie of ours; `more` begins with a semicolon.
pub(crate) fn header(name: CookieName, value: &str, is_secure: bool, more: &str) -> Option<HeaderValue> {
    let secure = if is_secure { "; Secure" } else { "" };
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{more}", name.over(is_secure));
    let mut header = HeaderValue::from_str(&text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie() -> SessionCookie {
        let (account, session) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let ids = (AccountId::from_uuid(account), BrowserSessionId::from_uuid(session));
        SessionCookie::generate(ids.0, ids.1, &Entropy::seeded(1))
    }

    fn carried(set: &HeaderValue) -> HeaderMap {
        let pair = set.to_str().unwrap().split(';').next().unwrap();
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(&format!("a=b; {pair}")).unwrap())])
    }

    #[test]
    fn what_was_set_is_read_and_not_shown() {
        for is_secure in [false, true] {
            let set = cookie().set(is_secure).unwrap();
            let read = SessionCookie::read(&carried(&set), is_secure).unwrap();
            assert_eq!(
                (read.account_id, read.id, read.digest()),
                (cookie().account_id, cookie().id, cookie().digest())
            );
            assert!(SessionCookie::read(&carried(&set), !is_secure).is_none(), "each scheme has its own");
            assert_eq!(set.to_str().unwrap().contains("; Secure"), is_secure);
            assert!(!format!("{set:?} {read:?}").contains("AAAA"));
        }
    }

    #[test]
    fn what_is_no_cookie_of_ours_is_none() {
        for value in ["", "a", "AAAA", &"A".repeat(87), "%%%"] {
            let headers = carried(&HeaderValue::from_str(&format!("{}={value}", NAME.plain)).unwrap());
            assert!(SessionCookie::read(&headers, false).is_none(), "{value}");
        }
    }

    #[test]
    fn a_form_shows_that_it_is_of_this_session() {
        let other = SessionCookie { secret: [9; 32], ..cookie() };
        assert!(cookie().is_csrf(&cookie().csrf()));
        for wrong in ["", "AAAA", &other.csrf()] {
            assert!(!cookie().is_csrf(wrong), "{wrong}");
        }
    }
}
