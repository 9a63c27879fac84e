//! `POST /api/organizations/{organization}/leave`: a person gives their own membership up.

use crate::AccountApi;
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::OrganizationPath;
use application::LeaveOrganization;
use axum::extract::State;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    person: AccountCall,
    OrganizationPath(organization_id): OrganizationPath,
) -> Result<(), ApiError> {
    Ok(api.application.run(LeaveOrganization { call: person.command(&api), organization_id }).await?)
}
