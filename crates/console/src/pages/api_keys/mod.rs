//! The organization's API key: `/organizations/{organization}/settings/api-keys`.

pub(crate) mod reveal;
pub(crate) mod rotate;
pub(crate) mod show;

use crate::Console;
use crate::error::PageError;
use crate::organization_session::OrganizationSession;
use application::{ApiKeySecret, CreateOrganizationApiKey};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// A request of an owner. For everybody else there is no such page.
#[derive(Clone)]
pub(crate) struct OwnerSession(pub(crate) OrganizationSession);

/// The key as its owner sees it, which the event log tells. It is made where there is none; with `rotate` in place of the one
/// that is there, too.
async fn owned_key(console: &Console, session: &OrganizationSession, rotate: bool) -> Result<ApiKeySecret, PageError> {
    let key = ApiKeySecret::generate(console.application.entropy());
    let (call, organization_id) = (session.command(console), session.organization.id);
    let (key, _) = console.application.run(CreateOrganizationApiKey { call, organization_id, key, rotate }).await?;
    Ok(key)
}

impl FromRequestParts<Console> for OwnerSession {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, PageError> {
        let session = OrganizationSession::from_request_parts(parts, console).await?;
        session.require_owner()?;
        Ok(Self(session))
    }
}
