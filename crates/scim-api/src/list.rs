//! What the lists of users and groups have in common (RFC 7644 §3.4.2, RFC 9865).

use crate::ScimApi;
use crate::answer::{Shown, scim_json};
use crate::body::{self, USER_LIMIT};
use crate::call::ScimCall;
use crate::cursor::ListIdentity;
use crate::error::ApiError;
use crate::filter_lowering::{Columns, found_by_account, lower, sort_column, with_shown_ids};
use application::{Listing, Recheck, RowOrder};
use axum::extract::Request;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use domain::{Filter as Condition, PageRequest, Position, SortOrder};
use scim_protocol::{
    AttributePath, AttributeType, ListResponse, Projection, ResourceSchema, Returned, ScimError, SearchRequest,
    compare_by,
};
use serde_json::{Map, Value};
use std::sync::Arc;

/// A list that a client asks for.
#[derive(Debug, Clone)]
pub(crate) struct ListQuery {
    pub(crate) request: SearchRequest,
    pub(crate) page: PageRequest,
    identity: ListIdentity,
}

/// The resources `R` of a page.
#[derive(Debug)]
pub(crate) struct Resources<R> {
    pub(crate) rows: Vec<R>,
    pub(crate) total: u64,
    /// Where the next page begins.
    pub(crate) next: Option<Position>,
}

/// Reads the query of a GET.
pub(crate) fn parameters(uri: &Uri) -> Result<SearchRequest, ApiError> {
    let pairs: Vec<_> = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).collect();
    Ok(SearchRequest::from_query(pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref())))?)
}

/// Reads the body of a POST to `.search`.
pub(crate) async fn search_body(api: &ScimApi, call: &ScimCall, request: Request) -> Result<SearchRequest, ApiError> {
    Ok(SearchRequest::parse(body::read(api, call, request, USER_LIMIT).await?)?)
}

/// Refuses an order by what has no value to order by, or none that anybody sees.
pub(crate) fn require_sortable(path: &AttributePath, schema: &ResourceSchema) -> Result<(), ApiError> {
    let resolved = schema.resolve(path).filter(|found| found.attribute.returned != Returned::Never);
    let problem = match resolved.map(|found| found.compared().kind) {
        None => format!("which a {} does not have", schema.name),
        Some(AttributeType::Complex) => "which has parts: name one of them, such as name.familyName".to_owned(),
        Some(_) => return Ok(()),
    };
    Err(ScimError::invalid_value(format!("\"sortBy\" names {path}, {problem}.")).into())
}

/// The choice of attributes of a request that is no list.
pub(crate) fn projection(uri: &Uri, schema: &'static ResourceSchema) -> Result<Projection, ApiError> {
    if uri.query().is_none() { Ok(Projection::all(schema)) } else { Ok(parameters(uri)?.projection(schema)?) }
}

impl ListQuery {
    /// The list `resource` of the caller's organization.
    pub(crate) fn new(call: &ScimCall, resource: &str, request: SearchRequest) -> Result<Self, ApiError> {
        if request.cursor.is_some() && request.start_index.is_some() {
            return Err(ScimError::invalid_value("Page by \"startIndex\" or by \"cursor\", not by both.").into());
        }
        let filter = request.filter.as_ref().map(ToString::to_string).unwrap_or_default();
        let sort = request.sort_by.as_ref().map(ToString::to_string).unwrap_or_default();
        let order = if request.sort_order == scim_protocol::SortOrder::Ascending { "" } else { "descending" };
        let organization = call.organization_id().to_string();
        let identity = ListIdentity::of(&[&organization, resource, &filter, &sort, order]);
        let start = match &request.cursor {
            Some(cursor) => identity.position(cursor)?,
            None => Position::Index(u64::try_from(request.start_index.unwrap_or(1)).unwrap_or(0).max(1)),
        };
        let count = request.count.map_or(PageRequest::DEFAULT_COUNT, |count| u64::try_from(count).unwrap_or(0));
        Ok(Self { page: PageRequest { start, count: count.min(PageRequest::MAX_COUNT) }, request, identity })
    }

    /// The same list with another page.
    pub(crate) fn at(&self, start: u64, count: u64) -> Self {
        Self { page: PageRequest { start: Position::Index(start), count }, ..self.clone() }
    }

    /// What the use case needs: `document` renders a row for the second look, where columns do not suffice, and `account` is
    /// the folded address by which a row is also found.
    pub(crate) fn listing<A, V>(
        &self,
        document: fn(&V, &str) -> Map<String, Value>,
        account: fn(&V) -> Option<&str>,
        base: &str,
    ) -> Result<Listing<A, V>, ApiError>
    where
        A: Columns,
        V: 'static,
    {
        let mut listing =
            Listing { filter: Condition::Everything, recheck: None, sort: None, order: None, page: self.page };
        if let Some(filter) = &self.request.filter {
            filter.check(A::SCHEMA)?;
            let filter = with_shown_ids::<A>(filter.clone());
            let lowered = lower::<A>(&filter);
            if !lowered.is_exact {
                let base = base.to_owned();
                let recheck: Recheck<V> = Arc::new(move |row| {
                    let document = document(row, &base);
                    let by_account = |address| found_by_account::<A>(filter.clone(), address);
                    filter.matches(&document, A::SCHEMA)
                        || account(row).is_some_and(|address| by_account(address).matches(&document, A::SCHEMA))
                });
                listing.recheck = Some(recheck);
            }
            listing.filter = lowered.condition;
        }
        if let Some(path) = self.request.sort_by.clone() {
            require_sortable(&path, A::SCHEMA)?;
            let descending = self.request.sort_order == scim_protocol::SortOrder::Descending;
            let direction = if descending { SortOrder::Descending } else { SortOrder::Ascending };
            if let Some(column) = sort_column::<A>(&path) {
                listing.sort = Some((column, direction));
            } else {
                let base = base.to_owned();
                let order: RowOrder<V> = Arc::new(move |a, b| {
                    let order = compare_by(&path, &document(a, &base), &document(b, &base), A::SCHEMA);
                    if descending { order.reverse() } else { order }
                });
                listing.order = Some(order);
            }
        }
        Ok(listing)
    }

    /// Where the page after this one begins. Only the order of creation can go on after an id: a sorted list goes on at
    /// an index.
    pub(crate) fn next<A, V>(
        &self,
        listing: &Listing<A, V>,
        rows: usize,
        after: Option<uuid::Uuid>,
    ) -> Option<Position> {
        let after = after?;
        if listing.sort.is_none() && listing.order.is_none() {
            return Some(Position::After(after));
        }
        match self.page.start {
            Position::Index(index) => Some(Position::Index(index + rows as u64)),
            Position::After(_) => None,
        }
    }

    /// The ListResponse of rows, each as the client sees it.
    pub(crate) fn answer<R>(&self, resources: Resources<R>, shown: impl Fn(R) -> Shown) -> Response {
        let Resources { rows, total, next } = resources;
        let shown: Vec<Shown> = rows.into_iter().map(shown).collect();
        let response = match (&self.request.cursor, self.page.start) {
            (None, Position::Index(index)) => ListResponse::page(shown, total, index),
            _ => ListResponse::cursor_page(shown, total, next.map(|next| self.identity.cursor(next)), None),
        };
        scim_json(&response).into_response()
    }
}
