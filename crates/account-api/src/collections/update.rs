//! `PUT /api/organizations/{organization}/collections/{collection}`.

use super::collection_body::CollectionBody;
use super::representation::access_details;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::CollectionPath;
use application::UpdateCollection;
use axum::extract::{Request, State};
use axum::response::IntoResponse;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    CollectionPath(id): CollectionPath,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let change = body::read::<CollectionBody>(request, USUAL_LIMIT).await?.change()?;
    let (account_id, organization_id) = (call.account().id, call.organization.id);
    let update = UpdateCollection { call: call.command(&api), account_id, organization_id, id, change };
    let changed = api.application.run(update).await?;
    Ok(ApiJson(access_details(&changed)))
}
