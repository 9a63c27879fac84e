//! Collections of an organization. Their names are ciphertext that the browser opens.

pub(crate) mod access;
pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod show;

use crate::Console;
use crate::error::PageError;
use crate::organization_session::OrganizationSession;
use crate::path_id;
use application::Membership;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::CollectionId;

/// The `{collection}` of a path.
#[derive(Clone, Copy)]
pub(crate) struct CollectionPath(pub(crate) CollectionId);

impl FromRequestParts<Console> for CollectionPath {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, PageError> {
        path_id::read(parts, console, "collection", CollectionId::parse).await.map(Self)
    }
}

/// The person as a member, as queries about collections want it.
fn membership(session: &OrganizationSession) -> Membership {
    Membership { organization: session.organization.clone(), member: session.member.clone() }
}
