//! Keeps every call in the provisioning trace, once it is answered.

use crate::ScimApi;
use crate::error::Explanation;
use crate::notes::{Noted, Notes};
use crate::provider;
use application::TraceEntry;
use axum::extract::{OriginalUri, Request, State};
use axum::http::header::USER_AGENT;
use axum::middleware::Next;
use axum::response::Response;
use http_kit::{ClientAddress, RequestId};
use std::time::Instant;

/// Runs the handler and writes down what was asked, what it did, and what was answered.
pub(crate) async fn keep(State(api): State<ScimApi>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let notes = Notes::default();
    request.extensions_mut().insert(notes.clone());
    let occurred_at = api.application.now();
    let method = request.method().as_str().to_owned();
    let uri = request.extensions().get::<OriginalUri>().map_or_else(|| request.uri().clone(), |uri| uri.0.clone());
    let headers = request.headers();
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).map(clip);
    let provider = provider::recognize(headers).map(str::to_owned);
    let address = request.extensions().get::<ClientAddress>().map_or_else(String::new, |address| address.0.to_string());
    let request_id = request.extensions().get::<RequestId>().map_or_else(String::new, ToString::to_string);

    let response = next.run(request).await;

    let Noted { organization_id, scope, request, member_id, group_id, rule, changes } = notes.take();
    let Some(organization_id) = organization_id else { return response };
    let explanation = response.extensions().get::<Explanation>();
    api.application.trace().write(TraceEntry {
        organization_id,
        id: api.application.fresh_uuid(),
        occurred_at,
        scim_key_id: scope.map(|scope| scope.key.id),
        request_id,
        address,
        agent,
        provider,
        method,
        target: clip(uri.path_and_query().map_or_else(|| uri.path(), |target| target.as_str())),
        request,
        status: response.status().as_u16(),
        answer: explanation.map(|explanation| explanation.answer.clone()),
        member_id,
        group_id,
        rule,
        changes: (!changes.is_empty()).then(|| serde_json::to_string(&changes).unwrap_or_default()),
        cause: explanation.map(|explanation| explanation.cause.clone()),
        fix: explanation.and_then(|explanation| explanation.fix.clone()),
        micros: i64::try_from(started.elapsed().as_micros()).unwrap_or(i64::MAX),
    });
    response
}

/// The text, cut where it is long; NUL cannot be stored.
fn clip(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(2000).collect()
}
