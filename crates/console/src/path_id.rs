//! Ids in paths.

use crate::Console;
use crate::error::PageError;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

/// Reads the id that the path calls by this name. What is no id leads nowhere.
pub(crate) async fn read<T>(
    parts: &mut Parts,
    console: &Console,
    name: &str,
    parse: fn(&str) -> Option<T>,
) -> Result<T, PageError> {
    let params = RawPathParams::from_request_parts(parts, console).await.map_err(|_| PageError::NotFound)?;
    let found = params.iter().find(|(found, _)| *found == name).and_then(|(_, text)| parse(text));
    found.ok_or(PageError::NotFound)
}
