//! `/guide`: leads to its first page.

use super::book::book;
use crate::error::PageError;
use crate::flash::see_other;
use crate::layout::PageResult;

pub(crate) async fn handle() -> PageResult {
    let first = book().pages.first().ok_or(PageError::NotFound)?;
    Ok(see_other(&format!("/guide/{}", first.name)))
}
