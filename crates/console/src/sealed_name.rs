//! Names that only members read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Longest one, encrypted, in characters.
const MAX: usize = 2_000;

/// Whether a text has the form of what members' clients encrypt: an `EncString` of type 2. One that no client could read
/// would break the lists of everybody who shares the collection.
pub(crate) fn is_sealed_name(text: &str) -> bool {
    let Some(parts) = text.strip_prefix("2.").filter(|_| text.len() <= MAX) else { return false };
    let parts: Vec<Option<usize>> =
        parts.split('|').map(|part| STANDARD.decode(part).ok().map(|bytes| bytes.len())).collect();
    // Initialization vector, whole blocks, HMAC-SHA-256.
    matches!(parts.as_slice(), [Some(16), Some(blocks), Some(32)] if *blocks > 0 && blocks.is_multiple_of(16))
}

#[cfg(test)]
mod tests {
    use super::is_sealed_name;

    const SEALED: &str =
        "2.EZJnDTycvmI2llBlMZl7QA==|+Zp9wQQ6YW+rwmJjklrBCQ==|GdgHp+tGiPDtRPPPzhIYBGU92aoxWtjTrC5uLPIVwK0=";

    #[test]
    fn only_ciphertext_is_a_name() {
        assert!(is_sealed_name(SEALED));
        for bad in ["", "Clear", "2.", "2.AAAA|AAAA|AAAA", &SEALED[..90], &SEALED.replacen('2', "0", 1)] {
            assert!(!is_sealed_name(bad), "{bad}");
        }
        assert!(!is_sealed_name(&SEALED.replace("|+Z", &format!("|{}+Z", "A".repeat(4_000)))));
    }
}
