//! `DELETE /api/devices/{device}`, and `POST /api/devices/{device}/deactivate`: signs a device out for good.

use crate::AccountApi;
use crate::call::AccountCall;
use crate::error::ApiError;
use application::RemoveDevice;
use axum::extract::{Path, State};
use domain::DeviceId;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    Path(id): Path<String>,
) -> Result<(), ApiError> {
    let id = DeviceId::parse(&id).ok_or_else(ApiError::not_found)?;
    let is_removed = api.application.run(RemoveDevice { account_id: call.account.id, id }).await?;
    if is_removed { Ok(()) } else { Err(ApiError::not_found()) }
}
