//! The member that a path names.

use crate::Console;
use crate::error::PageError;
use crate::path_id;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::MemberId;

/// The `{member}` of a path. Whether there is such a member in the organization is for a query to say.
pub(crate) struct MemberPath(pub(crate) MemberId);

impl FromRequestParts<Console> for MemberPath {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, PageError> {
        path_id::read(parts, console, "member", MemberId::parse).await.map(Self)
    }
}
