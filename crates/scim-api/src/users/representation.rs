//! A member as a SCIM User, and back.

use crate::answer::Shown;
use crate::error::ApiError;
use crate::fingerprint::fingerprint;
use application::{MemberEdit, MemberView};
use domain::{CaseInsensitiveText, EmailAddress, ExternalId, Member, MemberProfile, Refusal, Timestamp, fold};
use scim_protocol::{EntityTag, Projection, ResourceMeta, ScimError, USER};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// The whole resource, before a client chooses attributes.
pub(crate) fn document(view: &MemberView, base: &str) -> Map<String, Value> {
    let member = &view.member;
    let written = attributes(member);
    let mut document = Map::new();
    document.insert("schemas".to_owned(), json!(USER.schemas_of(&written)));
    document.insert("id".to_owned(), member.id.to_string().into());
    if let Some(external_id) = &member.profile.external_id {
        document.insert("externalId".to_owned(), external_id.as_str().into());
    }
    document.extend(written);
    document.insert("active".to_owned(), member.status.is_active().into());
    if !view.groups.is_empty() {
        document.insert("groups".to_owned(), groups(view, base));
    }
    document.insert("meta".to_owned(), meta(view, base));
    document
}

/// What a client that chose these attributes sees.
pub(crate) fn shown(view: &MemberView, base: &str, projection: &Projection) -> Shown {
    Shown::new(projection, || text(view, base), || document(view, base))
}

/// The same as [`document`] as text: what a directory wrote is copied as it was stored.
fn text(view: &MemberView, base: &str) -> Option<String> {
    let member = &view.member;
    let written = member.profile.attributes.as_deref()?.strip_prefix('{')?.strip_suffix('}')?;
    let mut text = String::with_capacity(written.len() + 600);
    text.push_str("{\"schemas\":[\"");
    text.push_str(&USER.schemas_in(written).join("\",\""));
    let _ = write!(text, "\"],\"id\":\"{}\",", member.id);
    if let Some(external_id) = &member.profile.external_id {
        let _ = write!(text, "\"externalId\":{},", Value::from(external_id.as_str()));
    }
    if !written.is_empty() {
        text.push_str(written);
        text.push(',');
    }
    let _ = write!(text, "\"active\":{},", member.status.is_active());
    if !view.groups.is_empty() {
        let _ = write!(text, "\"groups\":{},", groups(view, base));
    }
    let _ = write!(text, "\"meta\":{}}}", meta(view, base));
    Some(text)
}

/// The absolute URI of a member.
pub(super) fn location(member: &Member, base: &str) -> String {
    format!("{base}/Users/{}", member.id)
}

/// The version: it moves with the member and with its groups, which are a part of what a client reads.
pub(super) fn version(view: &MemberView) -> EntityTag {
    if view.groups.is_empty() {
        return EntityTag::weak(view.member.version.to_string());
    }
    let ids: Vec<String> = view.groups.iter().map(|group| group.group_id.to_string()).collect();
    let names = view.groups.iter().map(|group| group.name.as_str());
    let groups = fingerprint(ids.iter().map(String::as_str).chain(names));
    EntityTag::weak(format!("{}-{groups:x}", view.member.version))
}

/// What a client wrote, or would have written: the document that PATCH changes.
pub(super) fn written(member: &Member) -> Map<String, Value> {
    let mut document = attributes(member);
    if let Some(external_id) = &member.profile.external_id {
        document.insert("externalId".to_owned(), external_id.as_str().into());
    }
    document.insert("active".to_owned(), member.status.is_active().into());
    document
}

/// What a written document wants of a new member.
pub(super) fn new_profile(document: Map<String, Value>) -> Result<MemberEdit, ApiError> {
    wanted(document, None)
}

/// What a written document wants of a member that is there. One that differs in nothing changes nothing.
pub(super) fn edit(document: Map<String, Value>, current: &Member) -> Result<MemberEdit, ApiError> {
    if document == written(current) {
        let active = Some(current.status.is_active());
        return Ok(MemberEdit { profile: current.profile.clone(), active });
    }
    wanted(document, Some(current))
}

/// The written attributes but `externalId` and `active`, which have columns of their own. For a member that no directory
/// wrote they are made up from what is known here.
fn attributes(member: &Member) -> Map<String, Value> {
    if let Some(text) = &member.profile.attributes {
        return serde_json::from_str(text).unwrap_or_default();
    }
    let mut document = Map::new();
    document.insert("userName".to_owned(), member.profile.user_name.text().into());
    if let Some(name) = &member.name {
        document.insert("name".to_owned(), name_parts(name));
    }
    if let Some(name) = &member.profile.display_name {
        document.insert("displayName".to_owned(), name.text().into());
    }
    let email = json!([{"value": member.profile.email.text(), "type": "work", "primary": true}]);
    document.insert("emails".to_owned(), email);
    document
}

/// A name split at its last blank.
fn name_parts(name: &str) -> Value {
    match name.rsplit_once(' ') {
        Some((given, family)) => json!({"formatted": name, "givenName": given, "familyName": family}),
        None => json!({"formatted": name, "givenName": name}),
    }
}

fn groups(view: &MemberView, base: &str) -> Value {
    let group = |group: &application::GroupOfMember| {
        let location = format!("{base}/Groups/{}", group.group_id);
        json!({"value": group.group_id, "$ref": location, "display": group.name, "type": "direct"})
    };
    view.groups.iter().map(group).collect()
}

fn meta(view: &MemberView, base: &str) -> Value {
    let meta = ResourceMeta {
        resource_type: USER.name,
        created: moment(view.member.created_at),
        last_modified: moment(view.member.revised_at),
        location: location(&view.member, base),
        version: Some(version(view)),
    };
    meta.to_value()
}

