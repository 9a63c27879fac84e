//! `POST …/api-key` and `…/rotate-api-key`: the secret by which programs act for an organization. Its client id is
//! `organization.<id>`.

use crate::AccountApi;
use crate::api_json::{ApiJson, date};
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::master_password::{self, MasterPasswordBody};
use crate::organization_call::OrganizationCall;
use application::{ApiKeySecret, CreateOrganizationApiKey};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use serde_json::json;

pub(crate) async fn show(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    answer(&api, &call, request, false).await
}

pub(crate) async fn rotate(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    answer(&api, &call, request, true).await
}

async fn answer(
    api: &AccountApi,
    call: &OrganizationCall,
    request: Request,
    rotate: bool,
) -> Result<impl IntoResponse + use<>, ApiError> {
    if !call.member.is_confirmed_owner() {
        return Err(ApiError::not_found());
    }
    let body: MasterPasswordBody = body::read(request, USUAL_LIMIT).await?;
    master_password::require(api, call.account(), &body.master_password_hash).await?;
    let key = ApiKeySecret::generate(api.application.entropy());
    let (call, organization_id) = (call.command(api), call.organization.id);
    let create = CreateOrganizationApiKey { call, organization_id, key, rotate };
    let (key, revised_at) = api.application.run(create).await?;
    Ok(ApiJson(json!({"apiKey": key.reveal(), "revisionDate": date(revised_at), "object": "apiKey"})))
}
