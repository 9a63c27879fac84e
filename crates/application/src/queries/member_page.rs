//! One member as the console shows them: what there is beside the provisioning trace, which lies elsewhere.

use super::event_rows::EventRow;
use super::events_page::{EventFilter, ReadEventsPage};
use super::member_details::{MemberDetails, details_of};
use domain::{
    Collection, CollectionAccess, CollectionId, DeviceType, GroupId, MemberId, OrganizationId, Origin, Timestamp,
};
use std::collections::HashMap;
use storage::tables::outbox::WaitingMail;
use storage::tables::{collection, collection_access, device, group_membership, member, outbox};
use storage::{Query, QueryCost, Snapshot, StorageError};

/// Events that the page shows.
const EVENTS: u16 = 100;

/// Everything that administrators may see of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberPage {
    /// The member, the person behind it, two-step login, account recovery.
    pub details: MemberDetails,
    /// The groups, in the order of their ids.
    pub groups: Vec<GroupMembership>,
    /// The collections that the member reaches by themselves or by a group, oldest first. Their names are ciphertext.
    pub collections: Vec<ReachedCollection>,
    /// With what the person signed in, what was there last first.
    pub devices: Vec<SeenDevice>,
    /// The mails about the member that wait or were given up.
    pub mails: Vec<WaitingMail>,
    /// The newest hundred events about the member, the newest first. [`EventRow::changes_status`] picks the history of the
    /// status.
    pub events: Vec<EventRow>,
    /// The number before which older events are found.
    pub older_events: Option<i64>,
}

/// A group of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMembership {
    /// The group.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Who said that the member is in it.
    pub origin: Origin,
}

/// A collection that a member reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachedCollection {
    /// The collection.
    pub collection: Collection,
    /// What the member may do in it, all ways together.
    pub access: CollectionAccess,
    /// Whether it was given to the member alone too.
    pub is_own: bool,
}

/// A device, as far as it concerns an organization: neither its name nor its identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenDevice {
    /// What kind it is.
    pub device_type: DeviceType,
    /// When it first signed in.
    pub created_at: Timestamp,
    /// When it was there last.
    pub last_seen_at: Timestamp,
}

/// The page of a member; none where there is no such member.
#[derive(Debug, Clone, Copy)]
pub struct ReadMemberPage {
    /// Where.
    pub organization_id: OrganizationId,
    /// Which.
    pub id: MemberId,
}

impl Query for ReadMemberPage {
    type Output = Option<MemberPage>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<MemberPage>, StorageError> {
        let (organization_id, id) = (self.organization_id, self.id);
        let Some(found) = member::find(at, organization_id, id).await? else { return Ok(None) };
        let account_id = found.account_id;
        let Some(details) = details_of(at, organization_id, vec![found], true, true).await?.pop() else {
            return Ok(None);
        };
        let mut devices = Vec::new();
        if let Some(account_id) = account_id {
            let found = device::of_account(at, account_id).await?.into_iter();
            devices.extend(found.map(|device| SeenDevice {
                device_type: device.device_type,
                created_at: device.created_at,
                last_seen_at: device.last_seen_at,
            }));
            devices.sort_by_key(|device| std::cmp::Reverse(device.last_seen_at));
        }
        let filter = EventFilter { member_id: Some(id), ..EventFilter::default() };
        let events = ReadEventsPage { organization_id, filter, before: None, limit: EVENTS }.run(at).await?;
        Ok(Some(MemberPage {
            groups: groups(at, organization_id, id).await?,
            collections: collections(at, organization_id, &details).await?,
            devices,
            mails: outbox::of_member(at, organization_id, id).await?,
            events: events.rows,
            older_events: events.older,
            details,
        }))
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Range
    }
}

async fn groups(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: MemberId,
) -> Result<Vec<GroupMembership>, StorageError> {
    let origins = group_membership::origins_of_member(at, organization_id, id).await?;
    let origins: HashMap<GroupId, Origin> = origins.into_iter().collect();
    let names = group_membership::of_member(at, organization_id, id).await?.into_iter();
    let membership = |group: group_membership::GroupOfMember| {
        let origin = origins.get(&group.group_id).copied()?;
        Some(GroupMembership { id: group.group_id, name: group.name, origin })
    };
    Ok(names.filter_map(membership).collect())
}

async fn collections(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    details: &MemberDetails,
) -> Result<Vec<ReachedCollection>, StorageError> {
    let access = collection_access::of_member(at, organization_id, details.member.id).await?;
    let ids: Vec<CollectionId> = access.keys().copied().collect();
    let mut found = collection::find_all(at, organization_id, &ids).await?;
    found.sort_by_key(|collection| collection.id);
    let reached = |collection: Collection| {
        let is_own = details.collections.iter().any(|(own, _)| *own == collection.id);
        Some(ReachedCollection { access: access.get(&collection.id).copied()?, is_own, collection })
    };
    Ok(found.into_iter().filter_map(reached).collect())
}
