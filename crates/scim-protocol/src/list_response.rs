//! A page of resources: RFC 7644 §3.4.2, and with cursors RFC 9865 §2.

use serde::Serialize;

use crate::urn;

/// A page of resources; serializes as the message `ListResponse`.
///
/// ```
/// use scim_protocol::ListResponse;
///
/// let page = ListResponse::page(vec!["a", "b"], 12, 11);
/// assert_eq!(
///     serde_json::to_string(&page)?,
///     r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":12,"itemsPerPage":2,"startIndex":11,"Resources":["a","b"]}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListResponse<R> {
    schemas: [&'static str; 1],
    /// How many resources there are on all pages.
    pub total_results: u64,
    /// How many are on this one.
    pub items_per_page: usize,
    /// The position of the first of them, from 1; absent when paging by cursor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_index: Option<u64>,
    /// The cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// The cursor of the page before, if it can be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_cursor: Option<String>,
    /// The resources.
    #[serde(rename = "Resources")]
    pub resources: Vec<R>,
}

impl<R> ListResponse<R> {
    /// A page by index; `start_index` counts from 1.
    pub fn page(resources: Vec<R>, total_results: u64, start_index: u64) -> Self {
        Self {
            schemas: [urn::LIST_RESPONSE],
            total_results,
            items_per_page: resources.len(),
            start_index: Some(start_index),
            next_cursor: None,
            previous_cursor: None,
            resources,
        }
    }

    /// A page by cursor (RFC 9865).
    pub fn cursor_page(
        resources: Vec<R>,
        total_results: u64,
        next_cursor: Option<String>,
        previous_cursor: Option<String>,
    ) -> Self {
        Self { start_index: None, next_cursor, previous_cursor, ..Self::page(resources, total_results, 1) }
    }

    /// Everything there is, on one page.
    pub fn whole(resources: Vec<R>) -> Self {
        let total = u64::try_from(resources.len()).unwrap_or(u64::MAX);
        Self::page(resources, total, 1)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cursors_take_the_place_of_the_index() {
        let page = ListResponse::cursor_page(vec![1], 5, Some("n".to_owned()), None);
        assert_eq!(
            serde_json::to_value(page).unwrap(),
            json!({
                "schemas": [urn::LIST_RESPONSE], "totalResults": 5, "itemsPerPage": 1, "nextCursor": "n", "Resources": [1]
            })
        );
        assert_eq!(ListResponse::<u8>::whole(Vec::new()).total_results, 0);
    }
}
