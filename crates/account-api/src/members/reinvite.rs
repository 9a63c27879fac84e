//! `POST …/users/{member}/reinvite` and `POST …/users/reinvite`: invitations are mailed again, with new tokens. One that was
//! mailed a moment ago is left as it is.

use super::outcomes::{self, IdsBody};
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::MemberPath;
use application::ReinviteMembers;
use axum::extract::{Request, State};
use axum::response::IntoResponse;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    MemberPath(id): MemberPath,
) -> Result<(), ApiError> {
    call.require_invitations(&api, 1)?;
    let reinvite = ReinviteMembers { call: call.command(&api), organization_id: call.organization.id, ids: vec![id] };
    outcomes::of_one(api.application.run(reinvite).await?)
}

pub(crate) async fn handle_several(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let body: IdsBody = body::read(request, USUAL_LIMIT).await?;
    let ids = body.read()?;
    call.require_invitations(&api, ids.len())?;
    let reinvite = ReinviteMembers { call: call.command(&api), organization_id: call.organization.id, ids };
    Ok(ApiJson(outcomes::of_several(api.application.run(reinvite).await?)))
}
