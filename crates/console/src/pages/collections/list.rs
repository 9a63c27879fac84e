//! `/organizations/{organization}/collections`: the collections that the member is shown, and a new one.

use super::membership;
use crate::Console;
use crate::asked::Asked;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::sealed_name::is_sealed_name;
use crate::show::Pager;
use crate::texts::Texts;
use application::{CollectionDraft, CollectionRow, CreateCollection, ReadCollectionsPage};
use askama::Template;
use axum::extract::State;
use domain::CollectionAccess;

#[derive(Template)]
#[template(path = "collections/list.html")]
struct List {
    t: Texts,
    layout: Layout,
    path: String,
    organization_id: String,
    rows: Vec<CollectionRow>,
    pager: Pager,
    may_make: bool,
}

pub(crate) async fn show(State(console): State<Console>, session: OrganizationSession, asked: Asked) -> PageResult {
    session.require_any()?;
    let membership = membership(&session);
    let may_make = membership.member.creates_collections(&membership.organization);
    let page_number = asked.get("page").parse().unwrap_or(1);
    let found = console.application.read(&ReadCollectionsPage { membership, page: page_number }).await?;
    let (t, path) = (session.t(), session.path("/collections"));
    page(&List {
        t,
        layout: session.layout(t.say("collections-title"), Entry::Collections),
        organization_id: session.organization.id.to_string(),
        rows: found.rows,
        pager: Pager::new(&path, &[], found.page, found.pages),
        path,
        may_make,
    })
}

/// Makes a collection, which the member manages.
pub(crate) async fn create(State(console): State<Console>, session: OrganizationSession, form: Form) -> PageResult {
    session.require_any()?;
    let path = session.path("/collections");
    let name = form.get("name").to_owned();
    if !is_sealed_name(&name) {
        return Ok(Flash::bad("collections-needs-script").then(&path));
    }
    let members = vec![(session.member.id, CollectionAccess::MANAGE)];
    let draft = CollectionDraft { name, external_id: None, members, groups: Vec::new() };
    let (call, account_id) = (session.command(&console), session.person.account.id);
    let create = CreateCollection { call, account_id, organization_id: session.organization.id, draft };
    match console.application.run(create).await.map_err(PageError::from) {
        Ok(made) => Ok(Flash::good("collections-made").then(&format!("{path}/{}", made.view.collection.id))),
        Err(error) => error.said_on(&path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use application::CollectionView;
    use domain::{Collection, CollectionId, ExternalId, OrganizationId, Timestamp};

    fn html(external_id: &str, rows: usize) -> String {
        let at = Timestamp::from_micros(0);
        let (organization_id, id) = ("a71c6574-52f1-4b98-9c4d-fd09703195e4", "5d38ed12-9b5c-4a0d-8a28-4bd0a0d2b1b6");
        let row = |_| {
            let collection = Collection {
                organization_id: OrganizationId::parse(organization_id).unwrap(),
                id: CollectionId::parse(id).unwrap(),
                name: "2.\"><img src=x onerror=alert(1)>".to_owned(),
                external_id: ExternalId::parse(external_id).unwrap(),
                created_at: at,
                revised_at: at,
            };
            let view = CollectionView { collection, access: Some(CollectionAccess::MANAGE), is_assigned: true };
            CollectionRow { view, reach: Some((2, 1)) }
        };
        let rows = (0..rows).map(row).collect();
        let (t, layout) = (Texts::sample(at), Layout::sample("Collections"));
        let (path, organization_id) = ("/o/1/collections".to_owned(), organization_id.to_owned());
        let pager = Pager::new(&path, &[], 1, 2);
        List { t, layout, path, organization_id, rows, pager, may_make: true }.render().unwrap()
    }

    #[test]
    fn names_are_left_to_the_script_and_escaped() {
        let html = html("<img src=x>", 1);
        assert!(!html.contains("<img") && html.contains(r#"data-encrypted="2.&#34;&#62;"#), "{html}");
        assert!(html.contains(r#"data-module="names" data-organization="a71c6574-52f1-4b98-9c4d-fd09703195e4""#));
        assert!(html.contains("/o/1/collections/5d38ed12-9b5c-4a0d-8a28-4bd0a0d2b1b6") && html.contains("Manage"));
        assert!(html.contains(r#"rel="next">"#) && html.contains("/o/1/collections?page=2"), "{html}");
    }

    #[test]
    fn an_empty_list_teaches() {
        assert!(html("x", 0).contains("No collections yet"));
    }
}
