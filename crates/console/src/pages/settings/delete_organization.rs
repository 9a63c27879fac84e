//! `/organizations/{organization}/settings/organization/delete`: says what goes, then deletes the organization.

use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::texts::Texts;
use crate::verified_form::VerifiedForm;
use application::{DeleteOrganization, FindOrganization};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

#[derive(Template)]
#[template(path = "settings/delete_organization.html")]
struct Delete {
    t: Texts,
    layout: Layout,
    path: String,
    name: String,
    members: i64,
    groups: i64,
}

pub(crate) async fn ask(State(console): State<Console>, session: OrganizationSession) -> PageResult {
    session.require_owner()?;
    let found = console.application.read(&FindOrganization(session.organization.id)).await?;
    let (organization, ledger) = found.ok_or(PageError::NotFound)?;
    let t = session.t();
    page(&Delete {
        t,
        layout: session.layout(t.say("organization-delete-title"), Entry::Organization),
        path: session.path(super::organization::PATH),
        name: organization.name,
        members: ledger.members,
        groups: ledger.groups,
    })
}

/// Deletes it, if its name was typed.
pub(crate) async fn delete(
    State(console): State<Console>,
    session: OrganizationSession,
    form: Result<VerifiedForm, Response>,
) -> PageResult {
    // Before anybody is asked for a password.
    session.require_owner()?;
    let form = match form {
        Ok(VerifiedForm(form)) => form,
        Err(asks) => return Ok(asks),
    };
    let name = session.organization.name.clone();
    if form.get("name") != name.trim() {
        let path = session.path(&format!("{}/delete", super::organization::PATH));
        return Ok(Flash::bad("organization-delete-wrong").then(&path));
    }
    let (call, organization_id) = (session.command(&console), session.organization.id);
    console.application.delete_organization(DeleteOrganization { call, organization_id }).await?;
    Ok(Flash::good("organization-deleted").with("name", name).then("/account"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    #[test]
    fn what_goes_is_said() {
        let (t, layout) = (Texts::sample(Timestamp::from_micros(0)), Layout::sample("Delete organization"));
        let (path, name) = ("/o/1".to_owned(), "<img src=x onerror=alert(1)>".to_owned());
        let html = Delete { t, layout, path, name, members: 3_214, groups: 40 }.render().unwrap();
        assert!(!html.contains("<img") && html.contains("3,214 people"), "{html}");
    }
}
