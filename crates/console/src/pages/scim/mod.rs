//! How an organization is provisioned: `/organizations/{organization}/settings/scim`.

pub(crate) mod connection;
pub(crate) mod keys;
pub(crate) mod live;
pub(crate) mod panel;
pub(crate) mod settings;
pub(crate) mod setup;

use crate::Console;
use crate::error::PageError;
use crate::organization_session::OrganizationSession;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// A request of somebody who manages provisioning. For everybody else there is no such page.
#[derive(Clone)]
pub(crate) struct ScimSession(pub(crate) OrganizationSession);

impl FromRequestParts<Console> for ScimSession {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, PageError> {
        let session = OrganizationSession::from_request_parts(parts, console).await?;
        session.require(|permissions| permissions.manage_scim)?;
        Ok(Self(session))
    }
}
