//! `POST …/groups/{group}/members`: people join the group and leave it.

use super::GroupPath;
use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use application::ChangeGroupMembers;
use axum::extract::State;
use domain::MemberId;

/// Most people of whom a flash can still hold the way back.
const UNDONE: usize = 30;

pub(crate) async fn handle(
    State(console): State<Console>,
    session: OrganizationSession,
    GroupPath(id): GroupPath,
    form: Form,
) -> PageResult {
    let path = session.path(&format!("/groups/{id}"));
    let (joining, leaving) = (ids(&form, "add")?, ids(&form, "remove")?);
    let organization_id = session.organization.id;
    let change = ChangeGroupMembers { call: session.command(&console), organization_id, id, joining, leaving };
    let change = match console.application.run(change).await.map_err(PageError::from) {
        Ok(change) => change,
        Err(error) => return error.said_on(&path),
    };
    let (joined, left) = (change.joined.len(), change.left.len());
    let flash = match (joined, left) {
        (0, 0) => return Ok(Flash::good("group-members-same").then(&path)),
        (_, 0) => Flash::good("group-members-joined").with("count", joined),
        _ => Flash::good("group-members-left").with("count", left),
    };
    if joined + left > UNDONE {
        return Ok(flash.then(&path));
    }
    let back = |name: &str, ids: &[MemberId]| -> Vec<(String, String)> {
        ids.iter().map(|id| (name.to_owned(), id.to_string())).collect()
    };
    let fields = [back("remove", &change.joined), back("add", &change.left)].concat();
    Ok(flash.undo(format!("{path}/members"), fields).then(&path))
}

fn ids(form: &Form, name: &str) -> Result<Vec<MemberId>, PageError> {
    form.all(name).map(|text| MemberId::parse(text).ok_or(PageError::NotFound)).collect()
}
