//! `POST /api/organizations/{organization}/keys`: an owner's client brings the key pair of an organization without one.

use super::KeysBody;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use application::SetOrganizationKeys;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use serde_json::json;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let body: KeysBody = body::read(request, USUAL_LIMIT).await?;
    let keys = body.read()?;
    let organization_id = call.organization.id;
    let set = SetOrganizationKeys { call: call.command(&api), organization_id, keys: keys.clone() };
    api.application.run(set).await?;
    Ok(ApiJson(json!({
        "publicKey": keys.public_key,
        "privateKey": keys.wrapped_private_key,
        "object": "organizationKeys",
    })))
}
