//! What a route answers.

use crate::call::ScimCall;
use crate::error::ApiError;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use scim_protocol::{EntityTag, Projection, ScimError};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

const SCIM_JSON: HeaderValue = HeaderValue::from_static("application/scim+json");

/// A successful answer, before it becomes HTTP: what a bulk request takes as it is.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// The absolute URI of the resource.
    pub(crate) location: Option<String>,
    /// Whether the location is a header of its own: it is for what was just made.
    pub(crate) created: bool,
    pub(crate) version: Option<EntityTag>,
    pub(crate) body: Option<Shown>,
}

/// A resource as a client sees it.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum Shown {
    /// Whole, as text that was never parsed.
    Text(Box<RawValue>),
    /// The attributes that the client chose.
    Document(Value),
}

impl Shown {
    /// The whole resource from its text where the client made no choice, else what it chose of the document.
    pub(crate) fn new(
        projection: &Projection,
        text: impl FnOnce() -> Option<String>,
        document: impl FnOnce() -> Map<String, Value>,
    ) -> Self {
        let text = if projection.is_default() { text() } else { None };
        match text.and_then(|text| RawValue::from_string(text).ok()) {
            Some(text) => Self::Text(text),
            None => Self::Document(projection.apply(Value::Object(document()))),
        }
    }
}

impl Answer {
    /// 200 with a resource.
    pub(crate) fn resource(location: String, version: EntityTag, body: Shown) -> Self {
        Self {
            status: StatusCode::OK,
            location: Some(location),
            created: false,
            version: Some(version),
            body: Some(body),
        }
    }

    /// 201 with a resource that was made.
    pub(crate) fn created(location: String, version: EntityTag, body: Shown) -> Self {
        Self { status: StatusCode::CREATED, created: true, ..Self::resource(location, version, body) }
    }

    /// 204.
    pub(crate) const fn no_content(location: String, version: Option<EntityTag>) -> Self {
        Self { status: StatusCode::NO_CONTENT, location: Some(location), created: false, version, body: None }
    }

    /// 304: the client has this version already.
    pub(crate) const fn not_modified(location: String, version: EntityTag) -> Self {
        Self {
            status: StatusCode::NOT_MODIFIED,
            location: Some(location),
            created: false,
            version: Some(version),
            body: None,
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        let mut put = |name: HeaderName, value: Option<String>| {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                headers.insert(name, value);
            }
        };
        put(header::ETAG, self.version.map(|version| version.to_string()));
        put(header::LOCATION, self.location.filter(|_| self.created));
        match self.body {
            Some(body) => (self.status, headers, scim_json(&body)).into_response(),
            None => (self.status, headers).into_response(),
        }
    }
}

/// A body of `application/scim+json`.
pub(crate) fn scim_json<B: Serialize>(body: &B) -> impl IntoResponse + use<B> {
    // Values of this crate always serialize: their keys are texts.
    let bytes = serde_json::to_vec(body).unwrap_or_default();
    ([(header::CONTENT_TYPE, SCIM_JSON)], Body::from(bytes))
}

/// `/Me`: a SCIM key stands for an organization, not for a person (RFC 7644 §3.11).
pub(crate) async fn not_implemented(_: ScimCall) -> ApiError {
    ScimError::new(501, "A SCIM key belongs to an organization, not to a person: there is no /Me.").into()
}
