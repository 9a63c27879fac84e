//! `DELETE /api/organizations/{organization}/collections/{collection}`, and several at once without `{collection}`.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::{self, CollectionPath};
use application::DeleteCollections;
use axum::extract::{Request, State};
use domain::CollectionId;
use serde::Deserialize;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    CollectionPath(id): CollectionPath,
) -> Result<(), ApiError> {
    delete(&api, &call, vec![id]).await
}

#[derive(Deserialize)]
struct Ids {
    ids: Vec<String>,
}

pub(crate) async fn handle_several(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<(), ApiError> {
    let Ids { ids } = body::read(request, USUAL_LIMIT).await?;
    body::require_few("ids", &ids)?;
    let mut ids = path_id::ids("ids", &ids, CollectionId::parse)?;
    ids.sort_unstable();
    ids.dedup();
    delete(&api, &call, ids).await
}

async fn delete(api: &AccountApi, call: &OrganizationCall, ids: Vec<CollectionId>) -> Result<(), ApiError> {
    let (account_id, organization_id) = (call.account().id, call.organization.id);
    Ok(api.application.run(DeleteCollections { call: call.command(api), account_id, organization_id, ids }).await?)
}
