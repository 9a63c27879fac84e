//! Reading the caller's key from `Authorization` (RFC 6750 §2.1).

use http::HeaderMap;
use http::header::AUTHORIZATION;

/// Longer ones are no keys or tokens of ours.
const MAX_KEY_BYTES: usize = 4096;

/// A key as the caller sent it; its `Debug` shows nothing of it.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct BearerKey<'h>(&'h str);

impl<'h> BearerKey<'h> {
    /// The secret itself. Never log it, never store it.
    pub const fn reveal(self) -> &'h str {
        self.0
    }
}

impl std::fmt::Debug for BearerKey<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("BearerKey(…)")
    }
}

/// Why there is no key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BearerError {
    /// No `Authorization` at all.
    #[error("the Authorization header is missing; send `Authorization: Bearer <key>`")]
    Missing,
    /// More than one: taking either would let a proxy and us see different callers.
    #[error("the Authorization header is sent more than once; send it once")]
    Repeated,
    /// Another scheme, an empty key, or characters that no key has.
    #[error("the Authorization header is not of the form `Bearer <key>`")]
    Malformed,
}

/// Reads `Bearer <key>`, the scheme in any case, or the bare key without a scheme.
pub fn bearer_key(headers: &HeaderMap) -> Result<BearerKey<'_>, BearerError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(BearerError::Missing)?;
    if values.next().is_some() {
        return Err(BearerError::Repeated);
    }
    let text = value.to_str().map_err(|_| BearerError::Malformed)?.trim();
    let key = match text.split_once(' ') {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") => key.trim_start(),
        Some(_) => return Err(BearerError::Malformed),
        None if text.eq_ignore_ascii_case("bearer") => return Err(BearerError::Malformed),
        None => text,
    };
    if is_key(key) { Ok(BearerKey(key)) } else { Err(BearerError::Malformed) }
}

/// The `b64token` of RFC 6750 §2.1, which every key of ours is.
fn is_key(key: &str) -> bool {
    let token = key.trim_end_matches('=');
    !token.is_empty()
        && key.len() <= MAX_KEY_BYTES
        && token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/'))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn the_scheme_is_taken_in_any_case_and_may_be_absent() {
        for value in
            ["Bearer abc.DEF-1_2~+/==", "bearer abc.DEF-1_2~+/==", "BEARER   abc.DEF-1_2~+/==", "abc.DEF-1_2~+/=="]
        {
            assert_eq!(bearer_key(&headers(&[value])).map(BearerKey::reveal), Ok("abc.DEF-1_2~+/=="), "{value}");
        }
    }

    #[test]
    fn everything_else_says_what_is_wrong() {
        let long = format!("Bearer {}", "k".repeat(MAX_KEY_BYTES + 1));
        let malformed =
            ["", "Bearer", "Bearer ", "Basic dXNlcg==", "Bearer a b", "Bearer \"key\"", "====", "a,b", &long];
        for value in malformed {
            assert_eq!(bearer_key(&headers(&[value])), Err(BearerError::Malformed), "{value}");
        }
        assert_eq!(bearer_key(&headers(&[])), Err(BearerError::Missing));
        assert_eq!(bearer_key(&headers(&["Bearer key", "Bearer key"])), Err(BearerError::Repeated));
    }

    #[test]
    fn debug_shows_no_key() {
        let headers = headers(&["Bearer very-secret"]);
        assert!(!format!("{:?}", bearer_key(&headers)).contains("secret"));
    }
}
