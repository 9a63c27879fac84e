//! `PUT /api/organizations/{organization}/collections/{collection}/users`: exactly these members reach it by themselves.

use crate::AccountApi;
use crate::access_body::{self, AccessBody};
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::CollectionPath;
use application::{CollectionChange, UpdateCollection};
use axum::extract::{Request, State};
use domain::MemberId;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    CollectionPath(id): CollectionPath,
    request: Request,
) -> Result<(), ApiError> {
    let sent: Vec<AccessBody> = body::read(request, USUAL_LIMIT).await?;
    let members = Some(access_body::read("The list", &sent, MemberId::parse)?.into());
    let change = CollectionChange { members, ..CollectionChange::default() };
    let (account_id, organization_id) = (call.account().id, call.organization.id);
    let update = UpdateCollection { call: call.command(&api), account_id, organization_id, id, change };
    Ok(api.application.run(update).await.map(drop)?)
}
