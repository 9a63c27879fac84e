//! `/`: leads to what the person most likely wants.

use crate::Console;
use crate::flash::see_other;
use crate::layout::PageResult;
use crate::session::Session;
use application::ListMemberships;
use axum::extract::State;
use domain::Permissions;

/// The first organization in which the person has something to do, else their account.
pub(crate) async fn handle(State(console): State<Console>, session: Session) -> PageResult {
    let memberships = console.application.read(&ListMemberships(session.account.id)).await?;
    let first = memberships.iter().find(|found| found.member.may(|permissions| *permissions != Permissions::NONE));
    Ok(match first {
        Some(found) => see_other(&format!("/organizations/{}/overview", found.organization.id)),
        None => see_other("/account"),
    })
}
