//! `GET /api/two-factor`: what a person set up.

use crate::AccountApi;
use crate::api_json::{ApiJson, list};
use crate::call::AccountCall;
use crate::error::ApiError;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::TwoStepProvider;
use serde_json::{Value, json};

pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall) -> Result<impl IntoResponse, ApiError> {
    let two_step = api.application.two_step(call.account.id).await?;
    let mut providers = Vec::new();
    providers.extend(two_step.authenticator.map(|_| provider(TwoStepProvider::Authenticator, true)));
    providers.extend(two_step.email.map(|_| provider(TwoStepProvider::Email, true)));
    Ok(ApiJson(list(&providers)))
}

/// A provider, as clients list them.
pub(super) fn provider(provider: TwoStepProvider, enabled: bool) -> Value {
    json!({"enabled": enabled, "type": provider.number(), "object": "twoFactorProvider"})
}
