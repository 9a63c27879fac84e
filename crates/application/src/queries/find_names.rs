//! What members and groups are called.

use domain::{GroupId, MemberId, OrganizationId};
use std::collections::HashMap;
use storage::tables::{member, member_group};
use storage::{Query, Snapshot, StorageError};

/// The names of members and groups, as far as the organization has them still.
pub(crate) struct FindNames {
    pub(crate) organization_id: OrganizationId,
    pub(crate) members: Vec<MemberId>,
    pub(crate) groups: Vec<GroupId>,
}

/// What they are called.
pub(crate) struct Names {
    pub(crate) members: HashMap<MemberId, String>,
    pub(crate) groups: HashMap<GroupId, String>,
}

impl Query for FindNames {
    type Output = Names;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Names, StorageError> {
        Ok(Names {
            members: member::labels(at, self.organization_id, &self.members).await?.into_iter().collect(),
            groups: member_group::names(at, self.organization_id, &self.groups).await?.into_iter().collect(),
        })
    }
}
