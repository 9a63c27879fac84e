//! What a member may do and reach: the part of their page on which that is changed.

use super::role_fields::RoleFields;
use crate::Console;
use crate::error::PageError;
use crate::organization_session::OrganizationSession;
use crate::show::{access_text, access_value};
use application::{ListGroupNames, ListOrganizationCollections, MemberPage, Membership, ReachedCollection};
use domain::{CollectionAccess, CollectionId, GroupId, Origin};
use std::collections::{HashMap, HashSet};

/// Groups, and collections, to choose from. Where there are more, they are given from their own pages.
const CHOICES: u16 = 500;

/// The part.
pub(super) struct Access {
    pub(super) groups: Vec<Group>,
    /// Whether one of them is a directory's doing.
    pub(super) has_directory_groups: bool,
    /// Groups that the member can be put into: id and name. None where this person may not.
    pub(super) group_choices: Option<Vec<(String, String)>>,
    pub(super) collections: Vec<Collection>,
    /// Collections that this person may give to the member: id and name.
    pub(super) collection_choices: Vec<(String, String)>,
    /// None where this person may not give the member another role.
    pub(super) fields: Option<RoleFields>,
    /// Whether the break-glass flag can be changed.
    pub(super) may_flag: bool,
}

/// A group of the member.
pub(super) struct Group {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) origin: Origin,
}

/// A collection that the member reaches.
pub(super) struct Collection {
    pub(super) encrypted: String,
    pub(super) id: String,
    /// The text of what the member may do, all ways together.
    pub(super) access: &'static str,
    /// Whether the member was given it alone, too.
    pub(super) is_own: bool,
    /// Whether this person may change what the member was given alone.
    pub(super) may_change: bool,
    /// What the member was given alone, as forms send it.
    pub(super) own: &'static str,
    /// Whether groups add to that.
    pub(super) is_more: bool,
}

impl Access {
    /// Whether anything can be changed about the collections.
    pub(super) fn changes_collections(&self) -> bool {
        !self.collection_choices.is_empty() || self.collections.iter().any(|collection| collection.may_change)
    }

    pub(super) async fn read(
        console: &Console,
        session: &OrganizationSession,
        found: MemberPage,
    ) -> Result<Self, PageError> {
        let (member, by) = (&found.details.member, session.authority());
        let may_change = by.require_rank_over(member).is_ok();
        let fields = may_change
            .then(|| RoleFields::new(session.t(), &by, &session.organization, member.role, member.permissions));
        let group_choices = match session.require(|permissions| permissions.manage_groups) {
            Ok(()) => Some(groups_beside(console, session, &found).await?),
            Err(_) => None,
        };
        let own: HashMap<CollectionId, CollectionAccess> = found.details.collections.iter().copied().collect();
        let given = if may_change { collections_given_by(console, session).await? } else { Vec::new() };
        let given_ids: HashSet<CollectionId> = given.iter().map(|collection| collection.id).collect();
        let collections = found.collections.into_iter().map(|reached| Collection::of(reached, &own, &given_ids));
        let group = |group: application::GroupMembership| Group {
            id: group.id.to_string(),
            name: group.name,
            origin: group.origin,
        };
        Ok(Self {
            has_directory_groups: found.groups.iter().any(|group| group.origin.is_directory()),
            groups: found.groups.into_iter().map(group).collect(),
            group_choices,
            collections: collections.collect(),
            collection_choices: choices(given, &own),
            fields,
            may_flag: by.require_owner().is_ok(),
        })
    }
}

/// The groups in which the member is not.
async fn groups_beside(
    console: &Console,
    session: &OrganizationSession,
    found: &MemberPage,
) -> Result<Vec<(String, String)>, PageError> {
    let list = ListGroupNames { organization_id: session.organization.id, limit: CHOICES };
    let own: HashSet<GroupId> = found.groups.iter().map(|group| group.id).collect();
    let others = console.application.read(&list).await?.into_iter().filter(|(id, _)| !own.contains(id));
    Ok(others.map(|(id, name)| (id.to_string(), name)).collect())
}

/// The collections that this person may give: all, or those that they manage.
async fn collections_given_by(
    console: &Console,
    session: &OrganizationSession,
) -> Result<Vec<domain::Collection>, PageError> {
    let all = session.member.edits_all_items(&session.organization);
    let membership = Membership { organization: session.organization.clone(), member: session.member.clone() };
    let shown = console.application.read(&ListOrganizationCollections(membership)).await?.into_iter();
    let given = shown.filter(|view| all || view.access.is_some_and(|access| access.manage));
    Ok(given.map(|view| view.collection).collect())
}

/// Of these, those that the member was not given.
fn choices(given: Vec<domain::Collection>, own: &HashMap<CollectionId, CollectionAccess>) -> Vec<(String, String)> {
    let others = given.into_iter().filter(|collection| !own.contains_key(&collection.id));
    others.take(CHOICES.into()).map(|collection| (collection.id.to_string(), collection.name)).collect()
}

impl Collection {
    fn of(
        reached: ReachedCollection,
        own: &HashMap<CollectionId, CollectionAccess>,
        may_give: &HashSet<CollectionId>,
    ) -> Self {
        let given = own.get(&reached.collection.id).copied();
        Self {
            encrypted: reached.collection.name,
            id: reached.collection.id.to_string(),
            access: access_text(Some(reached.access)),
            is_own: given.is_some(),
            may_change: given.is_some() && may_give.contains(&reached.collection.id),
            own: access_value(given),
            is_more: given.is_some_and(|access| access != reached.access),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Of somebody who reaches nothing, for somebody who may change nothing.
    pub(in super::super) fn bare() -> Access {
        Access {
            groups: Vec::new(),
            has_directory_groups: false,
            group_choices: None,
            collections: Vec::new(),
            collection_choices: Vec::new(),
            fields: None,
            may_flag: true,
        }
    }

    /// With a group and with collections of these names.
    pub(in super::super) fn sample(name: &str) -> Access {
        let collection = |id: &str, is_own| Collection {
            encrypted: "2.a|b|c".to_owned(),
            id: id.to_owned(),
            access: "access-view-hidden",
            is_own,
            may_change: is_own,
            own: "view",
            is_more: true,
        };
        Access {
            groups: vec![Group { id: "g1".to_owned(), name: name.to_owned(), origin: Origin::Scim }],
            has_directory_groups: true,
            group_choices: Some(vec![("g2".to_owned(), name.to_owned())]),
            collections: vec![collection("k1", false), collection("k2", true)],
            collection_choices: vec![("k3".to_owned(), "2.a|b|c".to_owned())],
            fields: Some(RoleFields { roles: Vec::new(), permissions: Vec::new() }),
            ..bare()
        }
    }
}
