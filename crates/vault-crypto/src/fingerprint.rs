//! Five words by which two people compare a public key.

use std::fmt;

use aws_lc_rs::digest;

use crate::stretch::expand;
use crate::{CryptoError, PublicKey};

/// Of the Electronic Frontier Foundation, CC BY 3.0; see `data/README.md`.
const WORD_LIST: &str = include_str!("../data/eff_large_wordlist.txt");
const WORD_COUNT: u32 = 7776;
/// The fewest words that carry 64 bits.
const PHRASE_LENGTH: usize = 5;

/// What a person reads aloud so that an admin knows that the public key is theirs: five English words. Prints as
/// Bitwarden's clients show it, joined by hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FingerprintPhrase([&'static str; PHRASE_LENGTH]);

impl FingerprintPhrase {
    /// The phrase of a user's public key. `user_id` is the id of the account (not of the membership) as clients write
    /// it: a UUID in lower case with hyphens.
    pub fn new(user_id: &str, public_key: &PublicKey) -> Result<Self, CryptoError> {
        let hash = digest::digest(&digest::SHA256, public_key.spki());
        let hash = hash.as_ref().try_into().or(Err(CryptoError::Unavailable))?;
        Ok(Self::of_number(*expand(hash, user_id.as_bytes())?))
    }

    /// The lowest digits, lowest first, of a big-endian number written in base 7776.
    fn of_number(mut number: [u8; 32]) -> Self {
        Self(std::array::from_fn(|_| word(divide(&mut number))))
    }

    /// The five words.
    pub fn words(&self) -> &[&'static str] {
        &self.0
    }
}

/// Divides the number by [`WORD_COUNT`] and returns the remainder.
fn divide(number: &mut [u8; 32]) -> u32 {
    number.iter_mut().fold(0, |remainder, digit| {
        let dividend = remainder * 256 + u32::from(*digit);
        [.., *digit] = (dividend / WORD_COUNT).to_be_bytes();
        dividend % WORD_COUNT
    })
}

fn words() -> impl Iterator<Item = &'static str> {
    WORD_LIST.lines().filter_map(|line| Some(line.split_once('\t')?.1))
}

fn word(index: u32) -> &'static str {
    words().nth(index as usize).unwrap_or_default()
}

impl fmt::Display for FingerprintPhrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("-"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_word_list_is_whole() {
        assert_eq!(words().count(), 7776);
        assert_eq!(words().filter(|word| !word.is_empty()).collect::<BTreeSet<_>>().len(), 7776);
        assert_eq!(word(WORD_COUNT), "");
        assert_eq!((word(0), word(7775)), ("abacus", "zoom"));
    }

    #[test]
    fn digits_are_taken_lowest_first() {
        let mut number = [0; 32];
        // 2 · 7776 + 1
        number[30..].copy_from_slice(&15_553_u16.to_be_bytes());
        let phrase = FingerprintPhrase::of_number(number);
        assert_eq!(phrase.words(), [word(1), word(2), word(0), word(0), word(0)]);
        assert_eq!(FingerprintPhrase::of_number([0; 32]).to_string(), "abacus-abacus-abacus-abacus-abacus");
    }
}
