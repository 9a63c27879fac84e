//! Key derivation settings of accounts that do not exist.

use aws_lc_rs::hmac;
use domain::KdfSettings;

/// What accounts have, roughly as often as that.
const COMMON: [KdfSettings; 8] = [
    KdfSettings::DEFAULT,
    KdfSettings::DEFAULT,
    KdfSettings::DEFAULT,
    KdfSettings::DEFAULT,
    KdfSettings::DEFAULT,
    KdfSettings::DEFAULT,
    KdfSettings::Argon2id { iterations: 3, memory: 64, parallelism: 4 },
    KdfSettings::Argon2id { iterations: 6, memory: 32, parallelism: 4 },
];

/// Makes up settings for addresses that nobody signs in with: always the same for one address, and nobody without the
/// data key can compute them, so that they tell nothing about who has an account.
pub struct MadeUpKdf(hmac::Key);

impl MadeUpKdf {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The settings for the address of this folded key.
    pub fn of(&self, email_key: &str) -> KdfSettings {
        let tag = hmac::sign(&self.0, email_key.as_bytes());
        let chosen = tag.as_ref().first().map_or(0, |byte| usize::from(byte % 8));
        COMMON.get(chosen).copied().unwrap_or(KdfSettings::DEFAULT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_keeps_its_settings_and_all_common_ones_occur() {
        let made_up = MadeUpKdf::new(&[7; 32]);
        let all: Vec<_> = (0..200).map(|number| made_up.of(&format!("user{number}@example.com"))).collect();
        assert_eq!(all, (0..200).map(|number| made_up.of(&format!("user{number}@example.com"))).collect::<Vec<_>>());
        for settings in COMMON {
            assert!(all.contains(&settings), "{settings:?}");
        }
        let other = MadeUpKdf::new(&[8; 32]);
        assert!((0..200).any(|number| other.of(&format!("user{number}@example.com")) != all[number]));
    }
}
