//! Texts of items: ciphertext whose form is checked while a body is read, and dates.

use domain::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use vault_crypto::{EncString, EncryptionType};

/// A ciphertext as items are made of: an `EncString` of type 2, at most `MAX` characters long. One that no client could
/// read would break the lists of everybody who shares it; the server cannot open it, but sees its form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SealedText<const MAX: usize>(String);

impl<const MAX: usize> SealedText<MAX> {
    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for SealedText<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.len() > MAX {
            return Err(D::Error::custom(format!("longer than {MAX} characters, encrypted")));
        }
        match text.parse::<EncString>() {
            Ok(parsed) if parsed.encryption_type() == EncryptionType::AesCbc256HmacSha256 => Ok(Self(text)),
            Ok(_) => Err(D::Error::custom("not an EncString of type 2")),
            Err(error) => Err(D::Error::custom(format!("not an EncString of type 2: {error}"))),
        }
    }
}

/// A moment in ISO 8601 with `T` and `Z`, as every client reads it; kept as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Date(String);

impl Date {
    pub(crate) fn moment(&self) -> Option<Timestamp> {
        let parsed: jiff::Timestamp = self.0.parse().ok()?;
        Some(Timestamp::from_micros(parsed.as_microsecond()))
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let date = Self(String::deserialize(deserializer)?);
        if date.0.len() > 40 || !is_plain(&date.0) || date.moment().is_none() {
            return Err(D::Error::custom("not a date like 2026-01-31T12:00:00Z"));
        }
        Ok(date)
    }
}

/// Whether nothing stands in it that only some readers of dates know.
fn is_plain(text: &str) -> bool {
    text.ends_with('Z') && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | '.' | 'T' | 'Z'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SEALED: &str =
        "2.EZJnDTycvmI2llBlMZl7QA==|+Zp9wQQ6YW+rwmJjklrBCQ==|GdgHp+tGiPDtRPPPzhIYBGU92aoxWtjTrC5uLPIVwK0=";

    fn read(text: &str) -> Result<SealedText<150>, serde_json::Error> {
        serde_json::from_value(json!(text))
    }

    #[test]
    fn ciphertext_of_another_form_is_not_taken() {
        assert_eq!(read(SEALED).unwrap().into_text(), SEALED);
        let long =
            format!("2.EZJnDTycvmI2llBlMZl7QA==|{}|GdgHp+tGiPDtRPPPzhIYBGU92aoxWtjTrC5uLPIVwK0=", "A".repeat(128));
        for bad in
            ["", "clear", "2.", "4.AAAA", "0.EZJnDTycvmI2llBlMZl7QA==|+Zp9wQQ6YW+rwmJjklrBCQ==", &SEALED[..90], &long]
        {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn dates_are_kept_as_sent() {
        let read = |text: &str| serde_json::from_value::<Date>(json!(text));
        let date = read("2026-11-22T08:42:20.193Z").unwrap();
        assert_eq!(date.moment(), Some(Timestamp::from_micros(1_795_336_940_193_000)));
        assert_eq!(json!(date), json!("2026-11-22T08:42:20.193Z"));
        for bad in [
            "",
            "2026-11-22",
            "yesterday",
            "2026-13-22T08:42:20Z",
            "2026-11-22 08:42:20Z",
            "2026-11-22T08:42:20+00:00[UTC]",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
