//! `GET /api/ciphers/organization-details?organizationId=…`: all items of an organization, for who takes care of them;
//! `…/assigned`: those that are shared with the person.

use super::representation::items;
use crate::AccountApi;
use crate::api_json::{ApiJson, List};
use crate::api_query::ApiQuery;
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use application::{ListOrganizationItems, ListSharedItems};
use axum::extract::State;
use axum::response::IntoResponse;
use domain::OrganizationId;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Parameters {
    organization_id: Option<String>,
}

impl Parameters {
    /// The caller in the organization that the query names.
    pub(super) async fn call(&self, api: &AccountApi, person: AccountCall) -> Result<OrganizationCall, ApiError> {
        let id = self.organization_id.as_deref().and_then(OrganizationId::parse).ok_or_else(ApiError::not_found)?;
        OrganizationCall::of(person, api, id).await
    }

    pub(super) const fn names_organization(&self) -> bool {
        self.organization_id.is_some()
    }
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    ApiQuery(parameters): ApiQuery<Parameters>,
) -> Result<impl IntoResponse, ApiError> {
    let call = parameters.call(&api, call).await?;
    let query = ListOrganizationItems { account_id: call.account().id, membership: call.membership() };
    let found = api.application.read(&query).await?.ok_or_else(ApiError::not_found)?;
    Ok(ApiJson(List::of(items(&found)?)))
}

pub(crate) async fn handle_assigned(
    State(api): State<AccountApi>,
    call: AccountCall,
    ApiQuery(parameters): ApiQuery<Parameters>,
) -> Result<impl IntoResponse, ApiError> {
    let call = parameters.call(&api, call).await?;
    let query = ListSharedItems { account_id: call.account().id, membership: call.membership() };
    Ok(ApiJson(List::of(items(&api.application.read(&query).await?)?)))
}
