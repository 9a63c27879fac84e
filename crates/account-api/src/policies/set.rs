//! `PUT /api/organizations/{organization}/policies/{type}`: a policy is switched on or off.

use super::find::PolicyPath;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use application::SetPolicy;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
struct Wanted {
    enabled: bool,
    data: Option<Map<String, Value>>,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    PolicyPath(policy_type): PolicyPath,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let Wanted { enabled, data } = body::read(request, USUAL_LIMIT).await?;
    let set = SetPolicy {
        call: call.command(&api),
        organization_id: call.organization.id,
        policy_type,
        enabled,
        settings: data.map(|data| Value::Object(data).to_string()),
    };
    Ok(ApiJson(super::policy(&api.application.run(set).await?)))
}
