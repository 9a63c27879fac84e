//! `/account`: who is signed in, what others see of them, and where they are a member.

use super::leave;
use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::{Layout, PageResult, page};
use crate::rail::Entry;
use crate::session::Session;
use crate::texts::Texts;
use application::{
    ConfirmedMembership, EditError, ListAcceptedMemberships, ListMemberships, Membership, UpdateAccount,
};
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
}

/// Where the person is a member.
struct OwnMembership {
    name: String,
    role: MemberRole,
    /// Whether an admin confirms the person next.
    is_waiting: bool,
    /// The organization's page, where the person has something to run.
    path: Option<String>,
    /// The page on which the person leaves it.
    leave: String,
}

impl OwnMembership {
    fn confirmed(found: ConfirmedMembership) -> Self {
        let runs_it = found.member.may(|permissions| *permissions != Permissions::NONE);
        let path = runs_it.then(|| format!("/organizations/{}/overview", found.organization.id));
        let leave = leave::path(&found.organization);
        Self { name: found.organization.name, role: found.member.role, is_waiting: false, path, leave }
    }

    fn waiting(found: Membership) -> Self {
        let leave = leave::path(&found.organization);
        Self { name: found.organization.name, role: found.member.role, is_waiting: true, path: None, leave }
    }
}

pub(crate) async fn handle(State(console): State<Console>, session: Session) -> PageResult {
    let memberships = console.application.read(&ListMemberships(session.account.id)).await?;
    let waiting = console.application.read(&ListAcceptedMemberships(session.account.id)).await?;
    let memberships = memberships.into_iter().map(OwnMembership::confirmed);
    let waiting = waiting.into_iter().map(OwnMembership::waiting);
    let t = session.t();
    page(&Show {
        t,
        layout: session.layout(t.say("account-title"), Entry::Account),
        email: session.account.email.text().to_owned(),
        name: session.account.name.clone().unwrap_or_default(),
        created_at: session.account.created_at,
        organizations: memberships.chain(waiting).collect(),
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
        Show { t, layout, email, name: name.to_owned(), created_at, organizations }.render().unwrap()
    }

    fn membership(name: &str, path: Option<&str>) -> OwnMembership {
        OwnMembership {
            name: name.to_owned(),
            role: MemberRole::User,
            is_waiting: path.is_none(),
            path: path.map(str::to_owned),
            leave: "/account/organizations/1/leave".to_owned(),
        }
    }

    #[test]
    fn whoever_is_in_no_organization_is_told_how_one_gets_in() {
        assert!(html("Dora", Vec::new()).contains("You are in no organization yet."));
        assert!(html("Dora", vec![membership("Acme", None)]).contains("An admin confirms you next."));
    }

    #[test]
    fn names_are_escaped() {
        let name = "<img src=x onerror=alert(1)>\"".repeat(350);
        let html = html(&name, vec![membership(&name, None)]);
        assert!(!html.contains("<img") && html.matches("&#60;img").count() >= 700);
    }

    #[test]
    fn an_organization_is_opened_by_whoever_runs_it_and_left_by_everybody() {
        let (open, leave) = (r#"href="/organizations/1/overview""#, r#"href="/account/organizations/1/leave""#);
        let html = |path| html("Dora", vec![membership("Acme", path)]);
        assert!(html(Some("/organizations/1/overview")).contains(open));
        assert!(!html(None).contains(open) && html(None).contains(leave));
    }
}
