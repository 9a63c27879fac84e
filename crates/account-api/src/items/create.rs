//! `POST /api/ciphers`: an item of one's own.

use super::ITEM_LIMIT;
use super::item_body::ItemBody;
use super::representation::item;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body;
use crate::call::AccountCall;
use crate::error::ApiError;
use application::CreatePersonalItem;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::ItemId;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let sent = body::read::<ItemBody>(request, ITEM_LIMIT).await?.read(&call.account)?;
    if sent.organization_id.is_some() {
        return Err(ApiError::invalid("You must select at least one collection for an item of an organization."));
    }
    let create = CreatePersonalItem {
        call: call.command(&api),
        account_id: call.account.id,
        id: ItemId::from_uuid(api.application.fresh_uuid()),
        draft: sent.draft,
    };
    Ok(ApiJson(item(&api.application.run(create).await?)?))
}
