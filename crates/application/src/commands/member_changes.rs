//! What a changed profile looks like, field by field.

use domain::{Change, EventSubject, ExternalId, Member, MemberProfile, MemberRole, MemberStatus};
use serde_json::{Map, Value};

/// Longest value that a change shows, in characters.
const SHOWN: usize = 200;

/// Fields that members have whether or not a directory wrote them.
const COLUMNS: [&str; 3] = ["userName", "emails", "displayName"];

pub(super) fn subject(member: &Member) -> EventSubject {
    EventSubject { member_id: Some(member.id), account_id: member.account_id, ..EventSubject::default() }
}

/// The fields of a new member.
pub(super) fn of_new(profile: &MemberProfile) -> Vec<Change> {
    let mut changes = Vec::new();
    changes.extend(Change::of("userName", None, Some(profile.user_name.text())));
    changes.extend(Change::of("emails", None, Some(profile.email.text())));
    changes.extend(Change::of("externalId", None, profile.external_id.as_ref().map(ExternalId::as_str)));
    changes
}

/// The fields in which two profiles differ.
pub(super) fn between(before: &MemberProfile, after: &MemberProfile) -> Vec<Change> {
    let mut changes = attributes(before.attributes.as_deref(), after.attributes.as_deref());
    if before.attributes.is_none() {
        // Nothing was written before: what has a column is compared below, by its column.
        changes.retain(|change| !COLUMNS.contains(&change.field.as_str()));
    }
    let mut add = |field: &str, old: Option<&str>, new: Option<&str>| {
        if !changes.iter().any(|change| change.field == field) {
            changes.extend(Change::of(field, old, new));
        }
    };
    add("userName", Some(before.user_name.text()), Some(after.user_name.text()));
    add("emails", Some(before.email.text()), Some(after.email.text()));
    let text = |name: &Option<domain::CaseInsensitiveText>| name.as_ref().map(|name| name.text().to_owned());
    add("displayName", text(&before.display_name).as_deref(), text(&after.display_name).as_deref());
    let external = |id: &Option<ExternalId>| id.as_ref().map(|id| id.as_str().to_owned());
    add("externalId", external(&before.external_id).as_deref(), external(&after.external_id).as_deref());
    if changes.is_empty()
        && before.attributes.is_none()
        && let Some(emails) = object(after.attributes.as_deref()).get("emails")
    {
        // The first that a directory writes of the person, in a field whose column stays as it is.
        changes.extend(Change::of("emails", Some(before.email.text()), Some(&shown(emails))));
    }
    changes
}

/// The members of two JSON objects that differ.
pub(super) fn attributes(before: Option<&str>, after: Option<&str>) -> Vec<Change> {
    if before == after {
        return Vec::new();
    }
    let (old, new) = (object(before), object(after));
    let mut changes = Vec::new();
    // Compared is the value itself: two that are long, or of different types, may be shown alike.
    for (field, value) in &old {
        let now = new.get(field);
        if now != Some(value) {
            changes.push(Change { field: field.clone(), before: Some(shown(value)), after: now.map(shown) });
        }
    }
    for (field, value) in new.iter().filter(|(field, _)| !old.contains_key(*field)) {
        changes.push(Change { field: field.clone(), before: None, after: Some(shown(value)) });
    }
    changes
}

/// Another role, or other permissions; a new member's role, where it is more than User.
pub(super) fn role(before: Option<&Member>, after: &Member) -> Vec<Change> {
    let role = |member: &Member| member.role.name().to_owned();
    let permissions = |member: &Member| (member.role == MemberRole::Custom).then(|| member.permissions.to_json());
    let old_role = before.map_or_else(|| MemberRole::User.name().to_owned(), role);
    let old_permissions = before.and_then(permissions);
    [
        Change::of("role", Some(&old_role), Some(&role(after))),
        Change::of("permissions", old_permissions.as_deref(), permissions(after).as_deref()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) fn status(before: MemberStatus, after: MemberStatus) -> Option<Change> {
    Change::of("status", Some(before.name()), Some(after.name()))
}

fn object(text: Option<&str>) -> Map<String, Value> {
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if text.chars().count() <= SHOWN { text } else { text.chars().take(SHOWN).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_shown_alike_are_still_told_apart() {
        let long = "x".repeat(SHOWN);
        for (before, after) in [
            (format!(r#"{{"title":"{long}a"}}"#), format!(r#"{{"title":"{long}b"}}"#)),
            (format!(r#"{{"emails":[{{"value":"{long}"}},1]}}"#), format!(r#"{{"emails":[{{"value":"{long}"}},2]}}"#)),
            (r#"{"floor":5}"#.to_owned(), r#"{"floor":"5"}"#.to_owned()),
        ] {
            assert_eq!(attributes(Some(&before), Some(&after)).len(), 1, "{after}");
        }
        // The order of members is no difference.
        assert_eq!(attributes(Some(r#"{"a":1,"b":2}"#), Some(r#"{"b":2,"a":1}"#)), []);
    }
}
