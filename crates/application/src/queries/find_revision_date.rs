//! When what a person can see last changed.

use crate::{Acting, Membership};
use domain::{AccountId, MemberStatus, Timestamp};
use std::time::Duration;
use storage::tables::{account, collection, collection_access, member};
use storage::{Query, Snapshot, StorageError};

/// A change is dated when its call begins and seen when it is stored. A client that asked for everything in between must
/// still be told that there is news, so the date is that much later; who asks soon after a change asks once more in vain.
const STORING: Duration = Duration::from_secs(5);

/// When anything changed that a person's clients would show after a sync. Nothing is written for it but the rows that
/// change anyway: an item's change is found at its collections, a change of what somebody reaches at the member.
///
/// Some are told in vain: who was given in a second way what they had in one already, or lost it in one of two; and an
/// administrator who sees every collection and was given one, or lost it.
#[derive(Debug, Clone, Copy)]
pub struct FindRevisionDate(pub AccountId);

impl Query for FindRevisionDate {
    type Output = Option<Timestamp>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Timestamp>, StorageError> {
        let Some(account) = account::find(at, self.0).await? else { return Ok(None) };
        let mut latest = account.revised_at;
        for membership in Membership::all(at, self.0).await? {
            latest = latest.max(of_membership(at, &membership).await?);
        }
        Ok(Some(latest.after(STORING)))
    }
}

async fn of_membership(at: &mut Snapshot<'_>, membership: &Membership) -> Result<Timestamp, StorageError> {
    let (organization_id, member_id) = (membership.organization.id, membership.member.id);
    let access = member::access_revised(at, organization_id, member_id).await?;
    if membership.member.status != MemberStatus::Confirmed {
        return Ok(access);
    }
    // An organization that goes out of use goes out of sight.
    let own = access.max(membership.organization.revised_at);
    if !membership.is_live() {
        return Ok(own);
    }
    let last = if membership.reaches_all(Acting::Member) {
        collection::last_revised(at, organization_id).await?
    } else {
        collection_access::last_revised(at, organization_id, member_id).await?
    };
    Ok(last.map_or(own, |last| own.max(last)))
}
