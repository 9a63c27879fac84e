//! `POST /organizations/{organization}/settings/scim/keys`: makes a key, and shows it.

use super::in_days;
use crate::Console;
use crate::flash::Flash;
use crate::layout::PageResult;
use crate::pages::scim::ScimSession;
use crate::verified_form::VerifiedForm;
use application::{CommandError, CreateScimKey};
use axum::extract::State;
use domain::{KeyScope, ScimKey};

pub(crate) async fn handle(
    State(console): State<Console>,
    ScimSession(session): ScimSession,
    VerifiedForm(form): VerifiedForm,
) -> PageResult {
    let call = session.command(&console);
    let scope = match form.get("scope") {
        "read" => KeyScope::Read,
        "users" => KeyScope::Users,
        _ => KeyScope::UsersAndGroups,
    };
    let create = CreateScimKey {
        organization_id: session.organization.id,
        name: form.get("name").to_owned(),
        scope,
        expires_at: in_days(call.now, form.get("days"))?,
        key: ScimKey::generate(console.application.entropy()),
        call,
    };
    let settings = session.path("/settings/scim");
    match console.application.run(create).await {
        Ok(made) => Ok(Flash::good("scim-key-created")
            .with("name", made.record.name)
            .then(&format!("{settings}?key={}", made.record.id))),
        Err(CommandError::Refused(refusal)) => Ok(Flash::refused(&refusal).then(&settings)),
        Err(error) => Err(error.into()),
    }
}
