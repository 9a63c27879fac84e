//! Answers in JSON.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

/// A body of `application/json`.
pub(crate) struct ApiJson<B>(pub(crate) B);

impl<B: Serialize> IntoResponse for ApiJson<B> {
    fn into_response(self) -> Response {
        // Values of this crate always serialize: their keys are texts.
        let bytes = serde_json::to_vec(&self.0).unwrap_or_default();
        ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"))], Body::from(bytes))
            .into_response()
    }
}

/// Bitwarden's envelope of a list.
pub(crate) fn list(data: &[Value]) -> Value {
    json!({"data": data, "object": "list", "continuationToken": null})
}

/// The same around what is no [`Value`].
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct List<T> {
    data: Vec<T>,
    object: &'static str,
    continuation_token: Option<String>,
}

impl<T> List<T> {
    pub(crate) const fn of(data: Vec<T>) -> Self {
        Self { data, object: "list", continuation_token: None }
    }
}

/// A moment as clients read it: ISO 8601 in UTC, with microseconds.
pub(crate) fn date(at: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.micros()).map(|at| format!("{at:.6}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_iso_8601_in_utc() {
        assert_eq!(date(Timestamp::from_micros(1_767_225_600_000_001)), "2026-01-01T00:00:00.000001Z");
        assert_eq!(date(Timestamp::from_micros(1_767_225_600_000_000)), "2026-01-01T00:00:00.000000Z");
    }
}
