//! Request bodies, with the limit of their route.

use crate::ScimApi;
use crate::call::ScimCall;
use crate::conditional::Precondition;
use crate::error::ApiError;
use crate::list;
use axum::extract::Request;
use scim_protocol::{Projection, ResourceSchema};
use serde_json::Value;

/// Most bytes of a user.
pub(crate) const USER_LIMIT: usize = 1024 * 1024;
/// Most bytes of a group, or of a bulk request: a group of 100,000 members can be written whole.
pub(crate) const GROUP_LIMIT: usize = 32 * 1024 * 1024;
/// Most operations of one PATCH of a group.
pub(crate) const GROUP_OPERATIONS: usize = 10_000;
/// Most operations of one PATCH of a user: each may look at all of the user's values.
pub(crate) const USER_OPERATIONS: usize = 1_000;

/// Reads the body as JSON and notes it for the trace.
pub(crate) async fn read(api: &ScimApi, call: &ScimCall, request: Request, limit: usize) -> Result<Value, ApiError> {
    let (parts, body) = request.into_parts();
    let body = http_kit::read_json(&parts.headers, body, limit).await?;
    call.notes.request(&body);
    call.require_live(api).await?;
    Ok(body)
}

/// A write of one resource, as a route or a bulk operation brings it.
pub(crate) struct Write {
    /// The version that the resource must have.
    pub(crate) precondition: Precondition,
    /// What the client wants to see of the result.
    pub(crate) projection: Projection,
    /// What is written.
    pub(crate) body: Value,
}

impl Write {
    /// Reads a request of this resource.
    pub(crate) async fn read(
        api: &ScimApi,
        call: &ScimCall,
        request: Request,
        schema: &'static ResourceSchema,
        limit: usize,
    ) -> Result<Self, ApiError> {
        let precondition = Precondition::of(request.headers())?;
        let projection = list::projection(request.uri(), schema)?;
        Ok(Self { precondition, projection, body: read(api, call, request, limit).await? })
    }
}
