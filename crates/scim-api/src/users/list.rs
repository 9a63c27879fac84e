//! `GET /Users` and `POST /Users/.search` (RFC 7644 §3.4.2 and §3.4.3).

use super::{document, representation};
use crate::ScimApi;
use crate::call::ScimCall;
use crate::error::ApiError;
use crate::list::{self, ListQuery, Resources};
use application::MemberView;
use axum::extract::{Request, State};
use axum::http::Uri;
use axum::response::Response;
use domain::{EmailAddress, MemberAttribute};
use scim_protocol::{SearchRequest, USER};

pub(crate) async fn handle(State(api): State<ScimApi>, call: ScimCall, uri: Uri) -> Result<Response, ApiError> {
    answer(&api, &call, list::parameters(&uri)?).await
}

pub(crate) async fn handle_search(
    State(api): State<ScimApi>,
    call: ScimCall,
    request: Request,
) -> Result<Response, ApiError> {
    let search = list::search_body(&api, &call, request).await?;
    answer(&api, &call, search).await
}

async fn answer(api: &ScimApi, call: &ScimCall, request: SearchRequest) -> Result<Response, ApiError> {
    let projection = request.projection(&USER)?;
    let query = ListQuery::new(call, "Users", request)?;
    let resources = page(api, call, &query).await?;
    Ok(query.answer(resources, |view| representation::shown(&view, &call.base, &projection)))
}

/// The folded address of the member's account, by which look-ups find the member too.
fn account_address(view: &MemberView) -> Option<&str> {
    view.member.account_email.as_ref().map(EmailAddress::key)
}

/// The users of a page.
pub(crate) async fn page(api: &ScimApi, call: &ScimCall, query: &ListQuery) -> Result<Resources<MemberView>, ApiError> {
    let listing = query.listing::<MemberAttribute, _>(document, account_address, &call.base)?;
    // The version of a user covers its groups, so they are read even where nobody asked for them.
    let list = api.application.list_members(call.organization_id(), listing.clone(), true);
    let page = api.application.read(&list).await?;
    if let Some(filter) = &query.request.filter {
        call.notes.rule(format!("filter {filter}: {} found", page.total));
        if let [only] = page.items.as_slice() {
            call.notes.member(only.member.id);
        }
    }
    let next = query.next(&listing, page.items.len(), page.next);
    Ok(Resources { rows: page.items, total: page.total, next })
}
