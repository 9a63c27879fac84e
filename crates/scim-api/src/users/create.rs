//! `POST /Users` (RFC 7644 §3.3).

use super::representation;
use crate::ScimApi;
use crate::answer::Answer;
use crate::body::{USER_LIMIT, Write};
use crate::call::ScimCall;
use crate::error::ApiError;
use application::ProvisionMember;
use axum::extract::{Request, State};
use domain::{NewMember, Origin};
use scim_protocol::{USER, normalize};

pub(crate) async fn handle(State(api): State<ScimApi>, call: ScimCall, request: Request) -> Result<Answer, ApiError> {
    call.require_users()?;
    let write = Write::read(&api, &call, request, &USER, USER_LIMIT).await?;
    run(&api, &call, write).await
}

pub(crate) async fn run(api: &ScimApi, call: &ScimCall, write: Write) -> Result<Answer, ApiError> {
    let Write { projection, body, .. } = write;
    let wanted = representation::new_profile(normalize(&body, &USER)?)?;
    let new = NewMember { profile: wanted.profile, active: wanted.active.unwrap_or(true), origin: Origin::Scim };
    let command = ProvisionMember { call: call.command(api), organization_id: call.organization_id(), new };
    call.notes.rule("nobody had this userName, address or externalId: a new member");
    let outcome = api.application.run(command).await.inspect_err(|error| call.notes.rule(error.to_string()))?;
    call.notes.member(outcome.view.member.id);
    call.notes.changes(&outcome.changes);
    let location = representation::location(&outcome.view.member, &call.base);
    let body = representation::shown(&outcome.view, &call.base, &projection);
    Ok(Answer::created(location, representation::version(&outcome.view), body))
}
