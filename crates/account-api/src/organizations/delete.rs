//! `DELETE /api/organizations/{organization}`: an owner deletes the organization and all that belongs to it.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::master_password::{self, MasterPasswordBody};
use crate::organization_call::OrganizationCall;
use application::DeleteOrganization;
use axum::extract::{Request, State};

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<(), ApiError> {
    if !call.member.is_confirmed_owner() {
        return Err(ApiError::not_found());
    }
    let body: MasterPasswordBody = body::read(request, USUAL_LIMIT).await?;
    master_password::require(&api, call.account(), &body.master_password_hash).await?;
    let organization_id = call.organization.id;
    let delete = DeleteOrganization { call: call.command(&api), organization_id };
    Ok(api.application.delete_organization(delete).await?)
}
