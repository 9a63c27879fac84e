//! `POST /Groups` (RFC 7644 §3.3).

use super::representation;
use super::{member_ids, note};
use crate::ScimApi;
use crate::answer::Answer;
use crate::body::{GROUP_LIMIT, Write};
use crate::call::ScimCall;
use crate::error::ApiError;
use application::{CreateGroup, NewGroup};
use axum::extract::{Request, State};
use scim_protocol::{GROUP, ScimError, member_values, normalize, take_members};
use serde_json::{Map, Value};

pub(crate) async fn handle(State(api): State<ScimApi>, call: ScimCall, request: Request) -> Result<Answer, ApiError> {
    call.require_groups()?;
    let write = Write::read(&api, &call, request, &GROUP, GROUP_LIMIT).await?;
    run(&api, &call, write).await
}

pub(crate) async fn run(api: &ScimApi, call: &ScimCall, write: Write) -> Result<Answer, ApiError> {
    let Write { projection, body, .. } = write;
    let SentGroup { document, members } = parse(body)?;
    let new = NewGroup {
        profile: representation::profile(document)?,
        members: member_ids(call, members.unwrap_or_default()),
    };
    let with_members = projection.wants("members");
    let command = CreateGroup { call: call.command(api), organization_id: call.organization_id(), new, with_members };
    let outcome = api.application.run(command).await.inspect_err(|error| call.notes.rule(error.to_string()))?;
    note(call, &outcome, if outcome.adopted { "a group of this name was here: adopted" } else { "a new group" });
    let body = representation::shown(&outcome.view, &call.base, &projection);
    let group = &outcome.view.group;
    Ok(Answer::created(representation::location(group, &call.base), representation::version(group), body))
}

/// A group as it was sent, its members apart.
pub(super) struct SentGroup {
    /// What it says of the group.
    pub(super) document: Map<String, Value>,
    /// The values of its members; none where it does not speak of them.
    pub(super) members: Option<Vec<String>>,
}

/// Reads a group's body.
pub(super) fn parse(body: Value) -> Result<SentGroup, ApiError> {
    let Value::Object(mut body) = body else {
        return Err(ScimError::invalid_syntax("A Group is a JSON object.").into());
    };
    let members = take_members(&mut body).map(|members| member_values(&members)).transpose()?;
    Ok(SentGroup { document: normalize(&Value::Object(body), &GROUP)?, members })
}
