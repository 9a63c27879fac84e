//! Members as admins' clients see them.

use super::shown_name::shown_name;
use crate::access_body;
use application::MemberDetails;
use domain::{MemberRole, Organization, Origin};
use serde_json::{Value, json};

/// A member with everything that lists show.
pub(super) fn details(organization: &Organization, details: &MemberDetails) -> Value {
    let MemberDetails { member, person, has_two_step, is_recoverable, groups, collections } = details;
    let is_admin = matches!(member.role, MemberRole::Owner | MemberRole::Admin);
    json!({
        "id": member.id,
        "userId": member.account_id,
        "name": shown_name(details),
        "email": email(details),
        "externalId": member.profile.external_id.as_ref().map(domain::ExternalId::as_str),
        "avatarColor": person.as_ref().and_then(|person| person.avatar_color.as_deref()),
        "groups": groups,
        "collections": access_body::write(collections),
        "status": member.status.number(),
        "type": member.role.number(),
        "accessAll": is_admin && organization.collections.admins_access_all,
        "twoFactorEnabled": has_two_step,
        "resetPasswordEnrolled": is_recoverable,
        "hasMasterPassword": person.is_some(),
        "permissions": (member.role == MemberRole::Custom).then_some(member.permissions),
        "ssoBound": false,
        "managedByOrganization": false,
        "claimedByOrganization": false,
        "usesKeyConnector": false,
        "accessSecretsManager": false,
        "origin": origin(member.origin),
        "isBreakGlass": member.is_break_glass,
        "revocationReason": member.revocation_reason.map(domain::RevocationReason::number),
        "object": "organizationUserUserDetails",
    })
}

/// What is needed to name a member.
pub(super) fn brief(details: &MemberDetails) -> Value {
    let member = &details.member;
    json!({
        "id": member.id,
        "userId": member.account_id,
        "type": member.role.number(),
        "status": member.status.number(),
        "name": shown_name(details),
        "email": email(details),
        "object": "organizationUserUserMiniDetails",
    })
}

/// The person's own address once there is one, else the one that was invited.
fn email(details: &MemberDetails) -> &str {
    details.person.as_ref().map_or_else(|| details.member.profile.email.text(), |person| &person.email)
}

const fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Scim => "scim",
        Origin::Console => "console",
        Origin::PublicApi => "publicApi",
        Origin::Connector => "import",
    }
}
