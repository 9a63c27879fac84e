//! `POST /organizations/{organization}/settings/api-keys/reveal`: shows the key, and makes it where there is none.

use super::{OwnerSession, make_key};
use crate::Console;
use crate::flash::see_other;
use crate::layout::PageResult;
use crate::verified_form::VerifiedForm;
use axum::extract::State;

pub(crate) async fn handle(
    State(console): State<Console>,
    OwnerSession(session): OwnerSession,
    _: VerifiedForm,
) -> PageResult {
    make_key(&console, &session, false).await?;
    Ok(see_other(&session.path("/settings/api-keys?shown=1")))
}
