//! What organizations learn of a person's sign-ins.

use crate::work::Work;
use crate::{Call, CommandError};
use domain::{Account, Event, EventSubject, EventType, MemberId, MemberStatus, OrganizationId};
use storage::Transaction;
use storage::tables::member;

/// Writes an event about a person into the log of each organization where they are confirmed, of these memberships, whose
/// ledgers are locked.
pub(super) async fn record(
    tx: &mut Transaction<'_>,
    call: &Call,
    account: &Account,
    event_type: EventType,
    memberships: &[(OrganizationId, MemberId)],
) -> Result<(), CommandError> {
    for &(organization_id, member_id) in memberships {
        let found = member::find(tx, organization_id, member_id).await?;
        let Some(member) = found.filter(|member| member.status == MemberStatus::Confirmed) else { continue };
        let mut work = Work::begin(tx, call, organization_id).await?;
        let subject =
            EventSubject { member_id: Some(member_id), account_id: Some(account.id), ..EventSubject::default() };
        work.record(Event::new(event_type, subject, member.label(), &[]));
        work.finish().await?;
    }
    Ok(())
}
