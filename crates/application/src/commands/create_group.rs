//! A directory makes a group, or takes over one that people made.

use super::{group_members, member_changes};
use crate::work::Work;
use crate::{Call, CommandError, GroupOutcome, GroupView};
use domain::{
    Change, Event, EventSubject, EventType, ExternalId, Group, GroupId, GroupProfile, MemberId, MembershipChange,
    OrganizationId, Refusal,
};
use storage::tables::{group_membership, member_group};
use storage::{Command, Transaction};

/// A group to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGroup {
    /// What the directory says of it.
    pub profile: GroupProfile,
    /// Who is in it; ids that are no members are ignored.
    pub members: Vec<MemberId>,
}

/// Makes a group. One of the same name that people made and nobody linked is adopted: it keeps its id and members, and
/// those that the directory names join. A name that belongs to a linked group may be used again only under another
/// external id.
#[derive(Debug, Clone)]
pub struct CreateGroup {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// What is made.
    pub new: NewGroup,
    /// Whether the answer shall list the members.
    pub with_members: bool,
}

impl Command for CreateGroup {
    type Output = GroupOutcome;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<GroupOutcome, CommandError> {
        self.new.profile.check()?;
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        require_external_id_free(&mut work, &self.new.profile, None).await?;
        let (group, adopted, mut changes) = match self.find_adoptable(&mut work).await? {
            Some(group) => self.adopt(&mut work, group).await?,
            None => self.make(&mut work).await?,
        };
        let join = [MembershipChange::Add(self.new.members.clone())];
        let members = group_members::apply(&mut work, &group, &join).await?;
        changes.extend(members.change());
        let listed = list_members(&mut work, &group, self.with_members).await?;
        work.finish().await?;
        let view = GroupView { group, members: listed };
        Ok(GroupOutcome { view, changes, ignored: members.ignored, adopted })
    }
}

impl CreateGroup {
    /// The group of this name to take over; refuses where the name is taken.
    async fn find_adoptable(&self, work: &mut Work<'_, '_>) -> Result<Option<Group>, CommandError> {
        let profile = &self.new.profile;
        let namesakes = member_group::find_by_name(work.tx, self.organization_id, &profile.name).await?;
        if let Some(group) = namesakes.iter().find(|group| group.is_adoptable()) {
            return Ok(Some(group.clone()));
        }
        if namesakes.iter().all(|group| group.tolerates_namesake(profile.external_id.as_ref())) {
            return Ok(None);
        }
        Err(Refusal::GroupNameTaken(profile.name.text().to_owned()).into())
    }

    async fn make(&self, work: &mut Work<'_, '_>) -> Result<(Group, bool, Vec<Change>), CommandError> {
        let now = self.call.now;
        let group = Group {
            organization_id: self.organization_id,
            id: GroupId::from_uuid(work.ledger.next_id(now, &self.call.entropy)),
            profile: self.new.profile.clone(),
            origin: self.call.origin,
            version: 1,
            created_at: now,
            revised_at: now,
        };
        let changes = store_new(work, &group).await?;
        Ok((group, false, changes))
    }

    async fn adopt(
        &self,
        work: &mut Work<'_, '_>,
        mut group: Group,
    ) -> Result<(Group, bool, Vec<Change>), CommandError> {
        // The directory's from now on: nobody else can take it over.
        let taken_over = Change::of("origin", Some(group.origin.name()), Some(self.call.origin.name()));
        group.origin = self.call.origin;
        let changes = change_profile(work, &mut group, &self.new.profile, taken_over);
        group.version += 1;
        group.revised_at = self.call.now;
        member_group::update(work.tx, &group).await?;
        Ok((group, true, changes))
    }
}

/// Stores a new group and notes the event; answers what changed.
pub(super) async fn store_new(work: &mut Work<'_, '_>, group: &Group) -> Result<Vec<Change>, CommandError> {
    member_group::insert(work.tx, group).await?;
    work.ledger.groups += 1;
    let mut changes = Vec::new();
    changes.extend(Change::of("displayName", None, Some(group.profile.name.text())));
    let external_id = group.profile.external_id.as_ref().map(ExternalId::as_str);
    changes.extend(Change::of("externalId", None, external_id));
    work.record(Event::new(EventType::GroupCreated, subject(group), group.profile.name.text(), &changes));
    Ok(changes)
}

/// Takes a wanted profile over and notes the event, with what `also` changed; answers what changed.
pub(super) fn change_profile(
    work: &mut Work<'_, '_>,
    group: &mut Group,
    profile: &GroupProfile,
    also: Option<Change>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    changes.extend(also);
    let (before, after) = (&group.profile, profile);
    changes.extend(Change::of("displayName", Some(before.name.text()), Some(after.name.text())));
    let external = |profile: &GroupProfile| profile.external_id.as_ref().map(|id| id.as_str().to_owned());
    changes.extend(Change::of("externalId", external(before).as_deref(), external(after).as_deref()));
    changes.extend(member_changes::attributes(before.attributes.as_deref(), after.attributes.as_deref()));
    if !changes.is_empty() {
        group.profile = profile.clone();
        work.record(Event::new(EventType::GroupUpdated, subject(group), group.profile.name.text(), &changes));
    }
    changes
}

/// Refuses an external id that belongs to a group other than `own`.
pub(super) async fn require_external_id_free(
    work: &mut Work<'_, '_>,
    profile: &GroupProfile,
    own: Option<GroupId>,
) -> Result<(), CommandError> {
    let Some(external_id) = &profile.external_id else { return Ok(()) };
    match member_group::find_by_external_id(work.tx, work.organization.id, external_id).await? {
        Some(holder) if Some(holder.id) != own => Err(Refusal::ExternalIdTaken(external_id.as_str().to_owned()).into()),
        _ => Ok(()),
    }
}

pub(super) async fn list_members(
    work: &mut Work<'_, '_>,
    group: &Group,
    wanted: bool,
) -> Result<Option<Vec<MemberId>>, CommandError> {
    if !wanted {
        return Ok(None);
    }
    let members = group_membership::of_group(work.tx, work.organization.id, group.id).await?;
    Ok(Some(members.into_iter().map(|member| member.member_id).collect()))
}

pub(super) fn subject(group: &Group) -> EventSubject {
    EventSubject { group_id: Some(group.id), ..EventSubject::default() }
}
