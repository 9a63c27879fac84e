//! `/organizations/{organization}/settings/organization`: its name, plan and seats, who may do what with collections.

use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::texts::Texts;
use application::{ChangeOrganization, FindOrganization, OrganizationChange};
use askama::Template;
use axum::extract::State;
use domain::{CollectionSettings, EmailAddress, Organization, Plan};

pub(super) const PATH: &str = "/settings/organization";

#[derive(Template)]
#[template(path = "settings/organization.html")]
struct Settings {
    t: Texts,
    layout: Layout,
    path: String,
    organization: Organization,
    plan: &'static str,
    seats_used: i64,
    /// Members who would take a seat once they are invited.
    staged: i64,
    switches: [(&'static str, &'static str, bool); 4],
}

/// The switches about collections: field, text, and whether it is set.
fn switches(settings: CollectionSettings) -> [(&'static str, &'static str, bool); 4] {
    [
        ("limit-creation", "organization-limit-creation", settings.limit_creation),
        ("limit-deletion", "organization-limit-deletion", settings.limit_deletion),
        ("limit-item-deletion", "organization-limit-item-deletion", settings.limit_item_deletion),
        ("admins-access-all", "organization-admins-access-all", settings.admins_access_all),
    ]
}

const fn plan(plan: Plan) -> &'static str {
    match plan {
        Plan::Free => "plan-free",
        Plan::Families => "plan-families",
        Plan::Teams => "plan-teams",
        Plan::Enterprise => "plan-enterprise",
    }
}

impl Settings {
    /// Whether everybody who is staged would find a seat.
    fn is_enough(&self) -> bool {
        self.organization.seats.is_none_or(|seats| self.seats_used + self.staged <= seats)
    }
}

pub(crate) async fn show(State(console): State<Console>, session: OrganizationSession) -> PageResult {
    session.require_owner()?;
    let found = console.application.read(&FindOrganization(session.organization.id)).await?;
    let (organization, ledger) = found.ok_or(PageError::NotFound)?;
    let t = session.t();
    page(&Settings {
        t,
        layout: session.layout(t.say("organization-title"), Entry::Organization),
        path: session.path(PATH),
        plan: plan(organization.plan),
        switches: switches(organization.collections),
        organization,
        seats_used: ledger.occupied_seats,
        staged: ledger.people.staged,
    })
}

/// Takes another name or billing address.
pub(crate) async fn change(State(console): State<Console>, session: OrganizationSession, form: Form) -> PageResult {
    session.require_owner()?;
    let email = Some(form.get("email")).filter(|email| !email.is_empty()).map(EmailAddress::require).transpose();
    let change = match email {
        Ok(email) => OrganizationChange {
            name: Some(form.get("name").to_owned()),
            billing_email: email.map(|email| email.text().to_owned()),
            ..OrganizationChange::default()
        },
        Err(refusal) => return Ok(Flash::refused(&refusal).then(&session.path(PATH))),
    };
    apply(&console, &session, change).await
}

/// Changes the organization, and says so on its page.
pub(super) async fn apply(console: &Console, session: &OrganizationSession, change: OrganizationChange) -> PageResult {
    let (call, organization_id) = (session.command(console), session.organization.id);
    match console.application.run(ChangeOrganization { call, organization_id, change }).await {
        Ok(_) => Ok(Flash::good("organization-saved").then(&session.path(PATH))),
        Err(error) => PageError::from(error).said_on(&session.path(PATH)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{OrganizationId, Timestamp};

    fn html(name: &str, seats: Option<i64>) -> String {
        let now = Timestamp::from_micros(0);
        let id = OrganizationId::parse("a71c6574-52f1-4b98-9c4d-fd09703195e4").unwrap();
        let mut organization = Organization::new(id, "Acme", now).unwrap();
        name.clone_into(&mut organization.name);
        organization.seats = seats;
        let (t, layout, path) = (Texts::sample(now), Layout::sample("Organization"), "/o/1".to_owned());
        let switches = switches(organization.collections);
        let plan = plan(organization.plan);
        Settings { t, layout, path, organization, plan, seats_used: 90, staged: 20, switches }.render().unwrap()
    }

    #[test]
    fn seats_are_foreseen() {
        assert!(html("Acme", Some(100)).contains("Not everybody who is staged would find a seat."));
        assert!(!html("Acme", Some(110)).contains("would find a seat"));
        assert!(html("Acme", None).contains("without limit"));
    }

    #[test]
    fn the_name_is_escaped() {
        assert!(!html(&"<img src=x onerror=alert(1)>\"".repeat(350), None).contains("<img"));
    }
}
