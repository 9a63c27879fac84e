//! People and groups that were here before the directory came, or that other doors made.

use application::{ChangeOrganization, CreateGroup, FindMember, GroupEdit, NewGroup, OrganizationChange, UpdateGroup};
use domain::{
    CaseInsensitiveText, EmailAddress, GroupId, GroupProfile, Member, MemberId, MemberProfile, MemberStatus,
    MembershipChange, Origin,
};
use testkit::app::App;
use testkit::rows;

/// A member whom an admin made in the console, in this status, at this address.
pub(crate) fn console_member(app: &App, address: &str, status: MemberStatus) -> Member {
    let now = app.application.now();
    let is_invited = matches!(status, MemberStatus::Invited);
    let profile = MemberProfile {
        user_name: CaseInsensitiveText::new(address),
        email: EmailAddress::parse(address).unwrap(),
        other_email_keys: Vec::new(),
        external_id: None,
        display_name: None,
        attributes: None,
    };
    let id = MemberId::from_uuid(app.application.fresh_uuid());
    Member {
        status,
        status_before_revocation: matches!(status, MemberStatus::Revoked).then_some(MemberStatus::Confirmed),
        name: Some("Cora Console".to_owned()),
        invited_at: is_invited.then_some(now),
        ..Member::new(app.organization.id, id, profile, Origin::Console, now)
    }
}

/// Stores a member and answers the id as SCIM shows it.
pub(crate) async fn store(app: &App, member: Member) -> String {
    let id = member.id.to_string();
    rows::insert_member(&app.application, member).await.unwrap();
    id
}

/// A member as the rules see it.
pub(crate) async fn member(app: &App, id: &str) -> Member {
    let find = FindMember { organization_id: app.organization.id, id: MemberId::parse(id).unwrap() };
    app.application.read(&find).await.unwrap().unwrap().member
}

/// The addresses to which invitations of a member wait to be sent.
pub(crate) async fn invitations(app: &App, id: &str) -> Vec<String> {
    let id = MemberId::parse(id).unwrap();
    let waiting = rows::invitations(&app.application, app.organization.id, id).await.unwrap();
    waiting.into_iter().map(|invitation| invitation.recipient).collect()
}

/// A group that an admin made in the console, with these members.
pub(crate) async fn console_group(app: &App, name: &str, members: &[&str]) -> String {
    let profile = GroupProfile { name: CaseInsensitiveText::new(name), external_id: None, attributes: None };
    let members = members.iter().map(|id| MemberId::parse(id).unwrap()).collect();
    let new = NewGroup { profile, members };
    let call = app.application.system_call();
    let create = CreateGroup { call, organization_id: app.organization.id, new, with_members: false };
    app.application.run(create).await.unwrap().view.group.id.to_string()
}

/// An admin puts a member into a group by hand.
pub(crate) async fn join_by_hand(app: &App, group: &str, member: &str) {
    let member = MemberId::parse(member).unwrap();
    let edit = move |group: &domain::Group| {
        let members = vec![MembershipChange::Add(vec![member])];
        Ok::<_, std::convert::Infallible>(GroupEdit { profile: group.profile.clone(), members })
    };
    let (call, id) = (app.application.system_call(), GroupId::parse(group).unwrap());
    let update = UpdateGroup { call, organization_id: app.organization.id, id, edit, with_members: false };
    app.application.run(update).await.unwrap();
}

/// Changes a setting of the organization.
pub(crate) async fn change(app: &App, change: OrganizationChange) {
    let call = app.application.system_call();
    let change = ChangeOrganization { call, organization_id: app.organization.id, change };
    app.application.run(change).await.unwrap();
}

/// The seats that are taken.
pub(crate) async fn occupied_seats(app: &App) -> i64 {
    rows::ledger(&app.application, app.organization.id).await.unwrap().unwrap().0.occupied_seats
}
