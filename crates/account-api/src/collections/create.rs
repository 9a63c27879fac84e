//! `POST /api/organizations/{organization}/collections`.

use super::collection_body::CollectionBody;
use super::representation::access_details;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use application::CreateCollection;
use axum::extract::{Request, State};
use axum::response::IntoResponse;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let draft = body::read::<CollectionBody>(request, USUAL_LIMIT).await?.draft()?;
    let create = CreateCollection {
        call: call.command(&api),
        account_id: call.account().id,
        organization_id: call.organization.id,
        draft,
    };
    let made = api.application.run(create).await?;
    Ok(ApiJson(access_details(&made)))
}
