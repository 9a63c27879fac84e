//! `DELETE …/groups/{group}` and `DELETE …/groups`: groups go, their members stay.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::{GroupPath, ids};
use application::DeleteGroups;
use axum::extract::{Request, State};
use domain::GroupId;
use serde::Deserialize;

#[derive(Deserialize)]
struct Ids {
    ids: Vec<String>,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    GroupPath(id): GroupPath,
) -> Result<(), ApiError> {
    delete(&api, &call, vec![id]).await
}

pub(crate) async fn handle_several(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<(), ApiError> {
    let sent: Ids = body::read(request, USUAL_LIMIT).await?;
    let mut ids = ids("ids", &sent.ids, GroupId::parse)?;
    ids.sort_unstable();
    ids.dedup();
    delete(&api, &call, ids).await
}

async fn delete(api: &AccountApi, call: &OrganizationCall, ids: Vec<GroupId>) -> Result<(), ApiError> {
    let delete = DeleteGroups { call: call.command(api), organization_id: call.organization.id, ids };
    Ok(api.application.run(delete).await?)
}
