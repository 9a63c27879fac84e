//! Text compared without regard to letter case.

use crate::Refusal;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Folds a text for comparison: NFC, then Unicode lower case. No NFKC and no full case folding: `ß` is not `ss`.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        text.to_ascii_lowercase()
    } else if is_nfc(text) {
        text.to_lowercase()
    } else {
        text.nfc().collect::<String>().to_lowercase()
    }
}

/// Refuses written attributes that together are overlong: small changes add up.
pub(crate) fn check_attributes(json: Option<&str>) -> Result<(), Refusal> {
    // More than a whole body can hold, so that what was taken once can be sent again.
    let limit = 2 * 1024 * 1024;
    match json {
        Some(json) if json.len() > limit && json.chars().count() > limit => {
            Err(Refusal::TooLong { field: "The resource", limit })
        }
        _ => Ok(()),
    }
}

/// A text as it was typed, with the key by which it is compared and found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseInsensitiveText {
    text: String,
    key: String,
}

impl CaseInsensitiveText {
    /// Keeps the text as typed and computes its key.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { key: fold(&text), text }
    }

    /// The text as typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The key: equal for texts that differ in letter case only.
    pub fn key(&self) -> &str {
        &self.key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_lowers_and_composes_and_does_no_more() {
        assert_eq!(fold("Dora@Example.COM"), "dora@example.com");
        assert_eq!(fold("Jose\u{301}"), "jos\u{e9}");
        assert_eq!(fold("STRAẞE"), "straße");
        assert_ne!(fold("straße"), fold("strasse"));
        assert_ne!(fold("ｗ"), fold("w"));
    }
}
