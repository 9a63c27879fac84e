//! `POST /organizations/{organization}/members/{member}/role`: a member is given another role.

use super::member_path::MemberPath;
use super::role_fields::RoleFields;
use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use crate::verified_form;
use application::{EditMember, FindMember};
use axum::extract::State;
use domain::MemberRole;

pub(crate) async fn change(
    State(console): State<Console>,
    session: OrganizationSession,
    MemberPath(id): MemberPath,
    form: Form,
) -> PageResult {
    session.require(|permissions| permissions.manage_users)?;
    let organization_id = session.organization.id;
    let before =
        console.application.read(&FindMember { organization_id, id }).await?.ok_or(PageError::NotFound)?.member;
    let (role, permissions) = RoleFields::read(&form).ok_or(PageError::BadForm)?;
    if [role, before.role].contains(&MemberRole::Owner)
        && let Some(ask) = verified_form::ask(&console, &session.person, &form)?
    {
        return Ok(ask);
    }
    let edit = EditMember {
        call: session.command(&console),
        organization_id,
        id,
        role: Some((role, permissions)),
        groups: None,
        collections: None,
    };
    let path = session.path(&format!("/members/{id}"));
    let back = format!("{path}?tab=access");
    match console.application.run(edit).await.map_err(PageError::from) {
        Ok(()) => {
            let undo = RoleFields::fields(before.role, before.permissions).into_iter();
            let undo = undo.map(|(name, value)| (name.to_owned(), value)).collect();
            Ok(Flash::good("member-role-done").with("role", role.name()).undo(format!("{path}/role"), undo).then(&back))
        }
        Err(error) => error.said_on(&back),
    }
}
