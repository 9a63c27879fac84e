//! `/account`: who is signed in, what others see of them, and where they are a member.

use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::{Layout, PageResult, page};
use crate::rail::Entry;
use crate::session::Session;
use crate::texts::Texts;
use application::{ConfirmedMembership, EditError, ListAcceptedMemberships, ListMemberships, UpdateAccount};
use askama::Template;
use axum::extract::State;
use domain::{Account, MemberRole, Permissions, Refusal, Timestamp};

const PATH: &str = "/account";

#[derive(Template)]
#[template(path = "account/show.html")]
struct Show {
    t: Texts,
    layout: Layout,
    email: String,
    name: String,
    created_at: Timestamp,
    organizations: Vec<OwnMembership>,
    /// Organizations whose admins confirm the person next.
    waiting: Vec<String>,
}

/// Where the person is a member.
struct OwnMembership {
    name: String,
    role: MemberRole,
    /// The organization's page, where the person has something to run.
    path: Option<String>,
}

impl OwnMembership {
    fn of(found: ConfirmedMembership) -> Self {
        let runs_it = found.member.may(|permissions| *permissions != Permissions::NONE);
        let path = runs_it.then(|| format!("/organizations/{}/overview", found.organization.id));
        Self { name: found.organization.name, role: found.member.role, path }
    }
}

pub(crate) async fn handle(State(console): State<Console>, session: Session) -> PageResult {
    let memberships = console.application.read(&ListMemberships(session.account.id)).await?;
    let waiting = console.application.read(&ListAcceptedMemberships(session.account.id)).await?;
    let t = session.t();
    page(&Show {
        t,
        layout: session.layout(t.say("account-title"), Entry::Account),
        email: session.account.email.text().to_owned(),
        name: session.account.name.clone().unwrap_or_default(),
        created_at: session.account.created_at,
        organizations: memberships.into_iter().map(OwnMembership::of).collect(),
        waiting: waiting.into_iter().map(|found| found.organization.name).collect(),
    })
}

/// Takes another name.
pub(crate) async fn rename(State(console): State<Console>, session: Session, form: Form) -> PageResult {
    let name = form.get("name").to_owned();
    let edit = move |account: &mut Account| account.rename(Some(name.clone()));
    let update = UpdateAccount { call: session.command(&console), id: session.account.id, edit };
    let outcome = console.application.run(update).await;
    if let Err(EditError::Edit(refusal)) = outcome {
        let refusal: Refusal = refusal;
        return Ok(Flash::refused(&refusal).then(PATH));
    }
    outcome.map_err(|error| match error {
        EditError::Edit(refusal) => refusal.into(),
        EditError::Command(error) => PageError::from(error),
    })?;
    let before = session.account.name.clone().unwrap_or_default();
    Ok(Flash::good("account-renamed").undo(PATH.to_owned(), vec![("name".to_owned(), before)]).then(PATH))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(name: &str, organizations: Vec<OwnMembership>) -> String {
        let created_at = Timestamp::from_micros(0);
        let t = Texts::sample(created_at);
        let (layout, email) = (Layout::sample("Your account"), "dora@example.com".to_owned());
        Show { t, layout, email, name: name.to_owned(), created_at, organizations, waiting: vec![name.to_owned()] }
            .render()
            .unwrap()
    }

    #[test]
    fn whoever_is_in_no_organization_is_told_how_one_gets_in() {
        let (t, at) = (Texts::sample(Timestamp::from_micros(0)), Timestamp::from_micros(0));
        let (layout, email) = (Layout::sample("Your account"), "dora@example.com".to_owned());
        let (organizations, waiting) = (Vec::new(), Vec::new());
        let page = Show { t, layout, email, name: String::new(), created_at: at, organizations, waiting };
        assert!(page.render().unwrap().contains("You are in no organization yet."));
        assert!(html("Acme", Vec::new()).contains("An admin confirms you next."));
    }

    #[test]
    fn names_are_escaped() {
        let name = "<img src=x onerror=alert(1)>\"".repeat(350);
        let membership = OwnMembership { name: name.clone(), role: MemberRole::Owner, path: None };
        let html = html(&name, vec![membership]);
        assert!(!html.contains("<img") && html.matches("&#60;img").count() >= 700);
    }

    #[test]
    fn an_organization_is_opened_by_whoever_runs_it() {
        let member = |path: Option<&str>| OwnMembership {
            name: "Acme".to_owned(),
            role: MemberRole::User,
            path: path.map(str::to_owned),
        };
        assert!(html("Dora", vec![member(Some("/organizations/1/overview"))]).contains("/organizations/1/overview"));
        assert!(!html("Dora", vec![member(None)]).contains("/organizations/"));
    }
}
