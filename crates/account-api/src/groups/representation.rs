//! Groups as admins' clients see them.

use crate::access_body;
use application::GroupDetails;
use domain::{ExternalId, Group};
use serde_json::{Value, json};

/// A group by itself.
pub(super) fn group(group: &Group) -> Value {
    json!({
        "id": group.id,
        "organizationId": group.organization_id,
        "name": group.profile.name.text(),
        "externalId": group.profile.external_id.as_ref().map(ExternalId::as_str),
        "object": "group",
    })
}

/// A group with what it reaches.
pub(super) fn details(details: &GroupDetails) -> Value {
    json!({
        "id": details.group.id,
        "organizationId": details.group.organization_id,
        "name": details.group.profile.name.text(),
        "externalId": details.group.profile.external_id.as_ref().map(ExternalId::as_str),
        "collections": access_body::write(&details.collections),
        "object": "groupDetails",
    })
}
