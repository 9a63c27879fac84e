//! E-mail addresses.

use crate::{CaseInsensitiveText, Refusal};

/// An e-mail address as typed, with the folded key that makes it unique in an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress(CaseInsensitiveText);

impl EmailAddress {
    /// Longest address, in characters.
    pub const MAX_LENGTH: usize = 256;

    /// Takes `local@domain` with neither blanks nor control characters; the local part may be any script.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let well_formed = !local.is_empty()
            && !local.contains('@')
            && !domain.is_empty()
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && !domain.contains("..")
            && !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | ',' | ';'));
        well_formed.then(|| Self(CaseInsensitiveText::new(text)))
    }

    /// Like [`EmailAddress::parse`], with the refusal that says what is wrong.
    pub fn require(text: &str) -> Result<Self, Refusal> {
        let address = Self::parse(text).ok_or_else(|| Refusal::InvalidEmail(text.to_owned()))?;
        if text.chars().count() > Self::MAX_LENGTH {
            return Err(Refusal::TooLong { field: "emails.value", limit: Self::MAX_LENGTH });
        }
        Ok(address)
    }

    /// The address as typed.
    pub fn text(&self) -> &str {
        self.0.text()
    }

    /// The folded address.
    pub fn key(&self) -> &str {
        self.0.key()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_text() {
        for good in ["a@b", "Dora.O'Hara+x@Example.com", "дора@пример.рф", "a@[127.0.0.1]"] {
            assert!(EmailAddress::parse(good).is_some(), "{good}");
        }
        for bad in ["", "dora", "@b", "a@", "a@b@c", "a b@c", "a@b..c", "a@.b", "Dora <a@b>", "a\n@b"] {
            assert!(EmailAddress::parse(bad).is_none(), "{bad}");
        }
        assert_eq!(EmailAddress::parse("A@B.c").unwrap().key(), "a@b.c");
        assert!(matches!(
            EmailAddress::require(&format!("{}@b.c", "x".repeat(256))),
            Err(Refusal::TooLong { limit: 256, .. })
        ));
    }
}
