//! Request bodies, with the limit of their route.

use crate::call::ScimCall;
use crate::error::ApiError;
use axum::extract::Request;
use serde_json::Value;

/// Most bytes of a user.
pub(crate) const USER_LIMIT: usize = 1024 * 1024;
/// Most bytes of a group, or of a bulk request: a group of 100,000 members can be written whole.
pub(crate) const GROUP_LIMIT: usize = 32 * 1024 * 1024;
/// Most operations of one PATCH.
pub(crate) const MAX_OPERATIONS: usize = 10_000;

/// Reads the body as JSON and notes it for the trace.
pub(crate) async fn read(call: &ScimCall, request: Request, limit: usize) -> Result<Value, ApiError> {
    let (parts, body) = request.into_parts();
    let body = http_kit::read_json(&parts.headers, body, limit).await?;
    call.notes.request(&body);
    Ok(body)
}
