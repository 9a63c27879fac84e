//! `GET` and `POST /.search` on the root: users and groups in one list (RFC 7644 §3.4.2.1 and §3.4.3).

use crate::ScimApi;
use crate::answer::Shown;
use crate::call::ScimCall;
use crate::error::ApiError;
use crate::list::{self, ListQuery, Resources};
use crate::{groups, users};
use axum::extract::{Request, State};
use axum::http::Uri;
use axum::response::Response;
use domain::Position;
use scim_protocol::{GROUP, ResourceSchema, ScimError, SearchRequest, SortOrder, USER, compare_by};
use serde_json::{Map, Value};

/// How deep a sorted list over both resources can be paged: both are read up to there.
const MAX_DEPTH: u64 = 10_000;

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

async fn answer(api: &ScimApi, call: &ScimCall, search: SearchRequest) -> Result<Response, ApiError> {
    // The names of both schemas may be chosen; the user's has the more attributes and keeps what it does not know.
    let projection = search.projection(&USER)?;
    let wants_members = search.projection(&GROUP)?.wants("members");
    let query = ListQuery::new(call, "", search)?;
    let resources = page(api, call, &query, wants_members).await?;
    Ok(query.answer(resources, |document| Shown::Document(projection.apply(Value::Object(document)))))
}

/// Whole resources, users first unless they are sorted.
async fn page(
    api: &ScimApi,
    call: &ScimCall,
    query: &ListQuery,
    wants_members: bool,
) -> Result<Resources<Map<String, Value>>, ApiError> {
    let Position::Index(start) = query.page.start else {
        return Err(domain::Refusal::InvalidCursor.into());
    };
    let (has_users, has_groups) = (fits(&query.request, &USER), fits(&query.request, &GROUP));
    if let (Err(error), Err(_)) = (&has_users, &has_groups) {
        return Err(error.clone());
    }
    let sorted = query.request.sort_by.is_some();
    let end = start.saturating_sub(1).saturating_add(query.page.count);
    if sorted && end > MAX_DEPTH {
        let detail =
            format!("A sorted search over users and groups ends at {MAX_DEPTH}. Search /Users or /Groups alone.");
        return Err(ScimError::too_many(detail).into());
    }
    let first = if sorted { query.at(1, end) } else { query.at(start, query.page.count) };
    let mut found = Resources { rows: Vec::new(), total: 0, next: None };
    if has_users.is_ok() {
        let page = users::list::page(api, call, &first).await?;
        found.rows.extend(page.rows.iter().map(|view| users::document(view, &call.base)));
        found.total += page.total;
    }
    let second = if sorted {
        first
    } else {
        let room = query.page.count - found.rows.len() as u64;
        query.at(start.saturating_sub(found.total).max(1), room)
    };
    if has_groups.is_ok() {
        let page = groups::list::page(api, call, &second, wants_members).await?;
        found.rows.extend(page.rows.iter().map(|view| groups::document(view, &call.base)));
        found.total += page.total;
    }
    if let Some(path) = &query.request.sort_by {
        let descending = query.request.sort_order == SortOrder::Descending;
        found.rows.sort_by(|a, b| {
            let order = compare_by(path, a, b, &USER);
            if descending { order.reverse() } else { order }
        });
        let (skip, take) = (start.saturating_sub(1), query.page.count);
        let as_size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        found.rows = found.rows.into_iter().skip(as_size(skip)).take(as_size(take)).collect();
    }
    found.next = (end < found.total).then_some(Position::Index(end + 1));
    Ok(found)
}

/// Whether a resource has what the search names; one that has not is left out of the list.
fn fits(search: &SearchRequest, schema: &'static ResourceSchema) -> Result<(), ApiError> {
    if let Some(filter) = &search.filter {
        filter.check(schema)?;
    }
    search.sort_by.as_ref().map_or(Ok(()), |path| list::require_sortable(path, schema))
}
