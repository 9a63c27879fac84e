//! A group as a SCIM Group, and back.

use crate::error::ApiError;
use application::GroupView;
use domain::{CaseInsensitiveText, ExternalId, Group, GroupProfile, Refusal};
use scim_protocol::{EntityTag, GROUP, ResourceMeta};
use serde_json::{Map, Value, json};

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
    let stored = group.profile.attributes.as_deref().and_then(|text| serde_json::from_str(text).ok());
    document.extend(stored.unwrap_or_else(Map::new));
    document
}

/// What a written document wants a group to be.
pub(super) fn profile(mut document: Map<String, Value>) -> Result<GroupProfile, ApiError> {
    let name = match document.shift_remove("displayName") {
        Some(Value::String(name)) => name,
        _ => return Err(Refusal::Blank { field: "displayName" }.into()),
    };
    let external_id = match document.shift_remove("externalId") {
        Some(Value::String(text)) => ExternalId::parse(&text)?,
        _ => None,
    };
    let attributes = (!document.is_empty()).then(|| Value::Object(document).to_string());
    Ok(GroupProfile { name: CaseInsensitiveText::new(name), external_id, attributes })
}
