//! How a client makes a master key of a master password.

use crate::Refusal;

/// The key derivation of an account, with Bitwarden's numbers: 0 is PBKDF2-SHA256, 1 is Argon2id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KdfSettings {
    /// PBKDF2-HMAC-SHA256.
    Pbkdf2 {
        /// Rounds.
        iterations: u32,
    },
    /// Argon2id.
    Argon2id {
        /// Passes.
        iterations: u32,
        /// Memory, in MiB.
        memory: u32,
        /// Lanes.
        parallelism: u32,
    },
}

impl KdfSettings {
    /// What clients choose for a new account.
    pub const DEFAULT: Self = Self::Pbkdf2 { iterations: 600_000 };

    /// The settings of these numbers, as a client or a row says them.
    pub const fn from_numbers(
        kdf_type: i64,
        iterations: u32,
        memory: Option<u32>,
        parallelism: Option<u32>,
    ) -> Option<Self> {
        match (kdf_type, memory, parallelism) {
            (0, _, _) => Some(Self::Pbkdf2 { iterations }),
            (1, Some(memory), Some(parallelism)) => Some(Self::Argon2id { iterations, memory, parallelism }),
            _ => None,
        }
    }

    /// Refuses what is too weak or too costly for a new setting.
    pub fn check(self) -> Result<(), Refusal> {
        let wrong = |text: &str| Err(Refusal::InvalidSetting(text.to_owned()));
        match self {
            Self::Pbkdf2 { iterations } if !(600_000..=2_000_000).contains(&iterations) => {
                wrong("KDF iterations must be between 600,000 and 2,000,000.")
            }
            Self::Argon2id { iterations, .. } if !(2..=10).contains(&iterations) => {
                wrong("Argon2id iterations must be between 2 and 10.")
            }
            Self::Argon2id { memory, .. } if !(16..=1024).contains(&memory) => {
                wrong("Argon2id memory must be between 16 and 1,024 MiB.")
            }
            Self::Argon2id { parallelism, .. } if !(1..=16).contains(&parallelism) => {
                wrong("Argon2id parallelism must be between 1 and 16.")
            }
            _ => Ok(()),
        }
    }

    /// Bitwarden's number of the function.
    pub const fn kdf_type(self) -> i64 {
        match self {
            Self::Pbkdf2 { .. } => 0,
            Self::Argon2id { .. } => 1,
        }
    }

    /// Rounds or passes.
    pub const fn iterations(self) -> u32 {
        match self {
            Self::Pbkdf2 { iterations } | Self::Argon2id { iterations, .. } => iterations,
        }
    }

    /// Memory in MiB, for Argon2id.
    pub const fn memory(self) -> Option<u32> {
        match self {
            Self::Pbkdf2 { .. } => None,
            Self::Argon2id { memory, .. } => Some(memory),
        }
    }

    /// Lanes, for Argon2id.
    pub const fn parallelism(self) -> Option<u32> {
        match self {
            Self::Pbkdf2 { .. } => None,
            Self::Argon2id { parallelism, .. } => Some(parallelism),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_settings_stay_within_bounds() {
        let pbkdf2 = |iterations| KdfSettings::Pbkdf2 { iterations };
        let argon2 = |iterations, memory, parallelism| KdfSettings::Argon2id { iterations, memory, parallelism };
        for good in [KdfSettings::DEFAULT, pbkdf2(2_000_000), argon2(2, 16, 1), argon2(3, 64, 4), argon2(10, 1024, 16)]
        {
            assert_eq!(good.check(), Ok(()), "{good:?}");
        }
        for bad in [
            pbkdf2(599_999),
            pbkdf2(2_000_001),
            argon2(1, 64, 4),
            argon2(11, 64, 4),
            argon2(3, 15, 4),
            argon2(3, 1025, 4),
            argon2(3, 64, 0),
            argon2(3, 64, 17),
        ] {
            assert!(bad.check().is_err(), "{bad:?}");
        }
    }
}
