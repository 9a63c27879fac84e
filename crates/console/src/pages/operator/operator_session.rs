//! Somebody who runs the installation.

use crate::Console;
use crate::error::PageError;
use crate::session::Session;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// A request of an operator. For everybody else there is no such page.
pub(crate) struct OperatorSession(pub(crate) Session);

impl FromRequestParts<Console> for OperatorSession {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, PageError> {
        let session = Session::from_request_parts(parts, console).await?;
        if session.is_operator { Ok(Self(session)) } else { Err(PageError::NotFound) }
    }
}
