//! What organizations learn of a person's sign-ins.

use super::memberships;
use crate::{Call, CommandError};
use domain::{Account, Event, EventSubject, EventType, MemberId, MemberStatus, OrganizationId};
use storage::Transaction;

/// Writes an event about a person into the log of each organization where they are confirmed, of these memberships, whose
/// ledgers are locked.
pub(super) async fn record(
    tx: &mut Transaction<'_>,
    call: &Call,
    account: &Account,
    event_type: EventType,
    memberships: &[(OrganizationId, MemberId)],
) -> Result<(), CommandError> {
    for membership in memberships {
        let begun = memberships::begin(tx, call, *membership).await?;
        let Some((mut work, member)) = begun.filter(|(_, member)| member.status == MemberStatus::Confirmed) else {
            continue;
        };
        let subject =
            EventSubject { member_id: Some(member.id), account_id: Some(account.id), ..EventSubject::default() };
        work.record(Event::new(event_type, subject, member.label(), &[]));
        work.finish().await?;
    }
    Ok(())
}
