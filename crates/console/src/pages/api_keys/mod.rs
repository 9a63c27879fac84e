//! The organization's API key: `/organizations/{organization}/settings/api-keys`.

pub(crate) mod reveal;
pub(crate) mod rotate;
pub(crate) mod show;

use crate::Console;
use crate::error::PageError;
use crate::organization_session::OrganizationSession;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// A request of an owner. For everybody else there is no such page.
#[derive(Clone)]
pub(crate) struct OwnerSession(pub(crate) OrganizationSession);

impl FromRequestParts<Console> for OwnerSession {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, PageError> {
        let session = OrganizationSession::from_request_parts(parts, console).await?;
        session.require_owner()?;
        Ok(Self(session))
    }
}
