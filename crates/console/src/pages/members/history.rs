//! What happened to a member, in the words of the event log.

use crate::organization_session::OrganizationSession;
use crate::pages::reporting::event_address::EventAddress;
use crate::pages::reporting::event_row::Row;
use application::EventRow;
use domain::{MemberId, MemberStatus};

/// An event.
pub(super) struct Happening {
    pub(super) row: Row,
    /// The status afterwards, where it changed.
    pub(super) status: Option<MemberStatus>,
}

impl Happening {
    /// An event about this member.
    pub(super) fn of(session: &OrganizationSession, id: MemberId, mut event: EventRow) -> Self {
        let after =
            event.changes.iter().find(|change| change.field == "status").and_then(|change| change.after.as_deref());
        let status = MemberStatus::ALL.into_iter().find(|status| Some(status.name()) == after);
        // A badge says it.
        event.changes.retain(|change| change.field != "status");
        let about = EventAddress { member: Some(id), ..EventAddress::default() };
        let mut row = Row::new(session, &about, event);
        // Their page is this one.
        row.sentence.href = None;
        Self { row, status }
    }
}
