//! A group as a SCIM Group, and back.

use crate::answer::Shown;
use crate::error::ApiError;
use application::GroupView;
use domain::{CaseInsensitiveText, ExternalId, Group, GroupProfile, Refusal};
use scim_protocol::{EntityTag, GROUP, Projection, ResourceMeta};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// The whole resource, with its members where they were read.
pub(crate) fn document(view: &GroupView, base: &str) -> Map<String, Value> {
    let group = &view.group;
    let written = written(group);
    let mut document = Map::new();
    document.insert("schemas".to_owned(), json!(GROUP.schemas_of(&written)));
    document.insert("id".to_owned(), group.id.to_string().into());
    document.extend(written);
    if let Some(members) = view.members.as_ref().filter(|members| !members.is_empty()) {
        let member = |id: &domain::MemberId| json!({"value": id, "$ref": format!("{base}/Users/{id}"), "type": "User"});
        document.insert("members".to_owned(), members.iter().map(member).collect());
    }
    let moment = |time: domain::Timestamp| jiff::Timestamp::from_microsecond(time.micros()).unwrap_or_default();
    let meta = ResourceMeta {
        resource_type: GROUP.name,
        created: moment(group.created_at),
        last_modified: moment(group.revised_at),
        location: location(group, base),
        version: Some(version(group)),
    };
    document.insert("meta".to_owned(), meta.to_value());
    document
}

/// What a client that chose these attributes sees.
pub(crate) fn shown(view: &GroupView, base: &str, projection: &Projection) -> Shown {
    Shown::new(projection, || Some(text(view, base)), || document(view, base))
}

/// The same as [`document`] as text: the members of a large group are never values.
fn text(view: &GroupView, base: &str) -> String {
    let without_members = GroupView { group: view.group.clone(), members: None };
    let mut text = Value::Object(document(&without_members, base)).to_string();
    if let Some(members) = view.members.as_ref().filter(|members| !members.is_empty()) {
        text.pop(); // The closing brace comes again after the members.
        text.reserve(members.len() * (base.len() + 130));
        text.push_str(",\"members\":[");
        for (number, id) in members.iter().enumerate() {
            let comma = if number == 0 { "" } else { "," };
            let _ = write!(text, "{comma}{{\"value\":\"{id}\",\"$ref\":\"{base}/Users/{id}\",\"type\":\"User\"}}");
        }
        text.push_str("]}");
    }
    text
}

/// The absolute URI of a group.
pub(super) fn location(group: &Group, base: &str) -> String {
    format!("{base}/Groups/{}", group.id)
}

/// The version: it moves with the group and with its members.
pub(super) fn version(group: &Group) -> EntityTag {
    EntityTag::weak(group.version.to_string())
}

/// What a client wrote, members aside: the document that PATCH changes.
pub(super) fn written(group: &Group) -> Map<String, Value> {
    let mut document = Map::new();
    if let Some(external_id) = &group.profile.external_id {
        document.insert("externalId".to_owned(), external_id.as_str().into());
    }
    document.insert("displayName".to_owned(), group.profile.name.text().into());
    let stored: Option<Map<String, Value>> =
        group.profile.attributes.as_deref().and_then(|text| serde_json::from_str(text).ok());
    document.extend(stored.unwrap_or_default());
    document
}

/// What a written document wants a group to be.
pub(super) fn profile(mut document: Map<String, Value>) -> Result<GroupProfile, ApiError> {
    let Some(Value::String(name)) = document.shift_remove("displayName") else {
        return Err(Refusal::Blank { field: "displayName" }.into());
    };
    let external_id = match document.shift_remove("externalId") {
        Some(Value::String(text)) => ExternalId::parse(&text)?,
        _ => None,
    };
    let attributes = (!document.is_empty()).then(|| Value::Object(document).to_string());
    Ok(GroupProfile { name: CaseInsensitiveText::new(name), external_id, attributes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{GroupId, MemberId, OrganizationId, Origin, Timestamp};
    use uuid::Uuid;

    #[test]
    fn text_and_document_are_the_same_resource() {
        let group = Group {
            organization_id: OrganizationId::from_uuid(Uuid::from_u128(1)),
            id: GroupId::from_uuid(Uuid::from_u128(2)),
            profile: GroupProfile {
                name: CaseInsensitiveText::new("A \"group\""),
                external_id: ExternalId::parse("x").unwrap(),
                attributes: Some(r#"{"note":"}"}"#.to_owned()),
            },
            origin: Origin::Scim,
            version: 1,
            created_at: Timestamp::from_micros(1_000),
            revised_at: Timestamp::from_micros(1_000),
        };
        let ids = [7, 8].map(|id| MemberId::from_uuid(Uuid::from_u128(id)));
        for members in [None, Some(Vec::new()), Some(ids[..1].to_vec()), Some(ids.to_vec())] {
            let view = GroupView { group: group.clone(), members };
            let text: Value = serde_json::from_str(&text(&view, "https://h/v2/o")).unwrap();
            assert_eq!(text, Value::Object(document(&view, "https://h/v2/o")), "{:?}", view.members);
        }
    }
}
