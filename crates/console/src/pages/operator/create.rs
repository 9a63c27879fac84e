//! `POST /operator/organizations`: an operator makes an organization, whose owner is invited.

use super::operator_session::OperatorSession;
use super::show::{Draft, PLANS, view};
use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::layout::{PageResult, page};
use crate::session::Session;
use crate::verified_form::VerifiedForm;
use application::{CommandError, CreateOrganization, NewOwner};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use domain::{EmailAddress, Organization, OrganizationId, Plan, Refusal};

pub(crate) async fn handle(
    State(console): State<Console>,
    OperatorSession(session): OperatorSession,
    VerifiedForm(form): VerifiedForm,
) -> PageResult {
    let draft = Draft {
        name: form.get("name").to_owned(),
        owner_email: form.get("owner_email").to_owned(),
        owner_name: form.get("owner_name").to_owned(),
        plan: form.get("plan").to_owned(),
        seats: form.get("seats").to_owned(),
    };
    let made = match create(&console, &session, &draft) {
        Ok(create) => console.application.run(create).await,
        Err(refusal) => Err(refusal.into()),
    };
    match made {
        Ok(_) => {
            let flash = Flash::good("operator-made").with("name", draft.name).with("email", draft.owner_email);
            Ok(flash.then("/operator"))
        }
        Err(CommandError::Refused(refusal)) => {
            let again = view(&console, &session, 1, draft, Some(refusal.to_string())).await?;
            Ok((StatusCode::BAD_REQUEST, page(&again)?).into_response())
        }
        Err(CommandError::Storage(error)) => Err(PageError::from(error)),
    }
}

/// The command for what was typed.
fn create(console: &Console, session: &Session, draft: &Draft) -> Result<CreateOrganization, Refusal> {
    let id = OrganizationId::from_uuid(console.application.fresh_uuid());
    let mut organization = Organization::new(id, &draft.name, console.application.now())?;
    organization.plan =
        PLANS.iter().find(|(plan, _)| plan.name() == draft.plan).map_or(Plan::Enterprise, |(plan, _)| *plan);
    organization.seats = seats(&draft.seats)?;
    let email = EmailAddress::require(&draft.owner_email)?;
    let owner = NewOwner { email, name: draft.owner_name.clone(), account: None };
    Ok(CreateOrganization { call: session.command(console), organization, owner: Some(owner) })
}

/// A number of seats; nothing typed is no limit.
fn seats(text: &str) -> Result<Option<i64>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let seats = text.parse().ok().filter(|seats| *seats >= 1);
    let refused = || Refusal::InvalidSetting(format!("{text} is no number of seats: it must be 1 or more."));
    seats.map(Some).ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_a_number_or_without_limit() {
        assert_eq!((seats(""), seats("3500")), (Ok(None), Ok(Some(3_500))));
        for text in ["0", "-1", "many", "1.5", "99999999999999999999"] {
            assert!(seats(text).is_err(), "{text}");
        }
    }
}
