//! Groups and their members.

use crate::text::check_attributes;
use crate::{CaseInsensitiveText, ExternalId, GroupId, MemberId, OrganizationId, Origin, Refusal, Timestamp};
use std::fmt;
use std::sync::Arc;

/// A group of an organization. Its members are never part of it: a group of 100,000 is one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The group's identifier.
    pub id: GroupId,
    /// What the directory says of the group.
    pub profile: GroupProfile,
    /// Who made the group.
    pub origin: Origin,
    /// Counts the group's changes, those of its members included, from 1.
    pub version: i64,
    /// When the group was made.
    pub created_at: Timestamp,
    /// When the group or its members last changed.
    pub revised_at: Timestamp,
}

/// What a directory says of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupProfile {
    /// The group's name, 1 to 100 characters.
    pub name: CaseInsensitiveText,
    /// The directory's identifier of the group.
    pub external_id: Option<ExternalId>,
    /// Everything else that the directory sent, as a JSON object without `members`.
    pub attributes: Option<String>,
}

impl GroupProfile {
    /// Longest name, in characters.
    pub const NAME_MAX_LENGTH: usize = 100;

    /// Refuses a blank or overlong name, and overlong attributes.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.name.text().trim().is_empty() {
            return Err(Refusal::Blank { field: "displayName" });
        }
        if self.name.text().chars().count() > Self::NAME_MAX_LENGTH {
            return Err(Refusal::TooLong { field: "displayName", limit: Self::NAME_MAX_LENGTH });
        }
        check_attributes(self.attributes.as_deref())
    }
}

impl Group {
    /// Whether a directory that posts a group of this name may take this one over: made by people and not linked yet.
    pub const fn is_adoptable(&self) -> bool {
        !self.origin.is_directory() && self.profile.external_id.is_none()
    }

    /// Whether a directory may make a second group of this name: both carry external ids, and different ones.
    pub fn tolerates_namesake(&self, external_id: Option<&ExternalId>) -> bool {
        matches!((&self.profile.external_id, external_id), (Some(mine), Some(theirs)) if mine != theirs)
    }
}

/// One change to the members of a group. Ids that are no members of the organization change nothing.
#[derive(Clone)]
pub enum MembershipChange {
    /// These join.
    Add(Vec<MemberId>),
    /// These leave, wherever their membership came from.
    Remove(Vec<MemberId>),
    /// Those that the predicate picks leave.
    RemoveWhere(Arc<dyn Fn(MemberId) -> bool + Send + Sync>),
    /// All leave.
    RemoveAll,
    /// These are the directory's members from now on. Memberships that people made stay, unless the organization says
    /// that its directory is authoritative.
    Replace(Vec<MemberId>),
}

impl fmt::Debug for MembershipChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Add(ids) => f.debug_tuple("Add").field(ids).finish(),
            Self::Remove(ids) => f.debug_tuple("Remove").field(ids).finish(),
            Self::RemoveWhere(_) => f.write_str("RemoveWhere(…)"),
            Self::RemoveAll => f.write_str("RemoveAll"),
            Self::Replace(ids) => f.debug_tuple("Replace").field(ids).finish(),
        }
    }
}
