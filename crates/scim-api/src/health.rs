//! Signs of life that need no key.

use crate::ScimApi;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

/// The server's time (RFC 3339, UTC), as Bitwarden's services answer it.
pub(crate) async fn now(State(api): State<ScimApi>) -> impl IntoResponse {
    let now = jiff::Timestamp::from_microsecond(api.application.now().micros()).unwrap_or_default();
    json_text(&format!("{now:.3}"))
}

/// The server's version.
pub(crate) async fn version(State(api): State<ScimApi>) -> impl IntoResponse {
    json_text(api.version)
}

fn json_text(text: &str) -> impl IntoResponse + use<> {
    ([(CONTENT_TYPE, "application/json")], serde_json::Value::from(text).to_string())
}
