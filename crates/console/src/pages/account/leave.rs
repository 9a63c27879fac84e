//! `/account/organizations/{organization}/leave`: says what goes with it, then gives the person's own membership up.

use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::layout::{Layout, PageResult, page};
use crate::path_id;
use crate::rail::Entry;
use crate::session::Session;
use crate::texts::Texts;
use crate::verified_form::VerifiedForm;
use application::{FindMembership, FindOrganization, LeaveOrganization, Membership};
use askama::Template;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::Response;
use domain::{MemberStatus, Organization, OrganizationId};

#[derive(Template)]
#[template(path = "account/leave.html")]
struct Leave {
    t: Texts,
    layout: Layout,
    path: String,
    organization: String,
    /// Whether the organization would be without an owner.
    is_last_owner: bool,
}

/// The person's membership in the organization of the path, confirmed or waiting to be. For everybody else there is no such
/// page.
pub(crate) struct OwnMembership {
    session: Session,
    membership: Membership,
}

impl FromRequestParts<Console> for OwnMembership {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, PageError> {
        let session = Session::from_request_parts(parts, console).await?;
        let organization_id = path_id::read(parts, console, "organization", OrganizationId::parse).await?;
        let find = FindMembership { account_id: session.account.id, organization_id };
        let found = console.application.read(&find).await?;
        let membership = found.filter(is_in).ok_or(PageError::NotFound)?;
        Ok(Self { session, membership })
    }
}

fn is_in(found: &Membership) -> bool {
    found.organization.enabled && matches!(found.member.status, MemberStatus::Accepted | MemberStatus::Confirmed)
}

/// Where the person leaves an organization.
pub(super) fn path(organization: &Organization) -> String {
    format!("/account/organizations/{}/leave", organization.id)
}

pub(crate) async fn ask(State(console): State<Console>, own: OwnMembership) -> PageResult {
    let found = console.application.read(&FindOrganization(own.membership.organization.id)).await?;
    let (organization, ledger) = found.ok_or(PageError::NotFound)?;
    let t = own.session.t();
    page(&Leave {
        t,
        layout: own.session.layout(t.say("leave-title"), Entry::Account),
        path: path(&organization),
        organization: organization.name,
        is_last_owner: ledger.require_another_owner(&own.membership.member).is_err(),
    })
}

/// Leaves. With the membership the person's sessions of the console end, so that the next page is the sign-in.
pub(crate) async fn leave(
    State(console): State<Console>,
    own: OwnMembership,
    form: Result<VerifiedForm, Response>,
) -> PageResult {
    if let Err(asks) = form {
        return Ok(asks);
    }
    let Organization { id: organization_id, name, .. } = own.membership.organization;
    console.application.run(LeaveOrganization { call: own.session.command(&console), organization_id }).await?;
    Ok(Flash::good("leave-done").with("organization", name).then("/account"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    fn html(is_last_owner: bool) -> String {
        let (t, layout) = (Texts::sample(Timestamp::from_micros(0)), Layout::sample("Leave organization"));
        let (path, organization) = ("/account/organizations/1/leave".to_owned(), "<img src=x>".to_owned());
        Leave { t, layout, path, organization, is_last_owner }.render().unwrap()
    }

    #[test]
    fn what_goes_is_said_and_the_name_escaped() {
        let html = html(false);
        assert!(!html.contains("<img") && html.contains("&#60;img"), "{html}");
        assert!(html.contains(r#"action="/account/organizations/1/leave""#));
    }

    #[test]
    fn the_last_owner_is_told_why_not() {
        let html = html(true);
        assert!(!html.contains("action=\"/account") && html.contains("only confirmed owner"), "{html}");
    }
}
