//! Request bodies, with the limit of their route.

use crate::error::ApiError;
use axum::extract::Request;
use serde::de::DeserializeOwned;
use vault_crypto::{EncString, EncryptionType};

/// Most bytes of a usual body.
pub(crate) const USUAL_LIMIT: usize = 256 * 1024;

/// Reads a JSON body. A field that is wrong is named in the answer.
pub(crate) async fn read<T: DeserializeOwned>(request: Request, limit: usize) -> Result<T, ApiError> {
    let (parts, body) = request.into_parts();
    let value = http_kit::read_json(&parts.headers, body, limit).await?;
    serde_json::from_value(value).map_err(|error| ApiError::invalid(format!("The body is not as expected: {error}.")))
}

/// Refuses what is no ciphertext of this kind by its shape; the server cannot open it.
pub(crate) fn require_enc_string(field: &str, text: &str, kind: EncryptionType) -> Result<(), ApiError> {
    match text.parse::<EncString>() {
        Ok(parsed) if parsed.encryption_type() == kind => Ok(()),
        _ => Err(ApiError::invalid(format!("{field} is not an EncString of type {}.", kind.number()))),
    }
}
