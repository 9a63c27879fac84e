//! `POST /organizations/{organization}/members/{member}/groups`: a member joins a group, or leaves it.

use super::member_path::MemberPath;
use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use application::ChangeGroupMembers;
use axum::extract::State;
use domain::GroupId;

pub(crate) async fn change(
    State(console): State<Console>,
    session: OrganizationSession,
    MemberPath(member): MemberPath,
    form: Form,
) -> PageResult {
    session.require(|permissions| permissions.manage_users)?;
    let is_joining = form.is_set("join");
    let id = GroupId::parse(form.get(if is_joining { "join" } else { "leave" })).ok_or(PageError::BadForm)?;
    let (joining, leaving) = if is_joining { (vec![member], Vec::new()) } else { (Vec::new(), vec![member]) };
    let organization_id = session.organization.id;
    let change = ChangeGroupMembers { call: session.command(&console), organization_id, id, joining, leaving };
    let path = session.path(&format!("/members/{member}"));
    let back = format!("{path}?tab=access");
    let done = match console.application.run(change).await.map_err(PageError::from) {
        Ok(done) => done,
        Err(error) => return error.said_on(&back),
    };
    let (text, undo) = match (done.joined.is_empty(), done.left.is_empty()) {
        (true, true) => return Ok(Flash::good("member-group-same").then(&back)),
        (false, _) => ("member-group-joined", "leave"),
        (true, false) => ("member-group-left", "join"),
    };
    Ok(Flash::good(text).undo(format!("{path}/groups"), vec![(undo.to_owned(), id.to_string())]).then(&back))
}
