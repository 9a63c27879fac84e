//! `/organizations/{organization}/members/live?…`: a list of members as it changes.

use super::list_address::ListAddress;
use super::list_parts::{Counts, Rows};
use crate::Console;
use crate::asked::Asked;
use crate::layout::PageResult;
use crate::live::{Followed, follow};
use crate::organization_session::OrganizationSession;
use application::LastEvent;
use askama::Template as _;
use axum::extract::State;
use domain::Permissions;

pub(crate) async fn handle(State(console): State<Console>, session: OrganizationSession, asked: Asked) -> PageResult {
    session.require(List::PERMISSION)?;
    let seen = asked.get("seen").parse().unwrap_or(0);
    Ok(follow(console, session, List { address: ListAddress::of(&asked), seen }))
}

/// A list that is open.
struct List {
    address: ListAddress,
    /// The organization's last event when it was read: nothing of it has changed while there is none after that.
    seen: i64,
}

impl Followed for List {
    const PERMISSION: fn(&Permissions) -> bool = |permissions| permissions.manage_users;

    async fn look(&mut self, console: &Console, session: &OrganizationSession) -> Option<String> {
        let last = console.application.read(&LastEvent(session.organization.id)).await.ok()?;
        if last == self.seen {
            return None;
        }
        let found = console.application.read(&self.address.read_page(session.organization.id)).await.ok()?;
        self.seen = found.last_event;
        let (t, path) = (session.t().at(console.application.now()), session.path("/members"));
        let counts = Counts::new(t, &path, &self.address, &found).render().ok()?;
        Some(counts + &Rows::new(t, &path, &self.address, found).render().ok()?)
    }
}
