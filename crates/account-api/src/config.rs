//! `GET /api/config`: what a client may expect of the server. No token is needed.

use crate::api_json::ApiJson;
use crate::router::{AccountApi, Registration};
use axum::extract::{Extension, State};
use axum::response::IntoResponse;
use http_kit::PublicOrigin;
use serde_json::json;

/// The version of Bitwarden's server whose answers ours are like: clients switch features by it.
const COMPATIBLE_VERSION: &str = "2026.6.0";

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    origin: Option<Extension<PublicOrigin>>,
) -> impl IntoResponse {
    let base = origin.as_ref().map_or("", |Extension(origin)| origin.as_str());
    ApiJson(json!({
        "version": COMPATIBLE_VERSION,
        "gitHash": null,
        "server": {"name": "Provost", "url": null},
        "environment": {
            "vault": base,
            "api": format!("{base}/api"),
            "identity": format!("{base}/identity"),
            "notifications": format!("{base}/notifications"),
            "sso": "",
            "cloudRegion": null,
        },
        "featureStates": {},
        "communication": null,
        "push": {"pushTechnology": 0, "vapidPublicKey": null},
        "settings": {"disableUserRegistration": api.registration == Registration::Invited},
        "object": "config",
    }))
}