fn moment(time: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(time.micros()).unwrap_or_default()
}

fn wanted(mut document: Map<String, Value>, current: Option<&Member>) -> Result<MemberEdit, ApiError> {
    let active = document.shift_remove("active").and_then(|active| active.as_bool());
    let external_id = match document.shift_remove("externalId") {
        Some(Value::String(text)) => ExternalId::parse(&text)?,
        _ => None,
    };
    let email = choose_email(&document)?.or_else(|| current.map(|member| member.profile.email.clone()));
    let email = email.ok_or(Refusal::NoEmail)?;
    let user_name = match text_of(&document, "userName") {
        Some(name) => name.to_owned(),
        // The address becomes the userName of a new member; one that is there keeps its own.
        None => current.map_or_else(|| email.text(), |member| member.profile.user_name.text()).to_owned(),
    };
    document.insert("userName".to_owned(), user_name.as_str().into());
    let profile = MemberProfile {
        user_name: CaseInsensitiveText::new(user_name),
        other_email_keys: other_email_keys(&document, &email),
        email,
        external_id,
        // Even a blank one: lists are filtered and sorted by what is shown.
        display_name: document.get("displayName").and_then(Value::as_str).map(CaseInsensitiveText::new),
        attributes: match current {
            // A change of the columns alone writes nothing else: what is made up follows what is known here.
            Some(member) if document == attributes(member) => member.profile.attributes.clone(),
            _ => Some(Value::Object(document).to_string()),
        },
    };
    Ok(MemberEdit { profile, active })
}

/// The address that invitations go to: the primary one, else the one of type `work`, else the first, else a userName that
/// is an address.
fn choose_email(document: &Map<String, Value>) -> Result<Option<EmailAddress>, ApiError> {
    let emails = addresses(document);
    let is_primary = |email: &&Value| email.get("primary") == Some(&Value::Bool(true));
    let is_work = |email: &&Value| {
        email.get("type").and_then(Value::as_str).is_some_and(|kind| kind.eq_ignore_ascii_case("work"))
    };
    let chosen = emails.iter().copied().find(is_primary).or_else(|| emails.iter().copied().find(is_work));
    match chosen.or(emails.first().copied()).and_then(value_of) {
        Some(address) => Ok(Some(EmailAddress::require(address)?)),
        None => Ok(text_of(document, "userName").and_then(EmailAddress::parse)),
    }
}

fn other_email_keys(document: &Map<String, Value>, chosen: &EmailAddress) -> Vec<String> {
    let mut keys: Vec<String> = addresses(document).into_iter().filter_map(value_of).map(fold).collect();
    keys.retain(|key| key != chosen.key());
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The members of `emails` that have a value.
fn addresses(document: &Map<String, Value>) -> Vec<&Value> {
    let emails = document.get("emails").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    emails.iter().filter(|email| value_of(email).is_some()).collect()
}

fn value_of(email: &Value) -> Option<&str> {
    email.get("value").and_then(Value::as_str).filter(|address| !address.trim().is_empty())
}

fn text_of<'d>(document: &'d Map<String, Value>, name: &str) -> Option<&'d str> {
    document.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
}

/// Refuses a userName that was made blank.
pub(super) fn require_user_name(after: &Map<String, Value>) -> Result<(), ApiError> {
    match after.get("userName") {
        Some(Value::String(name)) if name.trim().is_empty() => Err(Refusal::Blank { field: "userName" }.into()),
        _ => Ok(()),
    }
}

/// Refuses a removal of the last address: it is the member's identity.
pub(super) fn require_email(before: &Map<String, Value>, after: &Map<String, Value>) -> Result<(), ApiError> {
    if !addresses(before).is_empty() && addresses(after).is_empty() {
        return Err(ScimError::mutability("The last address of a user cannot be removed. Replace it instead.").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use application::GroupOfMember;
    use domain::{GroupId, MemberId, MemberStatus, OrganizationId, Origin};
    use uuid::Uuid;

    fn view(attributes: &Value, groups: Vec<GroupOfMember>) -> MemberView {
        let address = EmailAddress::parse("dora@example.com").unwrap();
        let profile = MemberProfile {
            user_name: CaseInsensitiveText::new("dora"),
            email: address,
            other_email_keys: Vec::new(),
            external_id: ExternalId::parse("x\"\\y").unwrap(),
            display_name: None,
            attributes: Some(attributes.to_string()),
        };
        let id = MemberId::from_uuid(Uuid::from_u128(2));
        let organization_id = OrganizationId::from_uuid(Uuid::from_u128(1));
        let new = Member::new(organization_id, id, profile, Origin::Scim, Timestamp::from_micros(1_000));
        let (status, revised_at) = (MemberStatus::Revoked, Timestamp::from_micros(2_000_000));
        let member = Member { status, version: 3, revised_at, ..new };
        MemberView { member, groups }
    }

    #[test]
    fn text_and_document_are_the_same_resource() {
        let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        let group = GroupOfMember { group_id: GroupId::from_uuid(Uuid::from_u128(5)), name: "A \"b\"".to_owned() };
        for attributes in [
            json!({}),
            json!({"userName": "dora", "title": format!("\"{enterprise}\":{{")}),
            json!({"userName": "dora", "nested": {"a": [1, {"b": "}"}]}, enterprise: {"department": "x"}}),
        ] {
            for groups in [Vec::new(), vec![group.clone()]] {
                let view = view(&attributes, groups);
                let text: Value = serde_json::from_str(&text(&view, "https://h/v2/o").unwrap()).unwrap();
                assert_eq!(text, Value::Object(document(&view, "https://h/v2/o")), "{attributes}");
            }
        }
    }
}
