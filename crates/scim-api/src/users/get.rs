//! `GET /Users/{id}` (RFC 7644 §3.4.1).

use super::member_id;
use super::representation;
use crate::ScimApi;
use crate::answer::Answer;
use crate::call::ScimCall;
use crate::conditional;
use crate::error::ApiError;
use crate::list;
use application::FindMember;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use scim_protocol::USER;

pub(crate) async fn handle(
    State(api): State<ScimApi>,
    call: ScimCall,
    Path((_, id)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Answer, ApiError> {
    let id = member_id(&id)?;
    let projection = list::projection(&uri, &USER)?;
    call.notes.rule("looked up by id");
    let found = api.application.read(&FindMember { organization_id: call.organization_id(), id }).await?;
    let view = found.ok_or_else(ApiError::user_not_found)?;
    call.notes.member(id);
    let (location, version) = (representation::location(&view.member, &call.base), representation::version(&view));
    if conditional::is_known(&headers, &version)? {
        return Ok(Answer::not_modified(location, version));
    }
    let body = representation::shown(&view, &call.base, &projection);
    Ok(Answer::resource(location, version, body))
}
