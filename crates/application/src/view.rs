//! What use cases answer.

use domain::{Change, Group, Member, MemberId};
use storage::tables::group_membership::GroupOfMember;

/// A member with the groups it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberView {
    /// The member.
    pub member: Member,
    /// Its groups, in the order of their ids.
    pub groups: Vec<GroupOfMember>,
}

/// A group, with its members where they were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupView {
    /// The group.
    pub group: Group,
    /// Its members, in the order of their ids; none where nobody asked.
    pub members: Option<Vec<MemberId>>,
}

/// A member after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberOutcome {
    /// The member as it is now, or as it was where it is gone.
    pub view: MemberView,
    /// What changed; empty where the call changed nothing.
    pub changes: Vec<Change>,
}

/// A group after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupOutcome {
    /// The group as it is now, or as it was where it is gone.
    pub view: GroupView,
    /// What changed; empty where the call changed nothing.
    pub changes: Vec<Change>,
    /// Ids that were sent as members and are none of the organization.
    pub ignored: Vec<MemberId>,
    /// Whether a group that people had made was taken over.
    pub adopted: bool,
}
