//! `GET /Groups` and `POST /Groups/.search` (RFC 7644 §3.4.2 and §3.4.3).

use super::{document, representation};
use crate::ScimApi;
use crate::call::ScimCall;
use crate::error::ApiError;
use crate::list::{self, ListQuery, Resources};
use application::GroupView;
use axum::extract::{Request, State};
use axum::http::Uri;
use axum::response::Response;
use domain::GroupAttribute;
use scim_protocol::{GROUP, SearchRequest};

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
    let projection = request.projection(&GROUP)?;
    let query = ListQuery::new(call, "Groups", request)?;
    let resources = page(api, call, &query, projection.wants("members")).await?;
    Ok(query.answer(resources, |view| representation::shown(&view, &call.base, &projection)))
}

/// The groups of a page. Members are read where the client wants them, or a filter must look at them.
pub(crate) async fn page(
    api: &ScimApi,
    call: &ScimCall,
    query: &ListQuery,
    wants_members: bool,
) -> Result<Resources<GroupView>, ApiError> {
    let listing = query.listing::<GroupAttribute, _>(document, |_| None, &call.base)?;
    let looks_at_rows = listing.recheck.is_some() || listing.order.is_some();
    let list = api.application.list_groups(call.organization_id(), listing.clone(), wants_members || looks_at_rows);
    let page = api.application.read(&list).await?;
    if let Some(filter) = &query.request.filter {
        call.notes.rule(format!("filter {filter}: {} found", page.total));
        if let [only] = page.items.as_slice() {
            call.notes.group(only.group.id);
        }
    }
    let next = query.next(&listing, page.items.len(), page.next);
    Ok(Resources { rows: page.items, total: page.total, next })
}
