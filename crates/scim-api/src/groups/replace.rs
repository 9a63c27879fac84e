//! `PUT /Groups/{id}` (RFC 7644 §3.5.1).

use super::create::{SentGroup, parse};
use super::representation;
use super::{group_id, member_ids, note};
use crate::ScimApi;
use crate::answer::Answer;
use crate::body::{GROUP_LIMIT, Write};
use crate::call::ScimCall;
use crate::error::ApiError;
use crate::users::replace::unlinks;
use application::{GroupEdit, UpdateGroup};
use axum::extract::{Path, Request, State};
use domain::{Group, MembershipChange};
use scim_protocol::GROUP;

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

pub(crate) async fn run(api: &ScimApi, call: &ScimCall, id: &str, write: Write) -> Result<Answer, ApiError> {
    let Write { precondition, projection, body } = write;
    let id = group_id(id)?;
    let is_unlinked = unlinks(&body);
    let SentGroup { document, members } = parse(body)?;
    // Absent members stay, an empty list empties.
    let members: Vec<MembershipChange> =
        members.map(|members| MembershipChange::Replace(member_ids(call, members))).into_iter().collect();
    let edit = move |group: &Group| {
        precondition.check(&representation::version(group))?;
        let mut profile = representation::profile(document.clone())?;
        if profile.external_id.is_none() && !is_unlinked {
            profile.external_id.clone_from(&group.profile.external_id);
        }
        Ok::<_, ApiError>(GroupEdit { profile, members: members.clone() })
    };
    let with_members = projection.wants("members");
    let command =
        UpdateGroup { call: call.command(api), organization_id: call.organization_id(), id, edit, with_members };
    call.notes.group(id);
    let outcome = api.application.run(command).await?;
    note(call, &outcome, "found by id");
    let body = representation::shown(&outcome.view, &call.base, &projection);
    let group = &outcome.view.group;
    Ok(Answer::resource(representation::location(group, &call.base), representation::version(group), body))
}
