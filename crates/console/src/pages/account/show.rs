//! `/account`: who is signed in, and where they are a member.

use crate::Console;
use crate::layout::{Layout, PageResult, page};
use crate::rail::Entry;
use crate::session::Session;
use crate::texts::Texts;
use application::{ConfirmedMembership, ListMemberships};
use askama::Template;
use axum::extract::State;
use domain::{MemberRole, Permissions};

#[derive(Template)]
#[template(path = "account/show.html")]
struct Show {
    t: Texts,
    layout: Layout,
    email: String,
    organizations: Vec<OwnMembership>,
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
    let t = session.t();
    page(&Show {
        t,
        layout: session.layout(t.say("account-title"), Entry::Account),
        email: session.account.email.text().to_owned(),
        organizations: memberships.into_iter().map(OwnMembership::of).collect(),
    })
}
