//! What this service provider can do (RFC 7644 §4). The answers are the same for every organization.

use crate::answer::scim_json;
use crate::body::GROUP_LIMIT;
use crate::bulk::MAX_BULK_OPERATIONS;
use crate::call::ScimCall;
use crate::error::ApiError;
use axum::extract::Path;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::PageRequest;
use scim_protocol::{
    AuthenticationScheme, BulkConfig, GROUP, ListResponse, PaginationConfig, ResourceSchema, Schema, ScimError,
    ServiceProviderConfig, USER,
};
use serde_json::Value;

const RESOURCES: [&ResourceSchema; 2] = [&USER, &GROUP];

/// `GET /ServiceProviderConfig`
pub(crate) async fn service_provider_config(call: ScimCall) -> impl IntoResponse {
    scim_json(&configuration().to_value(&call.base))
}

/// `GET /ResourceTypes`
pub(crate) async fn resource_types(call: ScimCall, uri: Uri) -> Result<impl IntoResponse, ApiError> {
    refuse_filter(&uri)?;
    let types: Vec<Value> = RESOURCES.iter().map(|resource| resource.to_value(&call.base)).collect();
    Ok(scim_json(&ListResponse::whole(types)))
}

/// `GET /ResourceTypes/{name}`
pub(crate) async fn resource_type(
    call: ScimCall,
    Path((_, name)): Path<(String, String)>,
) -> Result<impl IntoResponse, ApiError> {
    let found = RESOURCES.iter().find(|resource| resource.name.eq_ignore_ascii_case(&name));
    let found =
        found.ok_or_else(|| ScimError::not_found("There is no such resource type; there are User and Group."))?;
    Ok(scim_json(&found.to_value(&call.base)))
}

/// `GET /Schemas`
pub(crate) async fn schemas(call: ScimCall, uri: Uri) -> Result<impl IntoResponse, ApiError> {
    refuse_filter(&uri)?;
    let schemas: Vec<Value> = Schema::ALL.iter().map(|schema| schema.to_value(&call.base)).collect();
    Ok(scim_json(&ListResponse::whole(schemas)))
}

/// `GET /Schemas/{urn}`
pub(crate) async fn schema(
    call: ScimCall,
    Path((_, urn)): Path<(String, String)>,
) -> Result<impl IntoResponse, ApiError> {
    let found = Schema::ALL.iter().find(|schema| schema.id.eq_ignore_ascii_case(&urn));
    let found = found.ok_or_else(|| ScimError::not_found("There is no schema with this URN; see /Schemas."))?;
    Ok(scim_json(&found.to_value(&call.base)))
}

/// RFC 7644 §4: what is discovered is not filtered.
fn refuse_filter(uri: &Uri) -> Result<(), ApiError> {
    let query = uri.query().unwrap_or_default();
    if form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name.eq_ignore_ascii_case("filter")) {
        return Err(ScimError::new(403, "Schemas and resource types cannot be filtered: read them all.").into());
    }
    Ok(())
}

fn configuration() -> ServiceProviderConfig {
    let page = u32::try_from(PageRequest::MAX_COUNT).unwrap_or(u32::MAX);
    ServiceProviderConfig {
        documentation_uri: None,
        patch: true,
        bulk: Some(BulkConfig {
            max_operations: u32::try_from(MAX_BULK_OPERATIONS).unwrap_or(u32::MAX),
            max_payload_size: GROUP_LIMIT as u64,
        }),
        filter_max_results: Some(page),
        change_password: false,
        sort: true,
        etag: true,
        pagination: PaginationConfig {
            cursor: true,
            index: true,
            default_pagination_method: "index",
            default_page_size: u32::try_from(PageRequest::DEFAULT_COUNT).unwrap_or(u32::MAX),
            max_page_size: page,
            cursor_timeout: None,
        },
        authentication_schemes: vec![AuthenticationScheme {
            kind: "oauthbearertoken",
            name: "SCIM key",
            description: "The organization's SCIM key as a bearer token in the Authorization header.",
            spec_uri: Some("https://www.rfc-editor.org/info/rfc6750"),
            primary: true,
        }],
    }
}
