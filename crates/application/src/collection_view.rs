//! Collections as one member has them.

use crate::{Acting, Membership};
use domain::{Collection, CollectionAccess, GroupId, MemberId};

/// A collection as one member has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionView {
    /// The collection.
    pub collection: Collection,
    /// What the member may do in it; none where it is shown and no more.
    pub access: Option<CollectionAccess>,
    /// Whether the member was given it, alone or by a group.
    pub is_assigned: bool,
}

impl CollectionView {
    /// The collection as a member has it who was given this access, or none.
    pub(crate) fn of(membership: &Membership, given: Option<CollectionAccess>, collection: Collection) -> Self {
        let access = if membership.reaches_all(Acting::Member) { Some(CollectionAccess::MANAGE) } else { given };
        Self { collection, access, is_assigned: given.is_some() }
    }
}

/// A collection with who reaches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionDetails {
    /// The collection.
    pub view: CollectionView,
    /// Members, by themselves.
    pub members: Vec<(MemberId, CollectionAccess)>,
    /// Groups.
    pub groups: Vec<(GroupId, CollectionAccess)>,
}

impl CollectionDetails {
    /// Whether anybody manages it.
    pub fn is_managed(&self) -> bool {
        self.members.iter().any(|(_, access)| access.manage) || self.groups.iter().any(|(_, access)| access.manage)
    }
}
