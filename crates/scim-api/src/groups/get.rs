//! `GET /Groups/{id}` (RFC 7644 §3.4.1).

use super::group_id;
use super::representation;
use crate::ScimApi;
use crate::answer::Answer;
use crate::call::ScimCall;
use crate::conditional;
use crate::error::ApiError;
use crate::list;
use application::FindGroup;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use scim_protocol::GROUP;

pub(crate) async fn handle(
    State(api): State<ScimApi>,
    call: ScimCall,
    Path((_, id)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Answer, ApiError> {
    let id = group_id(&id)?;
    let projection = list::projection(&uri, &GROUP)?;
    call.notes.rule("looked up by id");
    let with_members = projection.wants("members");
    let query = FindGroup { organization_id: call.organization_id(), id, with_members };
    let view = api.application.read(&query).await?.ok_or_else(ApiError::group_not_found)?;
    call.notes.group(id);
    let (location, version) = (representation::location(&view.group, &call.base), representation::version(&view.group));
    if conditional::is_known(&headers, &version)? {
        return Ok(Answer::not_modified(location, version));
    }
    let body = representation::shown(&view, &call.base, &projection);
    Ok(Answer::resource(location, version, body))
}
