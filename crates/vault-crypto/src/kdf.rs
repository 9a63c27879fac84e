//! How a master key is made from a master password: which function, and how hard it works.

/// Function and parameters of the key derivation, as an account carries them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KdfSettings {
    /// PBKDF2 with HMAC-SHA256; number 0.
    Pbkdf2Sha256 {
        /// Rounds.
        iterations: u32,
    },
    /// Argon2id, version 1.3; number 1.
    Argon2id {
        /// Passes over the memory.
        iterations: u32,
        /// Memory in MiB.
        memory: u32,
        /// Lanes.
        parallelism: u32,
    },
}

/// Why [`KdfSettings`] are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KdfSettingsError {
    /// Neither 0 nor 1.
    #[error("key derivation must be 0 (PBKDF2) or 1 (Argon2id)")]
    UnknownType,
    /// Argon2id without its memory or parallelism.
    #[error("Argon2id needs {0}")]
    Missing(&'static str),
    /// Too weak for the person, or too heavy for their devices.
    #[error("{parameter} of the key derivation must be {minimum} to {maximum}")]
    OutOfRange {
        /// Which one.
        parameter: &'static str,
        /// The smallest that is allowed.
        minimum: u32,
        /// The largest that is allowed.
        maximum: u32,
    },
}

impl Default for KdfSettings {
    /// What clients choose for a new account: PBKDF2 with 600,000 rounds.
    fn default() -> Self {
        Self::Pbkdf2Sha256 { iterations: 600_000 }
    }
}

impl KdfSettings {
    /// From the four fields that clients and servers exchange. Ranges are not checked here.
    pub fn from_parts(
        kdf_type: u8,
        iterations: u32,
        memory: Option<u32>,
        parallelism: Option<u32>,
    ) -> Result<Self, KdfSettingsError> {
        match kdf_type {
            0 => Ok(Self::Pbkdf2Sha256 { iterations }),
            1 => Ok(Self::Argon2id {
                iterations,
                memory: memory.ok_or(KdfSettingsError::Missing("memory"))?,
                parallelism: parallelism.ok_or(KdfSettingsError::Missing("parallelism"))?,
            }),
            _ => Err(KdfSettingsError::UnknownType),
        }
    }

    /// Bitwarden's number: 0 for PBKDF2, 1 for Argon2id.
    pub fn kdf_type(&self) -> u8 {
        match self {
            Self::Pbkdf2Sha256 { .. } => 0,
            Self::Argon2id { .. } => 1,
        }
    }

    /// Whether somebody may choose these today. Argon2id starts at 16 MiB: Bitwarden's server lets 15 pass, but its
    /// clients refuse to log in with less than 16.
    pub fn check_new(&self) -> Result<(), KdfSettingsError> {
        self.check(600_000, 16)
    }

    /// Whether an account may have these: what was ever a default, up to what may be chosen today. A server that names
    /// others either weakens what is derived or exhausts the machine that derives it.
    pub fn check_existing(&self) -> Result<(), KdfSettingsError> {
        self.check(5_000, 15)
    }

    fn check(&self, least_rounds: u32, least_memory: u32) -> Result<(), KdfSettingsError> {
        match *self {
            Self::Pbkdf2Sha256 { iterations } => within("iterations", iterations, least_rounds, 2_000_000),
            Self::Argon2id { iterations, memory, parallelism } => {
                within("iterations", iterations, 2, 10)?;
                within("memory", memory, least_memory, 1024)?;
                within("parallelism", parallelism, 1, 16)
            }
        }
    }
}

fn within(parameter: &'static str, value: u32, minimum: u32, maximum: u32) -> Result<(), KdfSettingsError> {
    if (minimum..=maximum).contains(&value) {
        Ok(())
    } else {
        Err(KdfSettingsError::OutOfRange { parameter, minimum, maximum })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn argon2id(iterations: u32, memory: u32, parallelism: u32) -> KdfSettings {
        KdfSettings::Argon2id { iterations, memory, parallelism }
    }

    #[test]
    fn limits_of_what_may_be_chosen_and_of_what_may_exist() {
        for (settings, new, existing) in [
            (KdfSettings::default(), true, true),
            (KdfSettings::Pbkdf2Sha256 { iterations: 599_999 }, false, true),
            (KdfSettings::Pbkdf2Sha256 { iterations: 5_000 }, false, true),
            (KdfSettings::Pbkdf2Sha256 { iterations: 4_999 }, false, false),
            (KdfSettings::Pbkdf2Sha256 { iterations: 0 }, false, false),
            (KdfSettings::Pbkdf2Sha256 { iterations: 2_000_000 }, true, true),
            (KdfSettings::Pbkdf2Sha256 { iterations: 2_000_001 }, false, false),
            (argon2id(6, 32, 4), true, true),
            (argon2id(3, 64, 4), true, true),
            (argon2id(2, 16, 1), true, true),
            (argon2id(10, 1024, 16), true, true),
            (argon2id(2, 15, 1), false, true),
            (argon2id(2, 14, 1), false, false),
            (argon2id(1, 64, 4), false, false),
            (argon2id(11, 64, 4), false, false),
            (argon2id(3, 1025, 4), false, false),
            (argon2id(3, u32::MAX, 4), false, false),
            (argon2id(3, 64, 0), false, false),
            (argon2id(3, 64, 17), false, false),
        ] {
            assert_eq!(settings.check_new().is_ok(), new, "{settings:?}");
            assert_eq!(settings.check_existing().is_ok(), existing, "{settings:?}");
        }
    }

    #[test]
    fn the_four_fields_make_settings() {
        assert_eq!(KdfSettings::from_parts(0, 7, None, Some(4)), Ok(KdfSettings::Pbkdf2Sha256 { iterations: 7 }));
        assert_eq!(KdfSettings::from_parts(1, 3, Some(64), Some(4)), Ok(argon2id(3, 64, 4)));
        assert_eq!(argon2id(3, 64, 4).kdf_type(), 1);
        assert_eq!(KdfSettings::default().kdf_type(), 0);
        for (kdf_type, memory, parallelism, expected) in [
            (2, Some(64), Some(4), KdfSettingsError::UnknownType),
            (1, None, Some(4), KdfSettingsError::Missing("memory")),
            (1, Some(64), None, KdfSettingsError::Missing("parallelism")),
        ] {
            assert_eq!(KdfSettings::from_parts(kdf_type, 3, memory, parallelism), Err(expected));
        }
    }

    #[test]
    fn the_message_says_what_is_allowed() {
        let refused = argon2id(3, 2048, 4).check_new().unwrap_err();
        assert_eq!(refused.to_string(), "memory of the key derivation must be 16 to 1024");
    }
}
