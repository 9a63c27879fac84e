//! `POST /organizations/{organization}/settings/api-keys/reveal`: asks who wants to see the key, makes it where there is none,
//! and leads to it.

use super::{OwnerSession, owned_key};
use crate::Console;
use crate::flash::see_other;
use crate::layout::PageResult;
use crate::verified_form::VerifiedForm;
use application::FindOrganizationApiKey;
use axum::extract::State;

pub(crate) async fn handle(
    State(console): State<Console>,
    OwnerSession(session): OwnerSession,
    _: VerifiedForm,
) -> PageResult {
    if console.application.read(&FindOrganizationApiKey(session.organization.id)).await?.is_none() {
        owned_key(&console, &session, false).await?;
    }
    Ok(see_other(&session.path("/settings/api-keys?shown=1")))
}
