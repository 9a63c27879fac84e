//! An admin makes or changes a group.

use super::collection_access::{self, AccessChange};
use super::{assignments, create_group, group_members};
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{
    Authority, CaseInsensitiveText, Change, CollectionId, Event, EventType, ExternalId, Group, GroupId, GroupProfile,
    MemberId, MembershipChange, OrganizationId, Refusal,
};
use std::collections::BTreeSet;
use storage::tables::{group_membership, member_group};
use storage::{Command, Transaction};

/// Makes a group, or changes one, which the plan must have. What is there already can be removed without.
#[derive(Debug, Clone)]
pub struct SaveGroup {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Which group; none makes one.
    pub id: Option<GroupId>,
    /// Its name; none leaves it alone.
    pub name: Option<String>,
    /// The directory's identifier of a new group. That of an old one is the directory's.
    pub external_id: Option<ExternalId>,
    /// Who is in it, exactly; none leaves its members alone.
    pub members: Option<Vec<MemberId>>,
    /// What it reaches; none leaves that alone.
    pub collections: Option<AccessChange<CollectionId>>,
}

impl Command for SaveGroup {
    type Output = Group;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Group, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let by = work.authority().await?;
        by.require(|permissions| permissions.manage_groups)?;
        if !work.organization.plan.has_directory_features() {
            return Err(Refusal::InvalidSetting("Groups need the Teams or Enterprise plan.".to_owned()).into());
        }
        let (mut group, mut changes) = match self.id {
            Some(id) => self.rename(&mut work, id).await?,
            None => (self.make(&mut work).await?, Vec::new()),
        };
        let renamed = !changes.is_empty();
        if let Some(wanted) = &self.collections {
            changes.extend(collection_access::set_collections_of_group(&mut work, &by, group.id, wanted).await?);
        }
        if !changes.is_empty() {
            let (subject, name) = (create_group::subject(&group), group.profile.name.text().to_owned());
            work.record(Event::new(EventType::GroupUpdated, subject, &name, &changes));
        }
        let moved = match &self.members {
            Some(wanted) => set_members(&mut work, &by, &group, wanted).await?,
            None => false,
        };
        if renamed {
            group.version += 1;
            group.revised_at = self.call.now;
            member_group::update(work.tx, &group).await?;
        } else if moved {
            member_group::touch(work.tx, self.organization_id, group.id, self.call.now).await?;
        }
        work.finish().await?;
        Ok(group)
    }
}

impl SaveGroup {
    async fn make(&self, work: &mut Work<'_, '_>) -> Result<Group, CommandError> {
        let name = CaseInsensitiveText::new(self.name.as_deref().unwrap_or_default().trim());
        let profile = GroupProfile { name, external_id: self.external_id.clone(), attributes: None };
        profile.check()?;
        require_name_free(work, &profile.name, None).await?;
        create_group::require_external_id_free(work, &profile, None).await?;
        let group = Group {
            organization_id: self.organization_id,
            id: GroupId::from_uuid(work.ledger.next_id(self.call.now, &self.call.entropy)),
            profile,
            origin: self.call.origin,
            version: 1,
            created_at: self.call.now,
            revised_at: self.call.now,
        };
        create_group::store_new(work, &group).await?;
        Ok(group)
    }

    async fn rename(&self, work: &mut Work<'_, '_>, id: GroupId) -> Result<(Group, Vec<Change>), CommandError> {
        let found = member_group::find(work.tx, self.organization_id, id).await?;
        let mut group = found.ok_or(Refusal::GroupNotFound)?;
        let Some(name) = self.name.as_deref().map(|name| CaseInsensitiveText::new(name.trim())) else {
            return Ok((group, Vec::new()));
        };
        let change = Change::of("displayName", Some(group.profile.name.text()), Some(name.text()));
        if change.is_some() {
            require_name_free(work, &name, Some(id)).await?;
            group.profile.name = name;
            group.profile.check()?;
        }
        Ok((group, change.into_iter().collect()))
    }
}

/// Refuses a second group of a name: people and directories could not tell the two apart.
async fn require_name_free(
    work: &mut Work<'_, '_>,
    name: &CaseInsensitiveText,
    own: Option<GroupId>,
) -> Result<(), CommandError> {
    let namesakes = member_group::find_by_name(work.tx, work.organization.id, name).await?;
    if namesakes.iter().all(|group| Some(group.id) == own) {
        return Ok(());
    }
    let text = format!("There is a group named \"{}\" already. Choose another name.", name.text());
    Err(Refusal::InvalidSetting(text).into())
}

/// Makes these exactly the members of a group, wherever the others came from. True if that changed anything.
async fn set_members(
    work: &mut Work<'_, '_>,
    by: &Authority,
    group: &Group,
    wanted: &[MemberId],
) -> Result<bool, CommandError> {
    let current = group_membership::of_group(work.tx, work.organization.id, group.id).await?;
    let current: BTreeSet<MemberId> = current.into_iter().map(|membership| membership.member_id).collect();
    let wanted: BTreeSet<MemberId> = wanted.iter().copied().collect();
    let joining: Vec<MemberId> = wanted.difference(&current).copied().collect();
    assignments::require_not_oneself(work, by, &joining)?;
    let changes =
        [MembershipChange::Remove(current.difference(&wanted).copied().collect()), MembershipChange::Add(joining)];
    let outcome = group_members::apply(work, group, &changes).await?;
    if !outcome.ignored.is_empty() {
        return Err(
            Refusal::InvalidSetting("Somebody in the list is no member of this organization.".to_owned()).into()
        );
    }
    Ok(outcome.change().is_some())
}
