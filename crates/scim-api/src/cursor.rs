//! Cursors (RFC 9865): a place in one list, which fits no other.

use crate::error::ApiError;
use crate::fingerprint::fingerprint;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Position, Refusal};
use uuid::Uuid;

/// The list that a cursor belongs to: its organization, resource, filter and order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ListIdentity(u64);

impl ListIdentity {
    pub(crate) fn of(parts: &[&str]) -> Self {
        Self(fingerprint(parts.iter().copied()))
    }

    /// The cursor of a place.
    pub(crate) fn cursor(self, position: Position) -> String {
        let mut bytes = self.0.to_be_bytes().to_vec();
        match position {
            Position::After(id) => bytes.extend_from_slice(id.as_bytes()),
            Position::Index(index) => bytes.extend_from_slice(&index.to_be_bytes()),
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The place of a cursor of this list; an empty one is the beginning.
    pub(crate) fn position(self, cursor: &str) -> Result<Position, ApiError> {
        if cursor.is_empty() {
            return Ok(Position::Index(1));
        }
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| Refusal::InvalidCursor)?;
        let place = bytes.strip_prefix(&self.0.to_be_bytes()).ok_or(Refusal::InvalidCursor)?;
        if let Ok(index) = <[u8; 8]>::try_from(place) {
            return Ok(Position::Index(u64::from_be_bytes(index)));
        }
        let id = Uuid::from_slice(place).map_err(|_| Refusal::InvalidCursor)?;
        Ok(Position::After(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_fits_its_own_list_alone() {
        let (users, others) = (ListIdentity::of(&["a", "b"]), ListIdentity::of(&["ab", ""]));
        for position in [Position::Index(7), Position::After(Uuid::from_u128(9))] {
            let cursor = users.cursor(position);
            assert_eq!(users.position(&cursor).unwrap(), position);
            assert!(others.position(&cursor).is_err());
        }
        for nonsense in ["%", "AAAA", "AAAAAAAAAAAAAAAAAAAAAA"] {
            assert!(users.position(nonsense).is_err(), "{nonsense}");
        }
        assert_eq!(users.position("").unwrap(), Position::Index(1));
    }
}
