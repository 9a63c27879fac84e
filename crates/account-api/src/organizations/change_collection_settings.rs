//! `PUT /api/organizations/{organization}/collection-management`: an owner says who may do what with collections.

use super::representation;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use application::{ChangeOrganization, OrganizationChange};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::CollectionSettings;
use serde::Deserialize;

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, as clients send them")]
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    limit_collection_creation: bool,
    limit_collection_deletion: bool,
    limit_item_deletion: bool,
    allow_admin_access_to_all_collection_items: bool,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let wanted: Settings = body::read(request, USUAL_LIMIT).await?;
    let collections = CollectionSettings {
        limit_creation: wanted.limit_collection_creation,
        limit_deletion: wanted.limit_collection_deletion,
        limit_item_deletion: wanted.limit_item_deletion,
        admins_access_all: wanted.allow_admin_access_to_all_collection_items,
    };
    let change = OrganizationChange { collections: Some(collections), ..OrganizationChange::default() };
    let organization_id = call.organization.id;
    let changed = api.application.run(ChangeOrganization { call: call.command(&api), organization_id, change }).await?;
    Ok(ApiJson(representation::organization(&changed)))
}
