//! `PATCH /Users/{id}` (RFC 7644 §3.5.2).

use super::replace::answer;
use super::{member_id, representation};
use crate::ScimApi;
use crate::answer::Answer;
use crate::body::{USER_LIMIT, USER_OPERATIONS, Write};
use crate::call::ScimCall;
use crate::error::ApiError;
use application::{MemberView, UpdateMember};
use axum::extract::{Path, Request, State};
use scim_protocol::{PatchRequest, USER, apply};

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
    let patch = PatchRequest::parse(body, USER_OPERATIONS)?;
    let edit = move |view: &MemberView| {
        precondition.check(&representation::version(view))?;
        let before = representation::written(&view.member);
        let mut after = before.clone();
        apply(&mut after, &patch.operations, &USER)?;
        representation::require_user_name(&after)?;
        representation::require_email(&before, &after)?;
        representation::edit(after, &view.member)
    };
    let command = UpdateMember { call: call.command(api), organization_id: call.organization_id(), id, edit };
    call.notes.rule("found by id");
    call.notes.member(id);
    let outcome = api.application.run(command).await?;
    Ok(answer(call, &outcome, &projection))
}
