//! The names of groups, to choose from.

use domain::{Filter, GroupAttribute, GroupId, OrganizationId, SortOrder};
use storage::{ListRequest, Query, QueryCost, Snapshot, StorageError};

/// The first groups of an organization, in the order of their names.
#[derive(Debug, Clone, Copy)]
pub struct ListGroupNames {
    /// Where.
    pub organization_id: OrganizationId,
    /// How many at most.
    pub limit: u16,
}

impl Query for ListGroupNames {
    type Output = Vec<(GroupId, String)>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<(GroupId, String)>, StorageError> {
        let everything = Filter::<GroupAttribute>::Everything;
        let sort = Some((GroupAttribute::DisplayName, SortOrder::Ascending));
        let request = ListRequest { filter: &everything, sort, after: None, offset: 0, limit: self.limit.into() };
        let groups = storage::list_groups(at, self.organization_id, &request).await?;
        Ok(groups.into_iter().map(|group| (group.id, group.profile.name.text().to_owned())).collect())
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Range
    }
}
