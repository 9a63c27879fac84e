//! `PUT /api/organizations/{organization}`: an owner gives the organization another name or billing address.

use super::representation;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use application::{ChangeOrganization, OrganizationChange};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::EmailAddress;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    name: Option<String>,
    billing_email: Option<String>,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let wanted: Change = body::read(request, USUAL_LIMIT).await?;
    let billing_email = wanted.billing_email.as_deref().map(EmailAddress::require).transpose()?;
    let change = OrganizationChange {
        name: wanted.name,
        billing_email: billing_email.map(|email| email.text().to_owned()),
        ..OrganizationChange::default()
    };
    let organization_id = call.organization.id;
    let changed = api.application.run(ChangeOrganization { call: call.command(&api), organization_id, change }).await?;
    Ok(ApiJson(representation::organization(&changed)))
}
