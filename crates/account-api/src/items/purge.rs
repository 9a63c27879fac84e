//! `POST /api/ciphers/purge`: everything of one's own goes, or with `?organizationId=…` everything of an organization.

use super::list_of_organization::Parameters;
use crate::AccountApi;
use crate::api_query::ApiQuery;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::master_password::{self, MasterPasswordBody};
use application::{PurgeAccountItems, PurgeOrganizationItems};
use axum::extract::{Request, State};

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    ApiQuery(parameters): ApiQuery<Parameters>,
    request: Request,
) -> Result<(), ApiError> {
    let body: MasterPasswordBody = body::read(request, USUAL_LIMIT).await?;
    master_password::require(&api, &call.account, &body.master_password_hash).await?;
    let account_id = call.account.id;
    if !parameters.names_organization() {
        return Ok(api.application.run(PurgeAccountItems { call: call.command(&api), account_id }).await?);
    }
    let call = parameters.call(&api, call).await?;
    let organization_id = call.organization.id;
    Ok(api.application.run(PurgeOrganizationItems { call: call.command(&api), account_id, organization_id }).await?)
}
