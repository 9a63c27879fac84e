//! `GET /api/organizations/{organization}/collections/{collection}` and `…/details`.

use super::representation::{access_details, details};
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::CollectionPath;
use application::{CollectionDetails, FindCollection};
use axum::extract::State;
use axum::response::IntoResponse;
use domain::CollectionId;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    CollectionPath(id): CollectionPath,
) -> Result<impl IntoResponse, ApiError> {
    Ok(ApiJson(details(&find(&api, &call, id).await?.view)))
}

pub(crate) async fn handle_details(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    CollectionPath(id): CollectionPath,
) -> Result<impl IntoResponse, ApiError> {
    Ok(ApiJson(access_details(&find(&api, &call, id).await?)))
}

/// The collection, if the caller is shown it.
pub(super) async fn find(
    api: &AccountApi,
    call: &OrganizationCall,
    id: CollectionId,
) -> Result<CollectionDetails, ApiError> {
    let query = FindCollection { membership: call.membership(), id };
    api.application.read(&query).await?.ok_or_else(ApiError::not_found)
}
