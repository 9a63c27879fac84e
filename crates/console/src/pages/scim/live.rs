//! `/organizations/{organization}/settings/scim/live`: the panel of the latest calls as they come.

use super::ScimSession;
use super::panel::Panel;
use crate::Console;
use crate::layout::PageResult;
use crate::live::{Followed, follow};
use crate::organization_session::OrganizationSession;
use askama::Template as _;
use axum::extract::State;
use domain::Permissions;

pub(crate) async fn handle(State(console): State<Console>, ScimSession(session): ScimSession) -> PageResult {
    Ok(follow(console, session, Calls))
}

/// The latest calls.
struct Calls;

impl Followed for Calls {
    const PERMISSION: fn(&Permissions) -> bool = |permissions| permissions.manage_scim;

    async fn look(&mut self, console: &Console, session: &OrganizationSession) -> Option<String> {
        let t = session.t().at(console.application.now());
        Panel::read(console, session, t).await.ok()?.render().ok()
    }
}
