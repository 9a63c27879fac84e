//! `/Users`: one route, one file.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod patch;
pub(crate) mod replace;
mod representation;

use crate::error::ApiError;
use domain::MemberId;

pub(crate) use representation::document;

/// The id in the path; whatever is none of ours is not found.
fn member_id(text: &str) -> Result<MemberId, ApiError> {
    MemberId::parse(text).ok_or_else(ApiError::user_not_found)
}
