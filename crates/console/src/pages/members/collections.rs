//! `POST /organizations/{organization}/members/{member}/collections`: what a member reaches alone.

use super::member_path::MemberPath;
use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use crate::show::{access_value, wanted_access};
use application::{AccessChange, EditMember};
use axum::extract::State;
use domain::{CollectionAccess, CollectionId};

/// Most collections of which a flash can still hold the way back.
const UNDONE: usize = 8;

pub(crate) async fn change(
    State(console): State<Console>,
    session: OrganizationSession,
    MemberPath(id): MemberPath,
    form: Form,
) -> PageResult {
    session.require(|permissions| permissions.manage_users)?;
    let changed = wanted_access(&form, "collection", CollectionId::parse)?;
    let undo = undo(&form, &changed);
    let edit = EditMember {
        call: session.command(&console),
        organization_id: session.organization.id,
        id,
        role: None,
        groups: None,
        collections: Some(AccessChange::Edit(changed)),
    };
    let path = session.path(&format!("/members/{id}"));
    let back = format!("{path}?tab=access");
    match console.application.run(edit).await.map_err(PageError::from) {
        Ok(()) if undo.is_empty() => Ok(Flash::good("member-group-same").then(&back)),
        Ok(()) if undo.len() > 2 * UNDONE => Ok(Flash::good("member-collections-done").then(&back)),
        Ok(()) => Ok(Flash::good("member-collections-done").undo(format!("{path}/collections"), undo).then(&back)),
        Err(error) => error.said_on(&back),
    }
}

/// The fields that take it back: to what the page said that there was.
fn undo(form: &Form, changed: &[(CollectionId, Option<CollectionAccess>)]) -> Vec<(String, String)> {
    let fields = |(id, access): &(CollectionId, Option<CollectionAccess>)| {
        let was = match form.get(&format!("was-collection-{id}")) {
            "" => "none",
            was => was,
        };
        [
            (format!("collection-{id}"), was.to_owned()),
            (format!("was-collection-{id}"), access_value(*access).to_owned()),
        ]
    };
    changed.iter().flat_map(fields).collect()
}
