//! `PATCH /Users/{id}` (RFC 7644 §3.5.2).

use super::replace::answer;
use super::{member_id, representation};
use crate::ScimApi;
use crate::answer::Answer;
use crate::body::{self, MAX_OPERATIONS, USER_LIMIT};
use crate::call::ScimCall;
use crate::conditional::IfMatch;
use crate::error::ApiError;
use crate::list;
use application::{MemberView, UpdateMember};
use axum::extract::{Path, Request, State};
use scim_protocol::{PatchRequest, Projection, USER, apply};
use serde_json::Value;

pub(crate) async fn handle(
    State(api): State<ScimApi>,
    call: ScimCall,
    Path((_, id)): Path<(String, String)>,
    request: Request,
) -> Result<Answer, ApiError> {
    call.require_users()?;
    let (if_match, projection) = (IfMatch::of(request.headers())?, list::projection(request.uri(), &USER)?);
    let body = body::read(&call, request, USER_LIMIT).await?;
    run(&api, &call, &id, body, if_match, &projection).await
}

pub(crate) async fn run(
    api: &ScimApi,
    call: &ScimCall,
    id: &str,
    body: Value,
    if_match: IfMatch,
    projection: &Projection,
) -> Result<Answer, ApiError> {
    let id = member_id(id)?;
    let patch = PatchRequest::parse(body, MAX_OPERATIONS)?;
    let edit = move |view: &MemberView| {
        if_match.check(&representation::version(view))?;
        let before = representation::written(&view.member);
        let mut after = before.clone();
        apply(&mut after, &patch.operations, &USER)?;
        representation::require_email(&before, &after)?;
        representation::edit(after, &view.member)
    };
    let command = UpdateMember { call: call.command(api), organization_id: call.organization_id(), id, edit };
    call.notes.rule("found by id");
    call.notes.member(id);
    let outcome = api.application.run(command).await?;
    Ok(answer(call, &outcome, projection))
}
