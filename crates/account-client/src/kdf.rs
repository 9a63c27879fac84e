//! The four fields in which clients and servers exchange the settings of the key derivation.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vault_crypto::{CryptoError, KdfSettings};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KdfFields {
    pub(crate) kdf_type: u8,
    pub(crate) iterations: u32,
    pub(crate) memory: Option<u32>,
    pub(crate) parallelism: Option<u32>,
}

impl From<&KdfSettings> for KdfFields {
    fn from(settings: &KdfSettings) -> Self {
        let kdf_type = settings.kdf_type();
        match *settings {
            KdfSettings::Pbkdf2Sha256 { iterations } => Self { kdf_type, iterations, memory: None, parallelism: None },
            KdfSettings::Argon2id { iterations, memory, parallelism } => {
                Self { kdf_type, iterations, memory: Some(memory), parallelism: Some(parallelism) }
            }
        }
    }
}

impl TryFrom<KdfFields> for KdfSettings {
    type Error = CryptoError;

    fn try_from(fields: KdfFields) -> Result<Self, CryptoError> {
        Ok(Self::from_parts(fields.kdf_type, fields.iterations, fields.memory, fields.parallelism)?)
    }
}

/// The same under the names that older servers read.
pub(crate) fn older_kdf_fields(settings: &KdfSettings) -> Value {
    let KdfFields { kdf_type, iterations, memory, parallelism } = settings.into();
    json!({"kdf": kdf_type, "kdfIterations": iterations, "kdfMemory": memory, "kdfParallelism": parallelism})
}
