//! `POST /organizations/{organization}/settings/scim/keys/{key}/restore`: takes a revocation back.

use super::KeySession;
use crate::Console;
use crate::flash::Flash;
use crate::layout::PageResult;
use crate::verified_form::VerifiedForm;
use application::{CommandError, RestoreScimKey};
use axum::extract::State;

pub(crate) async fn handle(
    State(console): State<Console>,
    KeySession { session, key }: KeySession,
    _: VerifiedForm,
) -> PageResult {
    let restore =
        RestoreScimKey { call: session.command(&console), organization_id: session.organization.id, id: key.id };
    let settings = session.path("/settings/scim");
    match console.application.run(restore).await {
        Ok(key) => Ok(Flash::good("scim-key-restored").with("name", key.name).then(&settings)),
        Err(CommandError::Refused(refusal)) => Ok(Flash::refused(&refusal).then(&settings)),
        Err(error) => Err(error.into()),
    }
}
