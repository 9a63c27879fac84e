//! The identifier that the directory gives a resource.

use crate::Refusal;

/// The directory's own identifier of a member or group (RFC 7643 §3.1 `externalId`): compared exactly, never with one of
/// our identifiers, and there is no conversion to or from any of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ExternalId(String);

impl ExternalId {
    /// Longest external id, in characters.
    pub const MAX_LENGTH: usize = 300;

    /// Takes a text of 1 to 300 characters; a blank one unlinks and so is none.
    pub fn parse(text: &str) -> Result<Option<Self>, Refusal> {
        if text.chars().count() > Self::MAX_LENGTH {
            return Err(Refusal::TooLong { field: "externalId", limit: Self::MAX_LENGTH });
        }
        Ok((!text.trim().is_empty()).then(|| Self(text.to_owned())))
    }

    /// An external id that storage kept.
    pub fn from_stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as the directory sent it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_is_none_and_length_is_counted_in_characters() {
        assert_eq!(ExternalId::parse(" \t"), Ok(None));
        assert!(ExternalId::parse(&"ä".repeat(300)).unwrap().is_some());
        assert!(ExternalId::parse(&"ä".repeat(301)).is_err());
    }
}
