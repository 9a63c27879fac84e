//! Key derivation settings, as clients send and read them.

use crate::error::ApiError;
use domain::KdfSettings;
use serde::Deserialize;
use serde_json::{Value, json};

/// `{"kdfType", "iterations", "memory", "parallelism"}`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KdfBody {
    kdf_type: i64,
    iterations: u32,
    memory: Option<u32>,
    parallelism: Option<u32>,
}

impl KdfBody {
    /// The settings of the older shape, whose fields stand beside others.
    pub(crate) fn of_older(
        kdf_type: Option<i64>,
        iterations: Option<u32>,
        memory: Option<u32>,
        parallelism: Option<u32>,
    ) -> Result<Option<KdfSettings>, ApiError> {
        let (Some(kdf_type), Some(iterations)) = (kdf_type, iterations) else { return Ok(None) };
        Self { kdf_type, iterations, memory, parallelism }.settings().map(Some)
    }

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
