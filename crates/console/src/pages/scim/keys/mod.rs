//! The SCIM keys of an organization: `/organizations/{organization}/settings/scim/keys`.

pub(crate) mod create;
pub(crate) mod restore;
pub(crate) mod reveal;
pub(crate) mod revoke;
pub(crate) mod rotate;

use super::ScimSession;
use crate::Console;
use crate::error::PageError;
use crate::organization_session::OrganizationSession;
use crate::path_id;
use application::ListScimKeys;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::{ScimKeyId, ScimKeyRecord, Timestamp};

/// A request about the key in the path, by somebody who manages provisioning.
#[derive(Clone)]
pub(crate) struct KeySession {
    pub(crate) session: OrganizationSession,
    pub(crate) key: ScimKeyRecord,
}

impl KeySession {
    /// The settings with this key shown, for whoever may see it.
    fn shown(&self) -> String {
        self.session.path(&format!("/settings/scim?key={}", self.key.id))
    }
}

impl FromRequestParts<Console> for KeySession {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, PageError> {
        let ScimSession(session) = ScimSession::from_request_parts(parts, console).await?;
        let id = path_id::read(parts, console, "key", ScimKeyId::parse).await?;
        let keys = console.application.read(&ListScimKeys(session.organization.id)).await?;
        let key = keys.into_iter().find(|key| key.id == id).ok_or(PageError::NotFound)?;
        Ok(Self { session, key })
    }
}

/// A moment that a form gives as a number of days from now; none where it is empty.
fn in_days(now: Timestamp, days: &str) -> Result<Option<Timestamp>, PageError> {
    if days.is_empty() {
        return Ok(None);
    }
    let days: u16 = days.parse().map_err(|_| PageError::BadForm)?;
    Ok(Some(now.after(std::time::Duration::from_hours(24 * u64::from(days)))))
}
