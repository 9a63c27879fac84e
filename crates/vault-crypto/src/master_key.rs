//! The key that a master password makes, and what it proves to the server.

use std::fmt;
use std::num::NonZeroU32;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::{digest, pbkdf2};
use base64::Engine;
use zeroize::Zeroizing;

use crate::enc_string::BASE64;
use crate::{CryptoError, KdfSettings};

/// The salt of an account that has stored none: its e-mail address, trimmed and in lower case.
pub fn salt_of_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// 32 bytes that only the master password makes. It never leaves the client.
pub struct MasterKey(pub(crate) Box<Zeroizing<[u8; 32]>>);

impl MasterKey {
    /// Derives it; takes about a second, and with Argon2id the memory of the settings. The salt is taken as it is: the
    /// account's own, or [`salt_of_email`].
    ///
    /// # Errors
    /// [`CryptoError::KdfSettings`] unless [`KdfSettings::check_existing`] passes.
    pub fn derive(password: &str, salt: &str, settings: &KdfSettings) -> Result<Self, CryptoError> {
        settings.check_existing()?;
        let mut key = Box::new(Zeroizing::new([0; 32]));
        match *settings {
            KdfSettings::Pbkdf2Sha256 { iterations } => {
                pbkdf2_sha256(iterations, salt.as_bytes(), password.as_bytes(), &mut key)?;
            }
            KdfSettings::Argon2id { iterations, memory, parallelism } => {
                let params =
                    Params::new(memory * 1024, iterations, parallelism, Some(32)).or(Err(CryptoError::Unavailable))?;
                argon2id(params, salt, password, &mut key)?;
            }
        }
        Ok(Self(key))
    }

    /// What the client sends to log in.
    pub fn authentication_hash(&self, password: &str) -> Result<AuthenticationHash, CryptoError> {
        let mut hash = Zeroizing::new([0; 32]);
        pbkdf2_sha256(1, password.as_bytes(), self.0.as_slice(), &mut hash)?;
        Ok(AuthenticationHash(Zeroizing::new(BASE64.encode(*hash))))
    }
}

fn pbkdf2_sha256(rounds: u32, salt: &[u8], secret: &[u8], out: &mut [u8; 32]) -> Result<(), CryptoError> {
    let rounds = NonZeroU32::new(rounds).ok_or(CryptoError::Unavailable)?;
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, rounds, salt, secret, out);
    Ok(())
}

/// The memory is taken fallibly, since the server names its size, and wiped, since its last blocks make the key.
fn argon2id(params: Params, salt: &str, password: &str, out: &mut [u8; 32]) -> Result<(), CryptoError> {
    let salt = digest::digest(&digest::SHA256, salt.as_bytes());
    let mut memory = Zeroizing::new(Vec::new());
    memory.try_reserve_exact(params.block_count()).or(Err(CryptoError::Unavailable))?;
    memory.resize(params.block_count(), Block::new());
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), salt.as_ref(), out, memory.as_mut_slice())
        .or(Err(CryptoError::Unavailable))
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// The proof of knowing the master password, in base64: 32 bytes that the server hashes again before it stores them.
/// As good as the password for logging in, so never printed by `Debug`.
pub struct AuthenticationHash(Zeroizing<String>);

impl AuthenticationHash {
    /// The text for `masterPasswordHash` and `password`.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AuthenticationHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthenticationHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::KdfSettingsError;

    #[test]
    fn settings_out_of_range_are_refused_before_any_work() {
        for settings in [
            KdfSettings::Pbkdf2Sha256 { iterations: 1 },
            KdfSettings::Pbkdf2Sha256 { iterations: u32::MAX },
            KdfSettings::Argon2id { iterations: 3, memory: u32::MAX, parallelism: 4 },
            KdfSettings::Argon2id { iterations: u32::MAX, memory: 64, parallelism: 4 },
        ] {
            let refused = MasterKey::derive("password", "salt@example.test", &settings).unwrap_err();
            assert!(matches!(refused, CryptoError::KdfSettings(KdfSettingsError::OutOfRange { .. })), "{refused:?}");
        }
    }

    #[test]
    fn the_salt_of_an_address() {
        assert_eq!(salt_of_email(" Ada.LOVELACE@Example.Test\n"), "ada.lovelace@example.test");
    }
}
