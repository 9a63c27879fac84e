//! `PUT /api/organizations/{organization}/users/{member}`: another role, other groups and collections.

use super::access_body;
use crate::AccountApi;
use crate::access_body::AccessBody;
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::{MemberPath, ids};
use application::EditMember;
use axum::extract::{Request, State};
use domain::{GroupId, Permissions};
use serde::Deserialize;

#[derive(Deserialize)]
struct Edit {
    #[serde(rename = "type")]
    role: i64,
    permissions: Option<Permissions>,
    groups: Option<Vec<String>>,
    collections: Option<Vec<AccessBody>>,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    MemberPath(id): MemberPath,
    request: Request,
) -> Result<(), ApiError> {
    let sent: Edit = body::read(request, USUAL_LIMIT).await?;
    let role = access_body::role(sent.role)?;
    let edit = EditMember {
        call: call.command(&api),
        organization_id: call.organization.id,
        id,
        role: Some((role, access_body::permissions(role, sent.permissions))),
        groups: sent.groups.map(|texts| ids("groups", &texts, GroupId::parse)).transpose()?,
        collections: sent.collections.map(|sent| access_body::collections(&sent)).transpose()?.map(Into::into),
    };
    Ok(api.application.run(edit).await?)
}
