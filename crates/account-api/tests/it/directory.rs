//! What a directory does to members, by the use cases behind its protocol.

use application::{Call, CommandError, EditError, MemberEdit, MemberView, ProvisionMember, RemoveMember, UpdateMember};
use domain::{
    Actor, CaseInsensitiveText, EmailAddress, Member, MemberId, MemberProfile, NewMember, OrganizationId, Origin,
    ScimKeyId,
};
use std::convert::Infallible;
use testkit::app::App;

fn profile(email: &str) -> MemberProfile {
    MemberProfile {
        user_name: CaseInsensitiveText::new(email),
        email: EmailAddress::parse(email).unwrap(),
        other_email_keys: Vec::new(),
        external_id: None,
        display_name: None,
        attributes: None,
    }
}

/// Makes a member, who is invited.
pub(crate) async fn provision(app: &App, email: &str) -> Member {
    try_provision(app, email).await.unwrap()
}

/// The same where it may be refused.
pub(crate) async fn try_provision(app: &App, email: &str) -> Result<Member, CommandError> {
    let new = NewMember { profile: profile(email), active: true, origin: Origin::Scim };
    let call = app.application.system_call();
    let provision = ProvisionMember { call, organization_id: app.organization.id, new };
    Ok(app.application.run(provision).await?.view.member)
}

/// Changes a member's address, status or both.
pub(crate) async fn update(app: &App, member: &Member, email: &str, active: bool) -> Member {
    try_update(app, member, email, active).await.unwrap()
}

/// The same where it may be refused.
pub(crate) async fn try_update(
    app: &App,
    member: &Member,
    email: &str,
    active: bool,
) -> Result<Member, EditError<Infallible>> {
    let wanted = profile(email);
    let edit = move |_: &MemberView| Ok::<_, Infallible>(MemberEdit { profile: wanted.clone(), active: Some(active) });
    let call = app.application.system_call();
    let update = UpdateMember { call, organization_id: member.organization_id, id: member.id, edit };
    Ok(app.application.run(update).await?.view.member)
}

/// The directory of an organization removes a member.
pub(crate) async fn remove(app: &App, organization_id: OrganizationId, id: MemberId) {
    let check = |_: &MemberView| Ok::<_, Infallible>(());
    app.application.run(RemoveMember { call: directory_call(app), organization_id, id, check }).await.unwrap();
}

fn directory_call(app: &App) -> Call {
    let key = ScimKeyId::from_uuid(app.application.fresh_uuid());
    app.application.call(Actor::Scim(key), Origin::Scim, None, None)
}

/// The directory of an organization sets a member's status: the refusal's words where it is refused.
pub(crate) async fn set_active(
    app: &App,
    organization_id: OrganizationId,
    id: MemberId,
    active: bool,
) -> Result<(), String> {
    let edit = move |view: &MemberView| {
        Ok::<_, Infallible>(MemberEdit { profile: view.member.profile.clone(), active: Some(active) })
    };
    match app.application.run(UpdateMember { call: directory_call(app), organization_id, id, edit }).await {
        Ok(_) => Ok(()),
        Err(EditError::Command(error)) => Err(error.to_string()),
    }
}
