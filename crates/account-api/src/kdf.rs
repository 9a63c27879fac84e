//! Key derivation settings, as clients send and read them.

use crate::error::ApiError;
use domain::KdfSettings;
use serde::Deserialize;
use serde_json::{Value, json};

/// `{"kdfType", "iterations", "memory", "parallelism"}`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KdfBody {
    pub(crate) kdf_type: i64,
    pub(crate) iterations: u32,
    pub(crate) memory: Option<u32>,
    pub(crate) parallelism: Option<u32>,
}

impl KdfBody {
    /// The settings, whether or not they may be chosen today.
    pub(crate) fn settings(self) -> Result<KdfSettings, ApiError> {
        KdfSettings::from_numbers(self.kdf_type, self.iterations, self.memory, self.parallelism).ok_or_else(|| {
            ApiError::invalid("kdfType must be 0 (PBKDF2) or 1 (Argon2id, with its memory and parallelism).")
        })
    }
}

/// The settings as clients read them.
pub(crate) fn to_json(kdf: KdfSettings) -> Value {
    json!({
        "kdfType": kdf.kdf_type(),
        "iterations": kdf.iterations(),
        "memory": kdf.memory(),
        "parallelism": kdf.parallelism(),
    })
}
