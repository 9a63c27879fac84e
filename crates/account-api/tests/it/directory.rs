//! What a directory does to members, by the use cases behind its protocol.

use application::{CommandError, MemberEdit, MemberView, ProvisionMember, UpdateMember};
use domain::{CaseInsensitiveText, EmailAddress, Member, MemberProfile, NewMember, Origin};
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
    let wanted = profile(email);
    let edit = move |_: &MemberView| Ok::<_, Infallible>(MemberEdit { profile: wanted.clone(), active: Some(active) });
    let call = app.application.system_call();
    let update = UpdateMember { call, organization_id: app.organization.id, id: member.id, edit };
    app.application.run(update).await.unwrap().view.member
}
