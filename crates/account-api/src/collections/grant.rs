//! `POST /api/organizations/{organization}/collections/bulk-access`: several collections are opened at once.

use crate::AccountApi;
use crate::access_body::{self, AccessBody};
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id;
use application::GrantCollections;
use axum::extract::{Request, State};
use domain::{CollectionId, GroupId, MemberId};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Grant {
    collection_ids: Vec<String>,
    users: Option<Vec<AccessBody>>,
    groups: Option<Vec<AccessBody>>,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<(), ApiError> {
    let Grant { collection_ids, users, groups } = body::read(request, USUAL_LIMIT).await?;
    body::require_few("collectionIds", &collection_ids)?;
    let (users, groups) = (users.unwrap_or_default(), groups.unwrap_or_default());
    body::require_few_rows(collection_ids.len(), users.len() + groups.len())?;
    let grant = GrantCollections {
        call: call.command(&api),
        account_id: call.account().id,
        organization_id: call.organization.id,
        ids: path_id::ids("collectionIds", &collection_ids, CollectionId::parse)?,
        members: access_body::read("users", &users, MemberId::parse)?,
        groups: access_body::read("groups", &groups, GroupId::parse)?,
    };
    Ok(api.application.run(grant).await?)
}
