//! Comparing text without regard to letter case.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The form in which two texts are the same when they differ in letter case only: NFC, then lower case.
///
/// Nothing else is folded: `ß` is not `ss`, and full-width letters are not the plain ones.
///
/// ```
/// assert_eq!(scim_protocol::fold("Ärger@Example.COM"), "ärger@example.com");
/// assert_eq!(scim_protocol::fold("A\u{308}"), scim_protocol::fold("ä"));
/// assert_ne!(scim_protocol::fold("Straße"), scim_protocol::fold("Strasse"));
/// ```
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let composed: Cow<'_, str> = if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) };
    composed.to_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }
    }
}
