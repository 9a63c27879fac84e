//! `DELETE /Users/{id}` (RFC 7644 §3.6).

use super::{member_id, representation};
use crate::ScimApi;
use crate::answer::Answer;
use crate::call::ScimCall;
use crate::conditional::Precondition;
use crate::error::ApiError;
use application::{MemberView, RemoveMember};
use axum::extract::{Path, State};
use axum::http::HeaderMap;

pub(crate) async fn handle(
    State(api): State<ScimApi>,
    call: ScimCall,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Answer, ApiError> {
    call.require_users()?;
    run(&api, &call, &id, Precondition::of(&headers)?).await
}

pub(crate) async fn run(
    api: &ScimApi,
    call: &ScimCall,
    id: &str,
    precondition: Precondition,
) -> Result<Answer, ApiError> {
    let id = member_id(id)?;
    let check = move |view: &MemberView| precondition.check(&representation::version(view));
    let command = RemoveMember { call: call.command(api), organization_id: call.organization_id(), id, check };
    call.notes.rule("found by id");
    call.notes.member(id);
    let outcome = api.application.run(command).await?;
    call.notes.changes(&outcome.changes);
    Ok(Answer::no_content(representation::location(&outcome.view.member, &call.base), None))
}
