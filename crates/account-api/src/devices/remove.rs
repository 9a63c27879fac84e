//! `DELETE /api/devices/{device}`, and `POST /api/devices/{device}/deactivate`: signs a device out for good.

use crate::AccountApi;
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::DevicePath;
use application::RemoveDevice;
use axum::extract::State;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    DevicePath(id): DevicePath,
) -> Result<(), ApiError> {
    let is_removed = api.application.run(RemoveDevice { account_id: call.account.id, id }).await?;
    if is_removed { Ok(()) } else { Err(ApiError::not_found()) }
}
