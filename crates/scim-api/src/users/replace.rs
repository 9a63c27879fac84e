//! `PUT /Users/{id}` (RFC 7644 §3.5.1).

use super::member_id;
use super::representation;
use crate::ScimApi;
use crate::answer::Answer;
use crate::body::{USER_LIMIT, Write};
use crate::call::ScimCall;
use crate::error::ApiError;
use application::{MemberEdit, MemberOutcome, MemberView, UpdateMember};
use axum::extract::{Path, Request, State};
use scim_protocol::{Projection, USER, normalize};
use serde_json::{Map, Value};

pub(crate) async fn handle(
    State(api): State<ScimApi>,
    call: ScimCall,
    Path((_, id)): Path<(String, String)>,
    request: Request,
) -> Result<Answer, ApiError> {
    call.require_users()?;
    let write = Write::read(&api, &call, request, &USER, USER_LIMIT).await?;
    run(&api, &call, &id, write).await
}

pub(crate) async fn run(api: &ScimApi, call: &ScimCall, id: &str, write: Write) -> Result<Answer, ApiError> {
    let Write { precondition, projection, body } = write;
    let id = member_id(id)?;
    let sent = normalize(&body, &USER)?;
    let is_unlinked = unlinks(&body);
    let edit = move |view: &MemberView| {
        precondition.check(&representation::version(view))?;
        replace(sent.clone(), is_unlinked, view)
    };
    let command = UpdateMember { call: call.command(api), organization_id: call.organization_id(), id, edit };
    call.notes.rule("found by id");
    call.notes.member(id);
    let outcome = api.application.run(command).await?;
    Ok(answer(call, &outcome, &projection))
}

/// The answer to a change of a user: 200 with the user, since Microsoft's validator wants it of PATCH too.
pub(super) fn answer(call: &ScimCall, outcome: &MemberOutcome, projection: &Projection) -> Answer {
    call.notes.changes(&outcome.changes);
    let view = &outcome.view;
    let body = representation::shown(view, &call.base, projection);
    Answer::resource(representation::location(&view.member, &call.base), representation::version(view), body)
}

/// What was sent takes the place of what was there. Three things outlive their absence, since directories leave them out
/// without meaning it: the status, the addresses, and the link by `externalId` unless it is null.
fn replace(mut sent: Map<String, Value>, is_unlinked: bool, view: &MemberView) -> Result<MemberEdit, ApiError> {
    let before = representation::written(&view.member);
    for kept in ["active", "emails", "externalId"] {
        let keep = !(sent.contains_key(kept) || (kept == "externalId" && is_unlinked));
        if let Some(value) = before.get(kept).filter(|_| keep) {
            sent.insert(kept.to_owned(), value.clone());
        }
    }
    representation::edit(sent, &view.member)
}

/// Whether the body takes the `externalId` away: by null, or by a blank text, which is no id.
pub(crate) fn unlinks(body: &Value) -> bool {
    let is_blank = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
    let mut members = body.as_object().into_iter().flatten();
    members.any(|(key, value)| key.eq_ignore_ascii_case("externalId") && (value.is_null() || is_blank(value)))
}
