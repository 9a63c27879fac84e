//! `PATCH /Groups/{id}` (RFC 7644 §3.5.2). Members are never loaded: one joining is one row.

use super::representation;
use super::{group_id, member_ids, note};
use crate::ScimApi;
use crate::answer::Answer;
use crate::body::{GROUP_LIMIT, GROUP_OPERATIONS, Write};
use crate::call::ScimCall;
use crate::error::ApiError;
use application::{GroupEdit, UpdateGroup};
use axum::extract::{Path, Request, State};
use domain::{Group, MembershipChange};
use scim_protocol::{GROUP, MemberChange, PatchRequest, apply, lower_group_operations};
use serde_json::Map;
use std::sync::Arc;

pub(crate) async fn handle(
    State(api): State<ScimApi>,
    call: ScimCall,
    Path((_, id)): Path<(String, String)>,
    request: Request,
) -> Result<Answer, ApiError> {
    call.require_groups()?;
    let write = Write::read(&api, &call, request, &GROUP, GROUP_LIMIT).await?;
    run(&api, &call, &id, write).await
}

/// Answers 204, or 200 with the group where the client chose attributes.
pub(crate) async fn run(api: &ScimApi, call: &ScimCall, id: &str, write: Write) -> Result<Answer, ApiError> {
    let Write { precondition, projection, body } = write;
    let id = group_id(id)?;
    let patch = lower_group_operations(PatchRequest::parse(body, GROUP_OPERATIONS)?.operations)?;
    let members: Vec<MembershipChange> = patch.members.into_iter().map(|change| lower(call, change)).collect();
    let operations = patch.document_operations;
    let edit = move |group: &Group| {
        precondition.check(&representation::version(group))?;
        let mut written = representation::written(group);
        apply(&mut written, &operations, &GROUP)?;
        Ok::<_, ApiError>(GroupEdit { profile: representation::profile(written)?, members: members.clone() })
    };
    let answers_group = !projection.is_default();
    let with_members = answers_group && projection.wants("members");
    let command =
        UpdateGroup { call: call.command(api), organization_id: call.organization_id(), id, edit, with_members };
    call.notes.group(id);
    let outcome = api.application.run(command).await?;
    note(call, &outcome, "found by id");
    let group = &outcome.view.group;
    let (location, version) = (representation::location(group, &call.base), representation::version(group));
    if !answers_group {
        return Ok(Answer::no_content(location, Some(version)));
    }
    let body = representation::shown(&outcome.view, &call.base, &projection);
    Ok(Answer::resource(location, version, body))
}

fn lower(call: &ScimCall, change: MemberChange) -> MembershipChange {
    match change {
        MemberChange::Add(values) => MembershipChange::Add(member_ids(call, values)),
        MemberChange::Remove(values) => MembershipChange::Remove(member_ids(call, values)),
        MemberChange::RemoveAll => MembershipChange::RemoveAll,
        MemberChange::Replace(values) => MembershipChange::Replace(member_ids(call, values)),
        MemberChange::RemoveWhere(filter) => {
            let base = call.base.clone();
            MembershipChange::RemoveWhere(Arc::new(move |id| {
                let mut member = Map::new();
                member.insert("value".to_owned(), id.to_string().into());
                member.insert("$ref".to_owned(), format!("{base}/Users/{id}").into());
                member.insert("type".to_owned(), "User".into());
                filter.matches(&member, &GROUP)
            }))
        }
    }
}
