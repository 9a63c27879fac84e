//! Groups of an organization.

pub(crate) mod access;
pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod members;
pub(crate) mod show;

use crate::Console;
use crate::error::PageError;
use crate::path_id;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::GroupId;

/// The `{group}` of a path.
#[derive(Clone, Copy)]
pub(crate) struct GroupPath(pub(crate) GroupId);

impl FromRequestParts<Console> for GroupPath {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, PageError> {
        path_id::read(parts, console, "group", GroupId::parse).await.map(Self)
    }
}
