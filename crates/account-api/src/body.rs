//! Request bodies, with the limit of their route.

use crate::error::ApiError;
use axum::extract::Request;
use serde::de::DeserializeOwned;
use serde_json::Value;
use vault_crypto::{EncString, EncryptionType};

/// Most bytes of a usual body.
pub(crate) const USUAL_LIMIT: usize = 256 * 1024;

/// Reads a JSON body. A field that is wrong is named in the answer.
pub(crate) async fn read<T: DeserializeOwned>(request: Request, limit: usize) -> Result<T, ApiError> {
    let (parts, body) = request.into_parts();
    let value = http_kit::read_json(&parts.headers, body, limit).await?;
    typed(&value)
}

/// Reads a part of a body.
pub(crate) fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, ApiError> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let (path, problem) = (error.path().to_string(), error.into_inner());
        // A dot stands for the body itself.
        let place = if path == "." { String::new() } else { format!(" at {path}") };
        ApiError::invalid(format!("The body is not as expected{place}: {problem}."))
    })
}

/// Ids that one call may name: more are refused.
pub(crate) const MOST_IDS: usize = 500;

/// Refuses a list that is overlong.
pub(crate) fn require_few<T>(field: &str, list: &[T]) -> Result<(), ApiError> {
    if list.len() <= MOST_IDS {
        return Ok(());
    }
    Err(ApiError::invalid(format!("{field} holds more than {MOST_IDS} entries. Send fewer at a time.")))
}

/// Most rows of access that one call writes: they are written in one transaction.
const MOST_ROWS: usize = 20_000;

/// Refuses a call that would give each of so many so much.
pub(crate) fn require_few_rows(holders: usize, each: usize) -> Result<(), ApiError> {
    if holders.saturating_mul(each) <= MOST_ROWS {
        return Ok(());
    }
    Err(ApiError::invalid(format!("This would write more than {MOST_ROWS} entries. Name fewer at a time.")))
}

/// Refuses what is no ciphertext of this kind by its shape; the server cannot open it.
pub(crate) fn require_enc_string(field: &str, text: &str, kind: EncryptionType) -> Result<(), ApiError> {
    match text.parse::<EncString>() {
        Ok(parsed) if parsed.encryption_type() == kind => Ok(()),
        _ => Err(ApiError::invalid(format!("{field} is not an EncString of type {}.", kind.number()))),
    }
}
