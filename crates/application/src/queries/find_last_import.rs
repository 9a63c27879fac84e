//! Whether a directory import makes members, too.

use super::trace_page::first_id_of;
use domain::{CompareOperator, Filter, FilterValue, MemberAttribute, OrganizationId, Origin, SortOrder, Timestamp};
use storage::{ListRequest, Query, QueryCost, Snapshot, StorageError};

/// When a directory import last made a member; none where that was not after `since`.
#[derive(Debug, Clone, Copy)]
pub struct FindLastImport {
    /// Where.
    pub organization_id: OrganizationId,
    /// How far back it is looked.
    pub since: Timestamp,
}

impl Query for FindLastImport {
    type Output = Option<Timestamp>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Timestamp>, StorageError> {
        let (id, origin) = (FilterValue::Id(first_id_of(self.since)), FilterValue::Number(Origin::Connector.number()));
        let filter = Filter::And(vec![
            Filter::Compare(MemberAttribute::Id, CompareOperator::Ge, id),
            Filter::Compare(MemberAttribute::Origin, CompareOperator::Eq, origin),
        ]);
        let sort = Some((MemberAttribute::Id, SortOrder::Descending));
        let newest = ListRequest { filter: &filter, sort, after: None, offset: 0, limit: 1 };
        let found = storage::list_members(at, self.organization_id, &newest).await?;
        Ok(found.first().map(|member| member.created_at).filter(|at| *at > self.since))
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}
