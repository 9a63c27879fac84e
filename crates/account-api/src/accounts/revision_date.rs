//! `GET /api/accounts/revision-date`: when what the person can see changed last, in milliseconds since 1970.

use crate::api_json::ApiJson;
use crate::call::AccountCall;
use axum::response::IntoResponse;

pub(crate) async fn handle(call: AccountCall) -> impl IntoResponse {
    ApiJson(call.account.revised_at.millis_rounded_up())
}
