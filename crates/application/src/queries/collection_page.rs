//! One collection as the console shows it.

use super::find_collection::FindCollection;
use super::find_names::FindNames;
use crate::{CollectionDetails, Membership};
use domain::{CollectionId, Filter, GroupAttribute, GroupId, MemberId, SortOrder};
use std::collections::HashMap;
use storage::{ListRequest, Query, QueryCost, Snapshot, StorageError};

/// Groups to choose among.
const CHOICES: u64 = 500;

/// A collection with the names of who reaches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionPage {
    /// The collection, with who reaches it where the member may know that.
    pub details: CollectionDetails,
    /// The names of the members who reach it by themselves.
    pub members: HashMap<MemberId, String>,
    /// The names of the groups that reach it.
    pub groups: HashMap<GroupId, String>,
    /// Groups that may be given access, by name: the first five hundred of them.
    pub choices: Vec<(GroupId, String)>,
}

/// A collection that a member is shown; none where there is no such collection for them.
#[derive(Debug, Clone)]
pub struct ReadCollectionPage {
    /// The member.
    pub membership: Membership,
    /// Which collection.
    pub id: CollectionId,
}

impl Query for ReadCollectionPage {
    type Output = Option<CollectionPage>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<CollectionPage>, StorageError> {
        let organization_id = self.membership.organization.id;
        let find = FindCollection { membership: self.membership.clone(), id: self.id };
        let Some(details) = find.run(at).await? else { return Ok(None) };
        let members = details.members.iter().map(|(id, _)| *id).collect();
        let groups = details.groups.iter().map(|(id, _)| *id).collect();
        let names = FindNames { organization_id, members, groups }.run(at).await?;
        let everything = Filter::Everything;
        let sort = Some((GroupAttribute::DisplayName, SortOrder::Ascending));
        let request = ListRequest { filter: &everything, sort, after: None, offset: 0, limit: CHOICES };
        let choices = storage::list_groups(at, organization_id, &request).await?.into_iter();
        let choices = choices.filter(|group| !names.groups.contains_key(&group.id));
        let choices = choices.map(|group| (group.id, group.profile.name.text().to_owned())).collect();
        Ok(Some(CollectionPage { details, members: names.members, groups: names.groups, choices }))
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}
