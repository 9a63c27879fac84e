//! Keeps every call in the provisioning trace, once it is answered.

use crate::ScimApi;
use crate::error::Explanation;
use crate::notes::{self, Noted, Notes};
use crate::provider;
use application::TraceEntry;
use axum::extract::{OriginalUri, Request, State};
use axum::http::Uri;
use axum::http::header::USER_AGENT;
use axum::middleware::Next;
use axum::response::Response;
use domain::Timestamp;
use http_kit::{ClientAddress, RequestId};
use std::sync::Arc;
use std::time::Instant;

/// What is known of a request before it is handled; an extension of the request.
#[derive(Debug)]
pub(crate) struct Heading {
    started: Instant,
    occurred_at: Timestamp,
    request_id: String,
    address: String,
    agent: Option<String>,
    provider: Option<&'static str>,
    method: String,
    target: String,
}

/// Runs the handler and writes down what was asked, what it did, and what was answered.
pub(crate) async fn keep(State(api): State<ScimApi>, mut request: Request, next: Next) -> Response {
    let heading = Arc::new(Heading::of(&api, &request));
    let notes = Notes::default();
    request.extensions_mut().insert(notes.clone());
    request.extensions_mut().insert(Arc::clone(&heading));
    let unanswered = Unanswered { api: &api, heading: &heading, notes: &notes };
    let response = next.run(request).await;
    // Its Drop is for calls that do not come this far.
    std::mem::forget(unanswered);
    heading.write(&api, notes.take(), response.status().as_u16(), response.extensions().get());
    response
}

/// Keeps a call that got no answer, since its client went away or the handler panicked: what it asked for may have
/// happened all the same.
struct Unanswered<'k> {
    api: &'k ScimApi,
    heading: &'k Heading,
    notes: &'k Notes,
}

/// No answer was sent; the number that proxies use for it.
const CLIENT_WENT_AWAY: u16 = 499;

impl Drop for Unanswered<'_> {
    fn drop(&mut self) {
        let (status, cause, fix) = if std::thread::panicking() {
            let cause = "The server made a mistake. What the call asked for may have happened.";
            (500, cause, "Tell the operator the request id.")
        } else {
            let cause = "The client closed the connection before it was answered. What it asked for may have happened.";
            let fix = "Nothing: the identity provider asks again. If it happens often, raise its time limit.";
            (CLIENT_WENT_AWAY, cause, fix)
        };
        let (cause, fix) = (cause.to_owned(), Some(fix.to_owned()));
        let explanation = Explanation { answer: String::new(), cause, fix };
        self.heading.write(self.api, self.notes.take(), status, Some(&explanation));
    }
}

impl Heading {
    fn of(api: &ScimApi, request: &Request) -> Self {
        let (headers, extensions) = (request.headers(), request.extensions());
        let uri = extensions.get::<OriginalUri>().map_or_else(|| request.uri(), |uri| &uri.0);
        Self {
            started: Instant::now(),
            occurred_at: api.application.now(),
            request_id: extensions.get::<RequestId>().map_or_else(String::new, ToString::to_string),
            address: extensions.get::<ClientAddress>().map_or_else(String::new, |address| address.0.to_string()),
            agent: headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).map(clip),
            provider: provider::recognize(headers),
            method: request.method().as_str().to_owned(),
            target: clip(&target(uri)),
        }
    }

    /// One operation of this request, which came as a part of it.
    pub(crate) fn part(&self, method: &str, path: &str) -> Self {
        Self {
            started: Instant::now(),
            occurred_at: self.occurred_at,
            request_id: self.request_id.clone(),
            address: self.address.clone(),
            agent: self.agent.clone(),
            provider: self.provider,
            method: self.method.clone(),
            target: clip(&format!("{} · {method} {path}", self.target)),
        }
    }

    /// Hands the entry to its writer. What belongs to no organization is not kept.
    pub(crate) fn write(&self, api: &ScimApi, noted: Noted, status: u16, explanation: Option<&Explanation>) {
        let Noted { organization_id, scope, request, member_id, group_id, rule, changes, .. } = noted;
        let Some(organization_id) = organization_id else { return };
        api.application.trace().write(TraceEntry {
            organization_id,
            id: api.application.fresh_uuid(),
            occurred_at: self.occurred_at,
            scim_key_id: scope.map(|scope| scope.key.id),
            request_id: self.request_id.clone(),
            address: self.address.clone(),
            agent: self.agent.clone(),
            provider: self.provider.map(str::to_owned),
            method: self.method.clone(),
            target: self.target.clone(),
            request,
            status,
            answer: explanation.map(|explanation| clip(&explanation.answer)),
            member_id,
            group_id,
            rule: rule.as_deref().map(clip),
            changes: (!changes.is_empty()).then(|| serde_json::to_string(&changes).unwrap_or_default()),
            cause: explanation.map(|explanation| clip(&explanation.cause)),
            fix: explanation.and_then(|explanation| explanation.fix.clone()),
            micros: i64::try_from(self.started.elapsed().as_micros()).unwrap_or(i64::MAX),
        });
    }
}

/// Path and query. A filter that asks for a password holds one: it is refused, and is still a secret.
fn target(uri: &Uri) -> String {
    let Some(query) = uri.query() else { return uri.path().to_owned() };
    let mut parameters = form_urlencoded::parse(query.as_bytes());
    if parameters.any(|(name, value)| notes::is_secret_filter(&name, &value)) {
        return format!("{}?(masked)", uri.path());
    }
    format!("{}?{query}", uri.path())
}

/// The text, cut where it is long; NUL cannot be stored.
fn clip(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(2000).collect()
}
