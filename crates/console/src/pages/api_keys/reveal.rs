//! `POST /organizations/{organization}/settings/api-keys/reveal`: shows the key, and makes it where there is none.

use super::OwnerSession;
use crate::Console;
use crate::flash::see_other;
use crate::layout::PageResult;
use crate::verified_form::VerifiedForm;
use application::{ApiKeySecret, CreateOrganizationApiKey};
use axum::extract::State;

pub(crate) async fn handle(
    State(console): State<Console>,
    OwnerSession(session): OwnerSession,
    _: VerifiedForm,
) -> PageResult {
    let call = session.command(&console);
    let key = ApiKeySecret::generate(console.application.entropy());
    let create = CreateOrganizationApiKey { call, organization_id: session.organization.id, key, rotate: false };
    console.application.run(create).await?;
    Ok(see_other(&session.path("/settings/api-keys?shown=1")))
}
