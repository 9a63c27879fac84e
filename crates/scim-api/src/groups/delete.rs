//! `DELETE /Groups/{id}` (RFC 7644 §3.6).

use super::{group_id, note, representation};
use crate::ScimApi;
use crate::answer::Answer;
use crate::call::ScimCall;
use crate::conditional::Precondition;
use crate::error::ApiError;
use application::DeleteGroup;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use domain::Group;

pub(crate) async fn handle(
    State(api): State<ScimApi>,
    call: ScimCall,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Answer, ApiError> {
    call.require_groups()?;
    run(&api, &call, &id, Precondition::of(&headers)?).await
}

pub(crate) async fn run(
    api: &ScimApi,
    call: &ScimCall,
    id: &str,
    precondition: Precondition,
) -> Result<Answer, ApiError> {
    let id = group_id(id)?;
    let check = move |group: &Group| precondition.check(&representation::version(group));
    let command = DeleteGroup { call: call.command(api), organization_id: call.organization_id(), id, check };
    call.notes.group(id);
    let outcome = api.application.run(command).await?;
    note(call, &outcome, "found by id");
    Ok(Answer::no_content(representation::location(&outcome.view.group, &call.base), None))
}
